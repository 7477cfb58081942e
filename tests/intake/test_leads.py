"""Leads as senders write them: one lead each, whatever happens on the way."""

import asyncio
from pathlib import Path
from uuid import uuid4

import pytest

from lifecycle_api.commands.organisation import UnknownRooftop
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.events.leads import LeadDuplicateDetected, LeadReceived
from lifecycle_api.intake.adf.limits import LeadTooLarge
from tests.support.intake import Desk

pytestmark = pytest.mark.anyio

DIALECTS = Path(__file__).parents[1] / "fixtures" / "adf"
LETTERS = {one.name: one.read_bytes() for one in sorted(DIALECTS.iterdir()) if one.suffix in {".xml", ".eml", ".txt"}}
CLEAN = (DIALECTS / "clean.xml").read_bytes()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE adf [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<adf><prospect><customer><contact><name part="full">&b;</name></contact></customer></prospect></adf>"""


@pytest.mark.parametrize("name", LETTERS)
async def test_every_dialect_is_recorded_or_set_aside(desk: Desk, name: str) -> None:
    """Nothing is dropped: a delivery ends in the log or, whole, in the quarantine."""
    raw = LETTERS[name]
    receipt = await desk.post(raw)
    recorded = await desk.events("lead.received")
    entries = await desk.quarantine.entries()
    assert len(receipt.leads) == len(recorded) + len(entries) >= 1
    for entry in entries:
        assert (await desk.quarantine.document(entry)).raw == raw
        assert entry.findings


async def test_a_lead_tells_who_asks_and_for_what(desk: Desk) -> None:
    """Customer, contact points, address, link, lead and wishes stand in one append."""
    receipt = await desk.post(CLEAN)
    (lead,) = receipt.leads
    events = await desk.events()
    told = [event for event in events if event.envelope.correlation_id == lead.lead]
    assert [event.type for event in told] == [
        "customer.registered",
        "customer.record_linked",
        "contact_point.added",
        "contact_point.added",
        "contact_point.added",
        "address.recorded",
        "lead.received",
        "buying_preference.stated",
    ]
    assert told[-1].position - told[0].position == len(told) - 1
    received = told[6].event
    assert isinstance(received, LeadReceived)
    assert received.wanted[0].stock == "N4410"
    assert told[6].envelope.conformance == receipt.conformance


async def test_the_same_bytes_again_change_nothing(desk: Desk) -> None:
    """A sender that posts twenty times has sent one lead, and its receipt says which."""
    first = await desk.post(CLEAN)
    head = await desk.log.store.head(desk.tenant)
    receipts = [await desk.post(CLEAN) for _ in range(19)]
    assert await desk.log.store.head(desk.tenant) == head
    assert {receipt.outcome for receipt in receipts} == {"resent"}
    assert {receipt.leads[0].lead for receipt in receipts} == {first.leads[0].lead}


async def test_racing_deliveries_of_one_lead_are_one_lead(desk: Desk) -> None:
    """Eight posts at once: one is recorded, the others are known already."""
    receipts = await asyncio.gather(*(desk.post(CLEAN) for _ in range(8)))
    assert sorted(receipt.outcome for receipt in receipts) == ["recorded"] + ["resent"] * 7
    assert len(await desk.events("lead.received")) == 1


async def test_racing_leads_of_one_person_are_one_customer(desk: Desk) -> None:
    """Eight different leads at once, with the same phone, e-mail and name: one customer."""
    letters = [CLEAN.replace(b"SR-48213", f"SR-{number}".encode()) for number in range(8)]
    await asyncio.gather(*map(desk.post, letters))
    assert len(await desk.events("lead.received")) == 8
    assert len(await desk.events("customer.registered")) == 1


async def test_a_resend_is_not_a_second_lead(desk: Desk) -> None:
    """Other bytes under the same id leave a trace, once, and no lead."""
    first = await desk.post(CLEAN)
    resend = (DIALECTS / "resend.xml").read_bytes()
    for _ in range(2):
        receipt = await desk.post(resend)
        assert (receipt.outcome, receipt.leads[0].lead) == ("resent", first.leads[0].lead)
    assert len(await desk.events("lead.received")) == 1
    assert len(await desk.events("lead.resent")) == 1


async def test_the_same_words_without_an_id_are_a_resend_for_thirty_days(desk: Desk) -> None:
    """Without ids the words decide; a month and a half later the customer asks again."""
    anonymous = _without_ids(CLEAN)
    await desk.post(anonymous)
    soon, later = (anonymous.replace(b"2026-03-05T", day) for day in (b"2026-02-20T", b"2026-01-10T"))
    assert (await desk.post(soon)).outcome == "resent"
    assert (await desk.post(later)).outcome == "recorded"


async def test_the_same_wish_through_somebody_else_is_a_duplicate(desk: Desk) -> None:
    """Same customer, same car, another provider, within 14 days: a lead of its own, and a duplicate of the first."""
    first = await desk.post(CLEAN)
    other = CLEAN.replace(b"SR-48213", b"OT-1").replace(b"Shoppers Row", b"Other Town")
    second = await desk.post(other)
    assert second.outcome == "recorded"
    (found,) = await desk.events("lead.duplicate_detected")
    assert isinstance(found.event, LeadDuplicateDetected)
    assert found.event.duplicate_of == first.leads[0].lead
    assert second.leads[0].customer == first.leads[0].customer
    late = other.replace(b"OT-1", b"OT-2").replace(b"2026-03-05T", b"2026-01-05T")
    await desk.post(late)
    assert len(await desk.events("lead.duplicate_detected")) == 1


async def test_a_trade_in_is_evidence_of_ownership(desk: Desk) -> None:
    """A car offered in trade is described and owned, with the certainty of a claim, and only once."""
    raw = LETTERS["trade_in.xml"]
    await desk.post(raw)
    started = [event.event.as_dict() for event in await desk.events("ownership.started")]
    assert {(owned["origin"], owned["certainty"]) for owned in started} == {("lead", 0.6)}
    await desk.post(raw.replace(b"<comments>", b"<comments>Still interested. "))
    assert len(await desk.events("ownership.started")) == len(started)


async def test_a_lead_finds_the_rooftop_it_is_addressed_to(desk: Desk) -> None:
    """By any of the rooftop's lead names, however they are typed."""
    receipt = await desk.post(CLEAN, rooftop=None)
    (received,) = await desk.events("lead.received")
    assert receipt.outcome == "recorded"
    assert received.envelope.rooftop == (await desk.rooftops.by_code("RSI")).id


async def test_a_lead_for_nobody_waits_until_somebody_says_for_whom(desk: Desk) -> None:
    """An unknown dealership is quarantine, and release with a rooftop records the lead."""
    raw = CLEAN.replace(b"Pinecrest Meridian", b"Elsewhere Motors")
    receipt = await desk.post(raw, rooftop=None)
    assert receipt.outcome == "quarantined"
    (entry,) = await desk.quarantine.entries()
    assert entry.findings[0].startswith("UNKNOWN_ROOFTOP at /adf/prospect")
    assert await desk.releases.release(entry.id, rooftop="RSD") == "recorded"
    assert len(await desk.events("lead.received")) == 1
    assert (await desk.quarantine.find(entry.id)).outcome == "recorded"


async def test_an_unknown_rooftop_is_refused(desk: Desk) -> None:
    """Who names a rooftop must name one that exists; nothing is recorded."""
    with pytest.raises(UnknownRooftop):
        await desk.leads.receive(CLEAN, tenant=desk.tenant, rooftop=uuid4(), actor=Actor("system", "x"))
    assert await desk.events("lead.received", "source_record.quarantined") == []


async def test_an_entity_bomb_is_set_aside_unread(desk: Desk) -> None:
    """It is kept, because it was sent, and it is never expanded."""
    receipt = await desk.post(BOMB)
    assert receipt.outcome == "quarantined"
    assert receipt.findings[0].startswith("LEAD_DECLARES_ENTITIES")


async def test_a_lead_of_fifty_megabytes_is_refused(desk: Desk) -> None:
    """It is refused before it is read or kept."""
    with pytest.raises(LeadTooLarge):
        await desk.post(b"<adf>" + b" " * 50_000_000 + b"</adf>")
    assert await desk.log.pool.fetchval("SELECT count(*) FROM lifecycle.raw_document") == 0


@pytest.mark.parametrize("raw", [b"", b"\0\0\0", b"<adf><prospect>", b"\xff\xfe<", b"hello", b"<a>" * 5000])
async def test_rubbish_is_set_aside(desk: Desk, raw: bytes) -> None:
    """Whatever arrives gets a receipt that says it was set aside, and why."""
    receipt = await desk.post(raw)
    assert receipt.outcome == "quarantined"
    assert receipt.findings


async def test_nul_characters_do_not_reach_the_database(desk: Desk) -> None:
    """Characters that XML forbids are dropped and reported; the lead is recorded."""
    receipt = await desk.post(CLEAN.replace(b"Renata", b"Ren\0ata"))
    assert receipt.outcome == "recorded"
    assert any("CHARACTER" in finding for finding in receipt.findings)


async def test_raw_bytes_are_kept_sealed(desk: Desk) -> None:
    """What was sent can be shown again, and cannot be read in the database."""
    receipt = await desk.post(CLEAN)
    row = await desk.log.pool.fetchrow("SELECT sha256, sealed FROM lifecycle.raw_document")
    assert row is not None
    assert row["sha256"].hex() == receipt.raw_sha256
    assert b"Renata" not in row["sealed"]


def _without_ids(raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    return b"\n".join(line for line in lines if b"SR-48213" not in line and b">LR-7<" not in line)


@pytest.mark.parametrize(("name", "arrived"), [("20240607-0931-carfinder.xml", "2024-06-07T09:31"), ("lead.xml", None)])
async def test_a_lead_in_a_file_came_when_the_mailbox_received_it(
    desk: Desk, tmp_path: Path, name: str, arrived: str | None
) -> None:
    """As the mailbox named the file; nothing that the sender wrote says so."""
    (tmp_path / name).write_bytes(CLEAN)
    rooftop = await desk.rooftops.by_code("RSI")
    await desk.mailboxes.take([tmp_path / name], rooftop, lambda _: None)
    (lead,) = await desk.events("lead.received")
    assert isinstance(lead.event, LeadReceived)
    came = lead.event.arrived_at
    assert (None if came is None else came.astimezone(rooftop.zone).isoformat()[:16]) == arrived
