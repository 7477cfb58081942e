"""Sources do not bring an erased person back; the person can, as somebody new."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.domain.events.customers import CustomerRecordLinked, CustomerRegistered
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.intake.documents import DocumentGone, Documents
from lifecycle_api.intake.receipts import LeadReceipt
from lifecycle_api.projector import loader
from lifecycle_api.projector.runner import Projector
from lifecycle_api.rights.assembly import rights, signing_with
from lifecycle_api.rights.erasure.order import Order
from tests.support.intake import Desk, open_desk
from tests.support.letters import letter
from tests.support.log import MASTER_KEY

pytestmark = pytest.mark.anyio

ERASED = datetime(2026, 3, 6, 19, 0, tzinfo=UTC)
ANN = {
    "customerId": "C-1",
    "createdDate": "2025-01-02",
    "changedDate": "2026-03-01",
    "firstName": "Annegret",
    "lastName": "Planted",
    "cellPhone": "(206) 555-7788",
}


@pytest.fixture
async def desk(deployed_dsn: str) -> AsyncIterator[Desk]:
    """The intake of a group on a database with read models."""
    async with open_desk(deployed_dsn) as opened:
        yield opened


async def erase(desk: Desk, folder: Path, at: datetime = ERASED, **wanted: Any) -> Order:
    """Erase the only customer there is, or what is `wanted` of them."""
    (linked,) = await desk.events("customer.registered")
    assert isinstance(linked.event, CustomerRegistered)
    log = desk.log
    order = Order(
        tenant=desk.tenant, erasure=uuid4(), customer=linked.event.customer, reason="She asked for it", **wanted
    )
    parts = rights(
        log.pool,
        log.store,
        log.keys,
        Projector(log.pool, log.store),
        folders=loader.load(),
        journal=folder / "erasures.journal",
        sign=signing_with(SigningKeys(log.pool, MASTER_KEY), lambda each: f"test/{each}"),
        now=lambda: at,
    )
    await parts.erasure.run(order)
    return order


@pytest.mark.parametrize("kept", [None, RetentionClass.DEAL_JACKET, RetentionClass.STANDARD])
async def test_the_next_snapshot_does_not_bring_her_back(
    desk: Desk, tmp_path: Path, kept: RetentionClass | None
) -> None:
    """Neither the same record, changed since, nor one of another system with her number, whatever a duty keeps."""
    await desk.file(tmp_path, "customers.dms.json", [ANN])
    await erase(desk, tmp_path, classes=tuple(each for each in RetentionClass if each != kept) if kept else ())
    head = await desk.log.store.head(desk.tenant)

    changed = {**ANN, "changedDate": "2026-03-07", "email": "annegret.planted@example.org"}
    tally = await desk.file(tmp_path, "customers.dms.json", [changed])
    other = await desk.file(tmp_path, "customers.crm.json", [{**ANN, "customerId": "K-9"}])

    assert (tally.emitted, tally.quarantined, other.emitted, other.quarantined) == (0, 0, 0, 0)
    told = [event.type for event in (await desk.log.store.read(desk.tenant, after=head)).events]
    assert told == ["source_batch.ingested", "source_batch.ingested"]


async def test_a_record_that_was_made_later_is_somebody_new(desk: Desk, tmp_path: Path) -> None:
    """She came in again: a new pseudonym, new keys, and nothing that leads to the old one."""
    await desk.file(tmp_path, "customers.dms.json", [ANN])
    order = await erase(desk, tmp_path)

    again = {**ANN, "customerId": "C-2", "createdDate": "2026-04-02", "changedDate": "2026-04-02"}
    tally = await desk.file(tmp_path, "customers.dms.json", [again])

    assert tally.emitted > 1
    linked = [each.event for each in await desk.events("customer.record_linked")]
    assert [each.customer == order.customer for each in linked if isinstance(each, CustomerRecordLinked)] == [
        True,
        False,
    ]
    assert [each.rule for each in linked if isinstance(each, CustomerRecordLinked)] == ["new", "new"]


async def test_a_deal_is_told_without_an_erased_co_buyer_and_a_car_without_its_erased_seller(
    desk: Desk, tmp_path: Path
) -> None:
    """What they were beside is somebody else's, or nobody's; what was theirs alone is told no more."""
    await desk.file(tmp_path, "customers.dms.json", [ANN])
    order = await erase(desk, tmp_path)
    ben = {"customerId": "C-3", "createdDate": "2026-04-01", "firstName": "Ben", "lastName": "Other"}
    await desk.file(tmp_path, "customers.dms.json", [ben])
    deal = {
        "dealNumber": "D1",
        "buyerId": "C-3",
        "vin": "1HGCM82633A004352",
        "cashPrice": "9000.00",
        "dealType": "CASH",
    }
    deal |= {"newUsed": "U", "structuredDate": "2026-04-02"}
    car = {"stockNumber": "S1", "vin": "2T1BURHE0JC012345", "acquisitionSource": "TRADE", "acquiredDate": "2026-02-01"}
    visit = {"appointmentId": "AP1", "appointmentType": "REPAIR", "customerId": "C-1", "apptDate": "2026-04-03"}
    head = await desk.log.store.head(desk.tenant)

    for name, record in (
        ("deals", {**deal, "coBuyerId": "C-1"}),
        ("deals", {**deal, "dealNumber": "D2", "buyerId": "C-1", "coBuyerId": "C-3"}),
        ("inventory", {**car, "acquiredFromCustomerId": "C-1"}),
        ("appointments", {**visit, "createdDate": "2026-04-01"}),
    ):
        assert (await desk.file(tmp_path, f"{name}.dms.json", [record])).quarantined == 0

    told = (await desk.log.store.read(desk.tenant, after=head)).events
    assert [each.event.as_dict()["number"] for each in told if each.type == "deal.structured"] == ["D1"]
    assert [each.event.as_dict()["stock"] for each in told if each.type == "vehicle.acquired"] == ["S1"]
    assert not any(f"customer:{order.customer}" in each.tags for each in told)
    assert "appointment.scheduled" not in {each.type for each in told}


async def test_an_old_lead_sent_again_leaves_no_trace_and_a_new_one_is_hers(desk: Desk, tmp_path: Path) -> None:
    """The old letter is not kept; asking anew makes a customer of a new name."""
    old = letter()
    first = await desk.post(old)
    order = await erase(desk, tmp_path)
    head = await desk.log.store.head(desk.tenant)

    receipt = await desk.post(old.replace(b"\n", b"\n ", 1))

    assert receipt.outcome == "resent"
    assert await desk.log.store.head(desk.tenant) == head
    for sha256 in (first.raw_sha256, receipt.raw_sha256):
        with pytest.raises(DocumentGone):
            await Documents(desk.log.pool, desk.log.keys).find(desk.tenant, sha256)
    anew = await desk.post(letter())
    leads = [each.event for each in await desk.events("lead.received")]
    assert anew.outcome == "recorded"
    assert [each.customer == order.customer for each in leads if isinstance(each, LeadReceived)] == [True, False]


async def test_the_end_of_retention_parts_nobody_from_their_records(desk: Desk, tmp_path: Path) -> None:
    """Records of a class are gone, and she is known as before: another system's record is hers still."""
    await desk.file(tmp_path, "customers.dms.json", [ANN])
    await erase(desk, tmp_path, lasting=False, classes=(RetentionClass.SERVICE_RECORD,))

    await desk.file(tmp_path, "customers.crm.json", [{**ANN, "customerId": "K-9"}])

    assert len(await desk.events("customer.registered")) == 1
    assert len(await desk.events("customer.record_linked")) == 2


