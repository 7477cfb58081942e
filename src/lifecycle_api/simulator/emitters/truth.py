"""Entries of the answer key: who is who, who owned what, whose lead it was, what became of declined work."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from lifecycle_api.simulator.emitters.letters import Delivered
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import money
from lifecycle_api.simulator.vehicles.car import Car, Declined, Ownership
from lifecycle_api.simulator.vehicles.stock import Unit
from lifecycle_api.simulator.world import World

Entry = dict[str, Any]


def identity(person: Person) -> str:
    """The true identity of a person, which no source system knows."""
    return f"P{person.number:06d}"


def of_person(world: World, person: Person) -> Entry:
    """A person with every record the systems keep of them."""
    records = [
        {"system": system, "rooftop": record.rooftop.code, "id": record.key}
        for system, record in person.records.items()
        if record.key
    ]
    return {
        "id": identity(person),
        "name": person.name,
        "household": f"H{person.household:06d}",
        "correctedName": bool(person.misspelt),
        "linkedByTheDms": not person.shuns_linking,
        "records": records,
        "vehicles": [one.car.vin for one in world.garages[person] if one.since <= world.end],
    }


def of_lead(delivered: Delivered) -> Entry:
    """A file of a lead mailbox and the customers behind its prospects."""
    lead = delivered.lead
    holds = [one for one in (lead, lead.also) if one] if delivered.nature in {"LEAD", "RESEND"} else []
    return {
        "path": delivered.path,
        "nature": delivered.nature,
        "dialect": lead.sender.dialect,
        "rooftop": lead.rooftop.code,
        "receivedAt": lead.at.isoformat(),
        "asksAgain": lead.duplicate_of is not None and not lead.resend,
        "prospects": [
            {"source": one.sender.filed_as, "id": one.lead_id, "customer": identity(one.person)} for one in holds
        ],
    }


def of_cars(world: World) -> Iterator[Entry]:
    """Every car that stands in a file, with its chain of owners."""
    stocked: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in world.stock.units:
        stocked[unit.car.vin].append(unit)
    for car in world.cars:
        entry = _car(car, stocked[car.vin], world.end)
        if entry["stock"] or any(owner["filed"] for owner in entry["owners"]):
            yield entry


def of_declined_work(world: World) -> Iterator[Entry]:
    """Declined work of cars that were in service, with its recovery."""
    for car in world.cars:
        for owned in car.owners:
            for declined in owned.declined:
                if declined.at <= world.last_moment:
                    yield _declined(declined, world)


def _car(car: Car, units: list[Unit], end: date) -> Entry:
    owners = [_owner(owned, end) for owned in car.owners if owned.since <= end]
    spans = [(filed, owner["customer"]) for owner in owners for filed in owner["filed"] if filed["from"]]
    spans.sort(key=lambda span: str(span[0]["from"]))
    return {
        "vin": car.vin,
        "vinStatus": car.vin_status,
        "stock": [{"system": unit.rooftop.dms, "id": unit.record.key} for unit in units if unit.record.key],
        "owners": owners,
        "filedGaps": [_days(earlier, later) for (earlier, _), (later, _) in pairwise(spans) if _gap(earlier, later)],
        "filedOverlaps": [
            [earlier["id"], later["id"]]
            for (earlier, one), (later, another) in pairwise(spans)
            if one != another and _overlap(earlier, later)
        ],
    }


def _owner(owned: Ownership, end: date) -> Entry:
    ended = owned.until is not None and owned.until <= end
    filed = [(record.rooftop.dms, record) for record in owned.records.values() if record.key]
    return {
        "customer": identity(owned.person),
        "role": owned.role,
        "from": owned.since.isoformat(),
        "to": owned.until.isoformat() if owned.until and ended else None,
        "cause": owned.cause if ended else None,
        "filed": [
            {
                "system": system,
                "id": record.key,
                "from": owned.filed_since.isoformat() if owned.filed_since else None,
                "to": _filed_end(owned, system, end),
            }
            for system, record in filed
        ],
    }


def _filed_end(owned: Ownership, system: str, end: date) -> str | None:
    """The end as the last state of the system's record has it."""
    for change in reversed(owned.records[system].changes):
        day = change.fields.get("ownedUntil")
        if isinstance(day, date) and change.at.date() <= end:
            return day.isoformat()[:10]
    return None


def _gap(earlier: Entry, later: Entry) -> bool:
    return earlier["to"] is not None and earlier["to"] < later["from"]


def _overlap(earlier: Entry, later: Entry) -> bool:
    return earlier["to"] is None or earlier["to"] > later["from"]


def _days(earlier: Entry, later: Entry) -> int:
    return (date.fromisoformat(later["from"]) - date.fromisoformat(earlier["to"])).days


def _declined(declined: Declined, world: World) -> Entry:
    at = declined.recovered_at
    recovered = at is not None and at <= world.last_moment and declined.recovered_order is not None
    return {
        "customer": identity(declined.ownership.person),
        "vin": declined.ownership.car.vin,
        "system": declined.order.system,
        "roNumber": declined.order.key,
        "lineId": declined.line,
        "decision": declined.decision,
        "decidedAt": declined.at.isoformat(),
        "price": money(declined.price),
        "recovered": {
            "roNumber": declined.recovered_order.key,
            "lineId": declined.recovered_line,
            "at": at.isoformat(),
        }
        if recovered and declined.recovered_order and at
        else None,
    }
