"""Snapshots of consecutive days, through the real intake into a real log."""

import json
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.domain.events.customers import CustomerRecordLinked
from tests.intake.conftest import Sample
from tests.support.intake import Desk, open_desk

pytestmark = pytest.mark.anyio

_ABOUT_PEOPLE = ("customer.", "contact_point.", "address.", "buying_preference.")
_COUNTED = (
    "appointment.scheduled",
    "appointment.no_showed",
    "appointment.recovered",
    "customer.reassigned",
    "declined_work.recovered",
    "employee.departed",
    "handoff.offered",
    "lead.first_responded",
    "lead.lost",
    "note.corrected",
    "opportunity.opened",
    "ownership.started",
    "quote.presented",
    "recon.stage_changed",
    "repair_order.opened",
    "repair_order.closed",
    "vehicle.delivered",
    "vehicle.sold",
    "work.approved",
    "work.declined",
    "work.recommended",
)


async def test_the_sample_group_is_told_whole(desk: Desk, sample: Sample) -> None:
    """Every fact the files state becomes one event, and nothing waits but the noise of the mailboxes."""
    tally, mail = await desk.take(sample.folder, sample.files)
    events = await desk.events()
    counts = Counter(event.type for event in events if event.envelope.originator != "adf")
    expected = sample.answers["counts"]
    assert {name: counts[name] for name in _COUNTED} == {name: expected.get(name, 0) for name in _COUNTED}
    assert tally.quarantined == 0
    assert (mail.leads, mail.resends) == (expected["lead.received"], expected.get("lead.resent", 0))
    assert mail.quarantined == expected["(noise)"]


async def test_taking_the_same_files_in_again_adds_nothing(desk: Desk, sample: Sample) -> None:
    """Every event id is there already: of records, leads, resends, quarantine and batches."""
    await desk.take(sample.folder, sample.files)
    before = await desk.log.store.head(desk.tenant)
    tally, mail = await desk.take(sample.folder, sample.files)
    assert await desk.log.store.head(desk.tenant) == before
    assert (tally.emitted, mail.leads) == (0, 0)
    assert tally.unchanged == tally.records


async def test_a_window_of_days_emits_only_changes(desk: Desk, sample: Sample) -> None:
    """Daily windows repeat a month of records; only what changed that day is told."""
    windows = [file for file in sample.files if file["mode"] == "window" and file["kind"] == "repair-orders"]
    others = [file for file in sample.files if file not in windows]
    await desk.take(sample.folder, others)
    tallies = [(await desk.take(sample.folder, [window]))[0] for window in windows]
    states = sum(tally.records for tally in tallies)
    assert states > 0
    assert sum(tally.unchanged for tally in tallies) > states / 2


async def test_the_order_of_kinds_within_a_day_does_not_matter(dsn: str, another_dsn: str, sample: Sample) -> None:
    """Deals before their customers wait, are tried again, and end as the same facts about as many customers."""
    first = sorted({file["snapshotDate"] for file in sample.files})[:2]
    files = [file for file in sample.files if file["snapshotDate"] in first and file["kind"] != "leads"]
    facts, customers = [], []
    for address, order in zip((dsn, another_dsn), (files, files[::-1]), strict=True):
        async with open_desk(address) as desk:
            await desk.take(sample.folder, order)
            assert [entry for entry in await desk.quarantine.entries() if entry.outcome is None] == []
            events = [event for event in await desk.events() if event.envelope.source]
            people = {event.envelope.id for event in events if event.type.startswith(_ABOUT_PEOPLE)}
            facts.append({event.envelope.id for event in events} - people)
            customers.append(sum(event.type == "customer.registered" for event in events))
    assert facts[0] == facts[1]
    assert customers[0] == customers[1]


