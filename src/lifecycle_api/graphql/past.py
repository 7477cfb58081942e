"""How a view came to be: the events themselves, replays up to any moment, comparisons, and one event after another."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.audit.replay.history import History, Wanted, undisclosed
from lifecycle_api.audit.replay.rows import Change, Row
from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.asking import OVERSIGHT, computed, explained
from lifecycle_api.graphql.logged import shown
from lifecycle_api.graphql.mutations.inputs import key, vehicle_key
from lifecycle_api.graphql.scalars import DateTime, EventPosition, Json
from lifecycle_api.graphql.sights import look

ID = strawberry.ID
SCOPE = "events:read"
SEEN = "disclosures:read"
_MOST = 100


@strawberry.type(description="An event as it was recorded, and the leaf under which the audit tree has it.")
class RecordedEvent:
    """An event."""

    id: strawberry.ID = strawberry.field(description="Global id of the event.")
    position: EventPosition = strawberry.field(description="Where it stands in the log.")
    type: str = strawberry.field(description="Its type, such as `work.declined`; docs/events.md lists them.")
    version: int = strawberry.field(description="The version of the type that `data` follows.")
    occurred_at: DateTime = strawberry.field(description="When it happened.")
    recorded_at: DateTime = strawberry.field(description="When this service learnt of it.")
    actor_type: str = strawberry.field(description="EMPLOYEE, CUSTOMER, SYSTEM, PARTNER, OEM or AI_AGENT.")
    actor_id: str = strawberry.field(description="Pseudonymous id of who did it.")
    rooftop: strawberry.ID | None = strawberry.field(description="Global id of the rooftop where it happened.")
    data: Json = strawberry.field(description="What it says, by the names of docs/events.md.")
    erased: list[str] = strawberry.field(description="Names in `data` that are null because they were erased.")
    withheld: list[str] = strawberry.field(description="Names in `data` that are null because you may not read them.")
    leaf: str | None = strawberry.field(description="SHA-256 of its leaf in the audit tree; the index is position - 1.")
    causation: strawberry.ID | None = strawberry.field(description="What it followed from.")
    correlation: strawberry.ID | None = strawberry.field(description="What it belongs together with.")
    originator: str | None = strawberry.field(description="Global id of who made the fact known.")
    controllers: list[str] = strawberry.field(description="Global ids of those who are responsible for the data.")
    agreement: strawberry.ID | None = strawberry.field(description="The agreement it was recorded under.")
    purposes: list[str] = strawberry.field(description="The purposes it was recorded for.")
    resale: str = strawberry.field(description="Whether it may be sold on: no, yes or unknown.")


@strawberry.type(description="A page of the log, in order.")
class EventPage:
    """Events."""

    nodes: list[RecordedEvent] = strawberry.field(description="The events in your reach.")
    end: EventPosition = strawberry.field(description="Pass it as `after` to go on.")
    has_next_page: bool = strawberry.field(description="Whether there are more.")
    head: EventPosition = strawberry.field(description="The last position of the log when it was read.")


@strawberry.input(description="Which events. All conditions that are given must hold.")
class EventsWhere:
    """Conditions."""

    types: list[str] | None = strawberry.field(default=None, description="Of one of these types.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="About this customer.")
    vehicle: strawberry.ID | None = strawberry.field(default=None, description="About this vehicle: VIN or global id.")
    until: EventPosition | None = strawberry.field(default=None, description="Not after this position.")


@strawberry.type(description="A row of a read model as it was.")
class ReplayedRow:
    """A row."""

    projection: str = strawberry.field(description="The projection, such as `customer_profile`.")
    table: str = strawberry.field(description="Its table.")
    key: Json = strawberry.field(description="What names the row.")
    columns: Json = strawberry.field(description="Its columns.")
    withheld: list[str] = strawberry.field(description="Columns that are null because you may not read them.")


@strawberry.type(description="What became of one column.")
class ColumnChange:
    """A column."""

    column: str = strawberry.field(description="The column.")
    before: Json | None = strawberry.field(description="What it was; null when it was not there, or is withheld.")
    after: Json | None = strawberry.field(description="What it became; likewise.")
    withheld: bool = strawberry.field(description="Whether you are only told that it changed.")


@strawberry.type(description="A row that was added, removed or changed.")
class RowChange:
    """A change."""

    path: str = strawberry.field(description="The row in one word, such as `customer_profile.customer[id=0190…]`.")
    projection: str = strawberry.field(description="The projection.")
    table: str = strawberry.field(description="Its table.")
    key: Json = strawberry.field(description="What names the row.")
    kind: str = strawberry.field(description="added, removed or changed.")
    columns: list[ColumnChange] = strawberry.field(description="The columns that differ.")


@strawberry.type(description="One event, and what it changed in the read models.")
class ReplayStep:
    """A step."""

    event: RecordedEvent = strawberry.field(description="The event.")
    changes: list[RowChange] = strawberry.field(description="What followed from it.")


@strawberry.type(description="A decision as it was recorded, and taken again on the facts of then.")
class DecisionAgain:
    """A decision."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer it was about.")
    category: str = strawberry.field(description="The category of data.")
    effect: str = strawberry.field(description="permit, generalise (in coarser values alone) or deny.")
    reason: str | None = strawberry.field(description="Why it was denied, if it was.")
    consent: strawberry.ID | None = strawberry.field(description="The consent it rested on.")
    reproduced: bool = strawberry.field(description="Whether the facts of then lead to the same decision.")


