"""Agreements as they stand, read from their events: their texts, and the one that is in force."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from lifecycle_api.access.facts import Facts
from lifecycle_api.access.ownership import Clause, Contract
from lifecycle_api.commands.command import NotFound
from lifecycle_api.store.codec import Opened

TEXTS = ("agreement.drafted", "agreement.amended")


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
