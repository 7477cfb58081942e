"""What a projection's function is given: of each event just the values its statements use, as flat JSON arrays.

`{"each": [[leaf, position, value, …], …], "7": [[value, …], …]}`: `each` holds what is applied event by event, in
order, `leaf` saying which statements to run; under the number of a section stand the events it handles together.
Flat arrays cost PostgreSQL a fifth less than objects with names.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any, Final

import msgspec

from lifecycle_api.store.codec import Opened


class Route(msgspec.Struct, frozen=True, array_like=True):
    """What is sent of an event type: to a leaf these keys, if any, and to sections theirs.

    `leads` has, for the leaf (`each`) and the sections, the tables in which rows follow from what is sent there.
    """

    leaf: int | None
    keys: list[str]
    together: dict[str, list[str]]
    leads: dict[str, list[str]] = {}


Values = dict[str, Any]
"""An event as :func:`flat`: the fields by name, and what the envelope says by `:name`."""


Layout = Mapping[str, Route]
"""Event type to route, as the registry of projections keeps it."""

ByType = Mapping[str, list[Values]]
"""Events in order, by their types: most projections want few types."""

Part = Mapping[str, bytes]
"""The rows of each section, as JSON arrays with commas between them, for some of the events of a batch."""


EACH: Final = "each"
"""Where the events stand that are applied one by one."""

_POSITION: Final = itemgetter(1)  # after the number of the leaf
_encoder = msgspec.json.Encoder()


def flat(event: Opened) -> Values:
    """The values that statements can ask for: the fields, and the parameters of the envelope."""
    envelope = event.envelope
    actor, source = envelope["actor"], envelope.get("source")
    return {
        **event.data,
        ":position": event.position,
        ":event_id": event.id,
        ":type": event.type,
        ":occurred_at": envelope["occurred_at"],
        ":recorded_at": event.recorded_at,
        ":rooftop": envelope.get("rooftop"),
        ":actor_type": actor["type"],
        ":actor_id": actor["id"],
        ":source_system": source and source["system"],
        ":conformance": envelope.get("conformance"),
        ":originator": envelope.get("originator"),
    }


def by_type(events: Iterable[Values]) -> ByType:
    """The events of each type, in order."""
    found: defaultdict[str, list[Values]] = defaultdict(list)
    for event in events:
        found[event[":type"]].append(event)
    return found


class Encoder:
    """Encodes batches for one projection."""

    def __init__(self, layout: Layout) -> None:
        self._routes = [(name, _picks(route)) for name, route in layout.items()]

    def encode(self, events: ByType, tables: Collection[str] | None = None) -> str | None:
        """The events as the projection's function takes them; None when it wants none of them.

        With `tables`, only what the rows of these follow from; those of others may then be missing or wrong.
        """
        return joined([self.part(events, tables)])

    def part(self, events: ByType, tables: Collection[str] | None = None) -> Part:
        """The same of some events, to be joined with what comes before and after them."""
        rows: defaultdict[str, list[Any]] = defaultdict(list)
        for name, picks in self._routes:
            if wanted := events.get(name):
                for section, pick, leads in picks:
                    if tables is None or leads is None or not leads.isdisjoint(tables):
                        rows[section] += pick(wanted)
        if EACH in rows:
            rows[EACH].sort(key=_POSITION)
        return {section: _encoder.encode(some)[1:-1] for section, some in rows.items()}


def joined(parts: Iterable[Part]) -> str | None:
    """The parts, in order, as a projection's function takes them; None when there is nothing in them."""
    sections: defaultdict[str, list[bytes]] = defaultdict(list)
    for part in parts:
        for section, rows in part.items():
            sections[section].append(rows)
    written = [b'"%b":[%b]' % (section.encode(), b",".join(rows)) for section, rows in sections.items()]
    return (b"{%b}" % b",".join(written)).decode() if written else None


Pick = Callable[[list[Values]], Iterable[tuple[Any, ...]]]


def _picks(route: Route) -> list[tuple[str, Pick, frozenset[str] | None]]:
    picks = {section: _pick(keys) for section, keys in route.together.items()}
    if route.leaf is not None:
        leaf, pick = route.leaf, _pick([":position", *route.keys])
        picks[EACH] = lambda events: [(leaf, *row) for row in pick(events)]
    leads = {section: frozenset(tables) for section, tables in route.leads.items()}
    return [(section, pick, leads.get(section)) for section, pick in picks.items()]


def _pick(keys: list[str]) -> Pick:
    """Takes values out of events; one that is not there, as a hash of no value, counts as null."""
    get = itemgetter(*keys) if len(keys) > 1 else None

    def pick(events: list[Values]) -> list[tuple[Any, ...]]:
        if get is not None:
            try:
                return list(map(get, events))
            except KeyError:
                pass
        return [tuple(event.get(key) for key in keys) for event in events]

    return pick
