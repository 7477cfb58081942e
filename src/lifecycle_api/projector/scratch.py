"""What a page looked like at some moment: the entity's own events up to then, replayed where nobody else looks.

The scratch schemas have the tables and functions of the read models. Events go into them under a tenant that was
made up for this one reading, the reader runs its usual statement there, and the transaction is rolled back.

Which events: those tagged with the entity; for a customer also those of everybody they were ever linked to as one
person, and everything about the vehicles that occur in its events, and for a vehicle about its customers. Of a deal
that two people make together most events name one of them, so the deal is replayed for both, and nothing else about
the other one. Names come from the organisation, so its rooftops are always replayed, and the employees and the parties
who occur.
"""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.projector import registered
from lifecycle_api.projector.cells import SQL
from lifecycle_api.projector.payload import by_type, flat
from lifecycle_api.projector.registered import Connection, ReadModel
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

# Whose events are replayed too, step by step, when they occur in those before: a page shows its owners, or its
# vehicles, their other records, and what became of the deals that people made together, with the answers to handoffs
# about them.
_OTHER: Final = "other record of a customer"
_MET: Final = {
    "customer": (_OTHER, "deal", "handoff", "vehicle"),
    "vehicle": ("customer", _OTHER, "deal", "handoff"),
}
_SHARED: Final = {"deal", "handoff"}
_LINKS: Final = {"customer.identities_linked", "customer.identities_unlinked"}
_ALWAYS: Final = ["group.registered", "rooftop.registered"]
_LONG: Final = 4096
_STRUCTURED: Final = "deal.structured"
_CORRECTED: Final = "vehicle.vin_corrected"
_EMPLOYEE: Final = ["employee.onboarded", "employee.departed"]
_PARTY: Final = ["party.registered"]


Tables = Mapping[str, Collection[str]]
"""By the name of a read model, those of its tables that somebody is going to read."""


@dataclass(frozen=True)
class Moment:
    """As of when: what was recorded up to `known` (a position or a time), and had occurred by `valid`."""

    known: int | datetime
    valid: datetime | None = None

    def includes(self, event: Opened) -> bool:
        """Whether the event counts at that moment."""
        known = event.position <= self.known if isinstance(self.known, int) else event.recorded_at <= self.known
        return known and (self.valid is None or occurred_at(event) <= self.valid)


def occurred_at(event: Opened) -> datetime:
    """When it was true, as the envelope says."""
    return datetime.fromisoformat(event.envelope["occurred_at"])


@asynccontextmanager
async def as_of(
    connection: Connection,
    store: EventStore,
    tenant: UUID,
    tags: Sequence[str],
    *,
    known: int | datetime,
    valid: datetime | None = None,
    models: Iterable[ReadModel] | None = None,
    tables: Tables | None = None,
    only: Callable[[Opened], bool] | None = None,
) -> AsyncIterator[UUID]:
    """Replay the entities behind `tags` as of a moment; gives the tenant to read under, in the scratch schemas.

    With `only`, other events are as if they had never been recorded. The scratch schema of a read model is
    `ReadModel.scratch`; `models` are those the reader needs, by default all live ones, and `tables` what of them, by
    default all. The connection is in a transaction that leaves nothing behind. Erased values stay erased.
    """
    chosen = list((await registered.live(connection)).values() if models is None else models)
    events = [*filter(only, await history(store, tenant, tags, Moment(known, valid)))]
    made_up = uuid4()
    transaction = connection.transaction()
    await transaction.start()
    try:
        await apply(connection, made_up, chosen, events[:_LONG], tables)
        if len(events) > _LONG:
            # Statements that were planned for empty tables may serve badly once there is much in them.
            await connection.execute(SQL["plan_again"])
            await apply(connection, made_up, chosen, events[_LONG:], tables)
        yield made_up
    finally:
        await transaction.rollback()