async def test_months_out_of_order_end_with_the_newest_word(dsn: str, another_dsn: str, sample: Sample) -> None:
    """Whatever arrives late adds to the past and takes nothing back."""
    files = [file for file in sample.files if file["kind"] != "leads"]
    newest = []
    for address, order in zip((dsn, another_dsn), (files, files[::-1]), strict=True):
        async with open_desk(address) as desk:
            await desk.take(sample.folder, order)
            deals = {
                e.event.as_dict()["deal"]: e.event.as_dict()["price"] for e in await desk.events("deal.structured")
            }
            newest.append(deals)
    assert newest[0] == newest[1]


async def test_customers_are_recognised_across_systems(desk: Desk, sample: Sample) -> None:
    """No two people are ever taken for one; at least 95 % of a person's records are found to be theirs."""
    await desk.take(sample.folder, sample.files)
    links = [event.event for event in await desk.events("customer.record_linked")]
    found = {(e.system, e.record_id): e.customer for e in links if isinstance(e, CustomerRecordLinked)}
    truth = _truth(sample.answers)
    common = found.keys() & truth.keys()
    ours, theirs = _pairs({key: found[key] for key in common}), _pairs({key: truth[key] for key in common})
    recall = len(ours & theirs) / len(theirs)
    print(f"precision {len(ours & theirs) / len(ours):.4f}, recall {recall:.4f} of {len(theirs)} pairs")  # noqa: T201
    assert ours <= theirs
    assert recall >= 0.95


async def test_what_is_remembered_names_nobody(desk: Desk, sample: Sample) -> None:
    """Between files, intake keeps keyed fingerprints only."""
    await desk.take(sample.folder, sample.files)
    rows = await desk.log.pool.fetch("SELECT s::text AS row FROM lifecycle.source_record s")
    kept = "\n".join(row["row"] for row in rows).casefold()
    names = {
        part.casefold() for person in sample.answers["customers"] for part in person["name"].split() if len(part) > 4
    }
    assert rows
    assert not [name for name in names if name in kept]


async def test_json_and_csv_of_the_same_truth_are_the_same_events(dsn: str, another_dsn: str, tmp_path: Path) -> None:
    """Ids and contents agree, whatever the file format."""
    (tmp_path / "json").mkdir()
    (tmp_path / "csv").mkdir()
    record = {"customerId": "7", "createdDate": "2024-02-11", "createdTime": "09:31:00", "firstName": "Dana"}
    record |= {
        "lastName": "Whitfield",
        "cellPhone": "312-555-0117",
        "changedDate": "2024-02-11",
        "changedTime": "09:31:00",
    }
    (tmp_path / "json/customers.drive.json").write_text(json.dumps({"records": [record]}))
    cells = record | {
        "createdDate": "02/11/2024",
        "createdTime": "09:31",
        "changedDate": "02/11/2024",
        "changedTime": "09:31",
    }
    (tmp_path / "csv/customers.drive.csv").write_text(",".join(cells) + "\r\n" + ",".join(cells.values()) + "\r\n")
    told = []
    for address, name in zip((dsn, another_dsn), ("json/customers.drive.json", "csv/customers.drive.csv"), strict=True):
        async with open_desk(address) as desk:
            file = {"kind": "customers", "system": "drive", "rooftop": "RSI", "path": name}
            await desk.take(tmp_path, [file])
            told.append(
                {e.envelope.id: (e.event, e.envelope.occurred_at) for e in await desk.events() if e.envelope.source}
            )
    assert told[0] == told[1]
    assert len(told[0]) == 3


def _truth(answers: dict[str, Any]) -> dict[tuple[str, str], str]:
    truth = {(r["system"], r["id"]): person["id"] for person in answers["customers"] for r in person["records"]}
    for lead in answers["leads"]:
        truth |= {("adf", p["id"]): p["customer"] for p in lead["prospects"] if p.get("id")}
    return truth


def _pairs(owners: dict[tuple[str, str], Any]) -> set[frozenset[tuple[str, str]]]:
    groups = defaultdict(list)
    for record, owner in owners.items():
        groups[owner].append(record)
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}