@strawberry.type(description="What a party was shown in one answer. The data itself is not shown again.")
class DisclosureAgain:
    """A disclosure."""

    position: EventPosition = strawberry.field(description="Where it is recorded.")
    decided_at: DateTime = strawberry.field(description="When it was decided.")
    client_id: str = strawberry.field(description="The client that asked.")
    purpose: str = strawberry.field(description="The purpose it named.")
    agreement: strawberry.ID | None = strawberry.field(description="The agreement it rested on.")
    fields: list[str] = strawberry.field(description="Coordinates of the fields that were served.")
    categories: list[str] = strawberry.field(description="Categories of data that left.")
    customers: list[strawberry.ID] = strawberry.field(description="Global ids of the customers it was about.")
    rows: int = strawberry.field(description="How many rows were served.")
    decisions: list[DecisionAgain] = strawberry.field(description="What it rested on, taken again.")


def _asker(info: Info[Any, Any]) -> tuple[Viewer, History]:
    principal: Principal = info.context["principal"]
    principal.require(SCOPE)
    return undisclosed(info.context["viewer"]), info.context["services"].history


def _tag(customer: str | None, vehicle: str | None) -> str:
    if (customer is None) == (vehicle is None):
        raise InvalidArgument("Say whose past it is: give `customer` or `vehicle`.", argument="customer")
    return f"customer:{key(customer, 'customer', 'customer')}" if customer else f"vehicle:{_vin(vehicle)}"


def _vin(vehicle: str | None) -> str:
    return vehicle_key(vehicle or "", "vehicle")


def _number(first: int) -> int:
    if not 1 <= first <= _MOST:
        raise InvalidArgument(f"`first` is from 1 to {_MOST}.", argument="first")
    return first


def _event(event: Any, viewer: Viewer, leaf: str | None = None) -> RecordedEvent | None:
    told = shown(event, viewer)
    if told is None:
        return None
    head = event.envelope
    return RecordedEvent(
        id=told["id"],
        position=EventPosition(event.position),
        type=event.type,
        version=event.version,
        occurred_at=DateTime(datetime.fromisoformat(head["occurred_at"])),
        recorded_at=DateTime(event.recorded_at),
        actor_type=told["actorType"],
        actor_id=told["actorId"],
        rooftop=told["rooftop"],
        data=Json(told["data"]),
        erased=told["erased"],
        withheld=told["withheld"],
        leaf=leaf,
        causation=head.get("causation_id"),
        correlation=head.get("correlation_id"),
        originator=head.get("originator"),
        controllers=list(head.get("controllers", ())),
        agreement=head.get("agreement_id"),
        purposes=list(head.get("purposes", ())),
        resale=head.get("resale", "unknown"),
    )


def _changes(changes: Iterable[Change]) -> list[RowChange]:
    return [
        RowChange(
            path=one.path,
            projection=one.projection,
            table=one.table,
            key=Json(one.key),
            kind=one.kind,
            columns=[
                ColumnChange(
                    column=value.column, before=Json(value.before), after=Json(value.after), withheld=value.withheld
                )
                for value in one.values
            ],
        )
        for one in changes
    ]


def _row(row: Row) -> ReplayedRow:
    return ReplayedRow(
        projection=row.projection,
        table=row.table,
        key=Json(row.key),
        columns=Json(row.columns),
        withheld=list(row.withheld),
    )


async def _events(
    info: Info[Any, Any],
    where: explained(EventsWhere | None, "Which events.") = None,  # type: ignore[valid-type]
    first: explained(int, "How many, from 1 to 100.") = 20,  # type: ignore[valid-type]
    after: explained(EventPosition | None, "The `end` of the page before.") = None,  # type: ignore[valid-type]
) -> EventPage:
    viewer, history = _asker(info)
    given: EventsWhere = where or EventsWhere()
    tag = _tag(given.customer, given.vehicle) if given.customer or given.vehicle else None
    wanted = Wanted(tuple(given.types or ()), tag, given.until)
    page = await history.events(viewer, wanted, after=after or 0, first=_number(first))
    look(info, events=page.events)
    nodes = [_event(event, viewer, page.leaves.get(event.position)) for event in page.events]
    return EventPage(
        nodes=[node for node in nodes if node is not None],
        end=EventPosition(page.end),
        has_next_page=page.more,
        head=EventPosition(page.head),
    )


