"""Agreements as they stand, read from their events: their texts, the one in force, and what is owed since when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lifecycle_api.access.facts import Agreement, Facts, Version
from lifecycle_api.access.ownership import Clause, Contract
from lifecycle_api.commands.command import NotFound
from lifecycle_api.store.codec import Opened

TEXTS = ("agreement.drafted", "agreement.amended")


@dataclass(frozen=True)
class Duty:
    """A field that a clause owes within so many hours; `since` when, None as long as nothing is in force."""

    clause: str
    page: int
    field: str
    delay_hours: int
    since: datetime | None


def in_force(facts: Facts, events: Sequence[Opened], rooftops: Iterable[str], now: datetime) -> tuple[Contract, ...]:
    """The agreements in force that bind one of these rooftops, in the order in which they were drafted."""
    texts = {event.position: event for event in events if event.type in TEXTS}
    wanted = tuple(rooftops)
    found = []
    for agreement in facts.agreements.values():
        version = agreement.current(now) if agreement.signed else None
        if version is not None and any(agreement.binds(rooftop) for rooftop in wanted):
            clauses = tuple(map(clause_of, texts[version.position].data["clauses"]))
            found.append(Contract(agreement.id, agreement.party, clauses))
    return tuple(found)


def clause_of(said: dict[str, Any]) -> Clause:
    """A clause as ownership reads it."""
    return Clause(
        said["id"],
        said["page"],
        said["effect"],
        frozenset(said.get("actions", ())),
        tuple(said.get("purposes", ())),
        frozenset(said.get("categories", ())),
        said.get("onward", "no"),
        tuple(said.get("recipients", ())),
        said.get("retention_days"),
    )


def texts_of(events: Iterable[Opened], agreement: str) -> list[Opened]:
    """The texts that an agreement had, the draft first. Raises NotFound when there is none."""
    found = [event for event in events if event.type in TEXTS and str(event.data["agreement"]) == agreement]
    if not found:
        raise NotFound("There is no such agreement; ask for `agreements`.", argument="agreement")
    return found


def duties(agreement: Agreement, texts: Iterable[Opened], now: datetime) -> Iterator[Duty]:
    """What the text that is in force owes, or was when the agreement ended; each duty since a text first said it so."""
    said = {text.position: text.data["clauses"] for text in texts}
    started = [each for each in agreement.versions if each.starts_at is not None and each.starts_at <= now]
    last = max(started, key=_position, default=None)
    for clause in said[(last or agreement.versions[0]).position]:
        for field in clause.get("fields", ()) if clause["effect"] == "duty" else ():
            since = None if last is None else _since(last, started, said, (clause["id"], field, clause["delay_hours"]))
            yield Duty(clause["id"], clause["page"], field, clause["delay_hours"], since)


def _since(version: Version, started: list[Version], said: Mapping[int, Any], duty: tuple[str, str, int]) -> datetime:
    """From when on every text that was in force named a duty, up to this one."""
    since = version.starts_at
    assert since is not None  # noqa: S101  # it has started
    earlier = [each for each in started if each.position < version.position and each.starts_at < since]  # type: ignore[operator]  # so have they
    before = max(earlier, key=_position, default=None)
    if before is None or not any(
        clause["effect"] == "duty" and (clause["id"], field, clause["delay_hours"]) == duty
        for clause in said[before.position]
        for field in clause.get("fields", ())
    ):
        return since
    return _since(before, started, said, duty)


def _position(version: Version) -> int:
    return version.position