async def test_an_old_lead_between_others_leaves_no_trace(desk: Desk, tmp_path: Path) -> None:
    """What it was sent with is recorded, and nothing is told of her."""
    old = letter()
    await desk.post(old)
    order = await erase(desk, tmp_path)
    head = await desk.log.store.head(desk.tenant)
    (new,) = re.findall(rb"<prospect.*</prospect>", letter(), re.DOTALL)

    receipt = await desk.post(old.replace(b"</adf>", new + b"</adf>"))

    assert [each.outcome for each in receipt.leads] == ["resent", "recorded"]
    assert (receipt.leads[0].lead, receipt.leads[0].customer) == (None, None)
    told = (await desk.log.store.read(desk.tenant, after=head)).events
    assert not any(f"customer:{order.customer}" in each.tags for each in told)


async def test_the_same_words_of_a_lead_without_an_id_bind_for_a_month(desk: Desk, tmp_path: Path) -> None:
    """Whoever asks the same after that asks anew, and is not turned away for ever."""

    def asked(on: bytes) -> bytes:
        named = re.sub(rb"    <id sequence.*\n", b"", letter())
        assert named.count(b"<requestdate>2026-03-05") == 1
        return named.replace(b"<requestdate>2026-03-05", b"<requestdate>" + on)

    await desk.post(asked(b"2025-12-20"))
    await erase(desk, tmp_path, at=datetime(2026, 1, 10, 12, 0, tzinfo=UTC))

    assert (await desk.post(asked(b"2026-01-30"))).leads == (LeadReceipt("resent"),)
    assert (await desk.post(asked(b"2026-02-20"))).outcome == "recorded"


async def test_the_suppression_list_names_nobody(desk: Desk, tmp_path: Path) -> None:
    """It holds keyed hashes and the numbers of records."""
    await desk.file(tmp_path, "customers.dms.json", [ANN])
    await erase(desk, tmp_path)

    rows = await desk.log.pool.fetch("SELECT mark FROM lifecycle.suppression WHERE tenant_id = $1", desk.tenant)

    assert {row["mark"].partition(":")[0] for row in rows} >= {"contact", "source"}
    assert not [row for row in rows if "planted" in json.dumps(dict(row)).lower() or "5557788" in row["mark"]]