async def _replay(
    info: Info[Any, Any],
    *,
    customer: explained(ID | None, "Global id of the customer.") = None,  # type: ignore[valid-type]
    vehicle: explained(ID | None, "VIN or global id of the vehicle.") = None,  # type: ignore[valid-type]
    known_at: explained(EventPosition | None, "By what was known at this position; by default now.") = None,  # type: ignore[valid-type]
    valid_at: explained(DateTime | None, "By what had happened at this instant; by default everything.") = None,  # type: ignore[valid-type]
    projection: explained(str | None, "Only this projection, such as `customer_profile`.") = None,  # type: ignore[valid-type]
) -> list[ReplayedRow]:
    viewer, history = _asker(info)
    found = await history.rows(viewer, _tag(customer, vehicle), upto=known_at, valid=valid_at, projection=projection)
    look(info, rows=found)
    return [_row(each) for each in found]


async def _diff(
    info: Info[Any, Any],
    start: explained(EventPosition, "The earlier position.", name="from"),  # type: ignore[valid-type]
    to: explained(EventPosition, "The later position."),  # type: ignore[valid-type]
    customer: explained(ID | None, "Global id of the customer.") = None,  # type: ignore[valid-type]
    vehicle: explained(ID | None, "VIN or global id of the vehicle.") = None,  # type: ignore[valid-type]
) -> list[RowChange]:
    viewer, history = _asker(info)
    found = await history.diff(viewer, _tag(customer, vehicle), start=start, end=to)
    look(info, changes=found)
    return _changes(found)


async def _steps(
    info: Info[Any, Any],
    *,
    customer: explained(ID | None, "Global id of the customer.") = None,  # type: ignore[valid-type]
    vehicle: explained(ID | None, "VIN or global id of the vehicle.") = None,  # type: ignore[valid-type]
    projection: explained(str | None, "Only this projection, such as `customer_profile`.") = None,  # type: ignore[valid-type]
    first: explained(int, "How many events, from 1 to 100.") = 20,  # type: ignore[valid-type]
    after: explained(EventPosition | None, "Position of the last event of the page before.") = None,  # type: ignore[valid-type]
) -> list[ReplayStep]:
    viewer, history = _asker(info)
    tag, number = _tag(customer, vehicle), _number(first)
    steps = await history.steps(viewer, tag, after=after or 0, first=number, projection=projection)
    look(info, events=[step.event for step in steps], changes=[one for step in steps for one in step.changes])
    told = [(_event(step.event, viewer), step.changes) for step in steps]
    return [ReplayStep(event=event, changes=_changes(changes)) for event, changes in told if event is not None]


async def _saw(
    info: Info[Any, Any],
    party: explained(ID, "Global id of the party."),  # type: ignore[valid-type]
    since: explained(DateTime, "From this instant."),  # type: ignore[valid-type]
    until: explained(DateTime, "To before this instant."),  # type: ignore[valid-type]
) -> list[DisclosureAgain]:
    principal: Principal = info.context["principal"]
    principal.require(SEEN)
    viewer, history = info.context["viewer"], info.context["services"].history
    if not viewer.works_at(None):
        raise PolicyRefused("What a party saw is told to those who may see all rooftops of the group.")
    found = await history.saw(viewer, key(party, "party", "party"), since, until)
    return [
        DisclosureAgain(
            position=EventPosition(one.position),
            decided_at=DateTime(one.decided_at),
            client_id=one.client_id,
            purpose=one.purpose,
            agreement=None if one.agreement is None else ID(f"agreement:{one.agreement}"),
            fields=list(one.fields),
            categories=list(one.categories),
            customers=[ID(f"customer:{each}") for each in one.customers],
            rows=one.rows,
            decisions=[
                DecisionAgain(
                    customer=ID(f"customer:{each.customer}"),
                    category=each.category,
                    effect=each.effect,
                    reason=each.reason,
                    consent=None if each.consent is None else ID(f"consent:{each.consent}"),
                    reproduced=each.reproduced,
                )
                for each in one.decisions
            ],
        )
        for one in found
    ]


@strawberry.type(description="Reads of the past.")
class PastQuery:
    """Root fields."""

    events: EventPage = computed(
        _events, "The log itself, in order, as far as you may read it.", scope=SCOPE, to=OVERSIGHT
    )
    replay: list[ReplayedRow] = computed(
        _replay,
        "The rows of the read models about a customer or a vehicle, replayed up to any moment.",
        scope=SCOPE,
        to=OVERSIGHT,
    )
    diff: list[RowChange] = computed(
        _diff, "What changed about a customer or a vehicle between two positions.", scope=SCOPE, to=OVERSIGHT
    )
    party_saw: list[DisclosureAgain] = computed(
        _saw,
        "What a party was shown in a period, and whether each decision can be reproduced.",
        scope=SEEN,
        to=OVERSIGHT,
    )
    replay_steps: list[ReplayStep] = computed(
        _steps, "Event by event, how the view of a customer or a vehicle came to be.", scope=SCOPE, to=OVERSIGHT
    )