async def apply(
    connection: Connection,
    made_up: UUID,
    models: Iterable[ReadModel],
    events: Iterable[Opened],
    tables: Tables | None = None,
) -> None:
    """Write what follows from events into the scratch schemas of read models; with `tables`, into these at least."""
    found = by_type(flat(event) for event in events)
    sent = {model.scratch: model.encoder.encode(found, tables and tables[model.name]) for model in models}
    calls = {schema: payload for schema, payload in sent.items() if payload is not None}
    await connection.execute(SQL["replay"], made_up, list(calls), list(calls.values()))


async def history(store: EventStore, tenant: UUID, tags: Sequence[str], moment: Moment) -> list[Opened]:
    """The events that the rows of some entities follow from, as of a moment, in order."""
    upto = moment.known if isinstance(moment.known, int) else None

    async def read(*items: DCBQueryItem, at: Moment = moment, besides: Iterable[Opened] = ()) -> list[Opened]:
        known = {event.position for event in besides}
        page = await store.read_opened(tenant, DCBQuery(items=list(items)), upto=upto, known=known)
        return [event for event in page.events if at.includes(event)]

    own, known = await read(*_tagged(tags)), set(tags)
    for kind in dict.fromkeys(kind for tag in tags for kind in _MET.get(_kind(tag), ())):
        while met := [tag for tag in _met(kind, own) if tag not in known]:
            own += await read(*_tagged(met), besides=own)
            known.update(met)
            if kind != _OTHER:  # links lead from one record to the next
                break
    # A wrong VIN leads where the last correction says, whichever vehicle that is.
    if wrong := [f"vehicle:{event.data['previous']}" for event in own if event.type == _CORRECTED]:
        own += await read(*(DCBQueryItem(types=[_CORRECTED], tags=[tag]) for tag in dict.fromkeys(wrong)))
    people = {tag for tag in _tags(own) if tag.startswith("employee:")}
    people |= {f"employee:{event.envelope['actor']['id']}" for event in own if _by_employee(event)}
    # A rooftop is older than its registration here: what is valid at a moment does not ask when it was set up. That
    # people left, or came back, is of its day.
    around = await read(
        DCBQueryItem(types=_ALWAYS),
        *(DCBQueryItem(types=_EMPLOYEE, tags=[tag]) for tag in sorted(people)),
        *(DCBQueryItem(types=_PARTY, tags=[tag]) for tag in sorted(_parties(own))),
        at=Moment(moment.known),
    )
    named = {event.data["employee"]: event for event in reversed(around) if event.type == _EMPLOYEE[0]}
    first = {event.position for event in named.values()}
    around = [each for each in around if each.type not in _EMPLOYEE or each.position in first or moment.includes(each)]
    return sorted({event.position: event for event in [*own, *around]}.values(), key=lambda event: event.position)


def _met(kind: str, events: Collection[Opened]) -> list[str]:
    """The tags of this kind in the events that lead to it."""
    if kind == _OTHER:
        return _tags(event for event in events if event.type in _LINKS)
    leading = _about_joint_deals(events) if kind in _SHARED else events
    return [tag for tag in _tags(leading) if _kind(tag) == kind]


def _kind(tag: str) -> str:
    return tag.partition(":")[0]


def _tagged(tags: Iterable[str]) -> list[DCBQueryItem]:
    return [DCBQueryItem(tags=[tag]) for tag in tags]


def _tags(events: Iterable[Opened]) -> list[str]:
    return list(dict.fromkeys(tag for event in events for tag in event.tags))


def _about_joint_deals(events: Collection[Opened]) -> list[Opened]:
    structured = [event.data for event in events if event.type == _STRUCTURED]
    joint = {f"deal:{deal['deal']}" for deal in structured if deal["co_buyer"] not in (None, deal["customer"])}
    return [event for event in events if not joint.isdisjoint(event.tags)]


def _parties(events: Collection[Opened]) -> set[str]:
    """The tags of parties that events are about, and of those that a consent names among its recipients."""
    named = (tag for event in events for tag in event.data.get("recipients") or ())
    return {tag for tag in (*_tags(events), *named) if _kind(tag) == "party"}


def _by_employee(event: Opened) -> bool:
    return bool(event.envelope["actor"]["type"] == "employee")
