"""What of a record has not been told yet: the heart of intake from snapshots."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from lifecycle_api.domain.events.consents import ConsentRefused
from lifecycle_api.domain.events.customers import (
    CustomerProfileCorrected,
    CustomerRecordLinked,
    CustomerRegistered,
)
from lifecycle_api.domain.events.notes import NoteCorrected, NoteRecorded
from lifecycle_api.domain.registry import Event
from lifecycle_api.intake.dms.context import Fact
from lifecycle_api.intake.dms.state import Groups
from lifecycle_api.intake.moments import Moment

_canonical = msgspec.json.Encoder(order="sorted")

Mac = Callable[[bytes], bytes]
"""A keyed hash of the tenant."""

FINGERPRINT_BYTES = 12
_ENDED = ""
"""The fingerprint of what was told and holds no more."""


class News(msgspec.Struct, frozen=True):
    """Facts to tell, each with the version of its group, and the groups as they stand afterwards."""

    facts: list[tuple[Fact, int]]
    groups: Groups


def compare(facts: Iterable[Fact], told: Groups, mac: Mac, *, stale: bool = False) -> News:
    """Tell new and changed groups from those that were told already.

    A `stale` record is older than what was told: it adds groups, but takes nothing back.
    """
    news, groups, renewed = [], dict(told), set()
    for fact in facts:
        version, before = told.get(fact.group, (0, ""))
        if stale and version:
            continue
        if not fact.holds:
            groups |= {fact.group: (version, _ENDED)} if version else {}
            continue
        now = fingerprint(fact.group, fact.event, fact.moment if fact.dated else None, mac)
        if now == before and fact.follows not in renewed:
            continue
        groups[fact.group] = (version + 1, now)
        renewed.add(fact.group)
        if not fact.silent:
            news.append((fact, version + 1))
    news.sort(key=_by_moment)
    return News(news, groups)


def fingerprint(group: str, event: Event, moment: Moment | None, mac: Mac) -> str:
    """The keyed hash, in hex, by which the same content of a group is known again, from a file or from the log."""
    return mac(_canonical.encode([group, _content(event), moment]))[:FINGERPRINT_BYTES].hex()


def _content(event: Event) -> Any:
    """What of an event makes it a new version; names and notes are the same whether new or corrected."""
    match event:
        case CustomerRegistered() | CustomerProfileCorrected():
            return [event.name, event.language]
        case CustomerRecordLinked():
            return event.customer
        case NoteRecorded() | NoteCorrected():
            return event.text
        case ConsentRefused():
            return event.consent  # a flag does not say since when it is set
    return event


def _by_moment(news: tuple[Fact, int]) -> float:
    return news[0].moment.at.timestamp()
