"""A dealer group, its rooftops and its people are set up; asked twice with the same words, nothing happens."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem

from lifecycle_api.commands.command import NotFound
from lifecycle_api.domain import ids
from lifecycle_api.domain.contact import is_dialled
from lifecycle_api.domain.currencies import CURRENCIES
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, Recorded
from lifecycle_api.domain.events.organisation import (
    EmployeeDeparted,
    EmployeeOnboarded,
    GroupRegistered,
    RooftopRegistered,
)
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.store.log import EventStore


class UnknownRooftop(LifecycleError):
    """The dealer group has no such rooftop; add it first, with `lifecycle-api rooftop add`."""

    code: ClassVar[str] = "UNKNOWN_ROOFTOP"


class SetUp(msgspec.Struct, frozen=True):
    """What was set up: its id, the position of its event in the log, and whether anything had to be recorded."""

    id: UUID
    position: int
    created: bool


class Authority(msgspec.Struct, frozen=True):
    """Who sets something up, and when; under which idempotency key, when they can ask twice."""

    actor: Actor
    at: datetime
    key: str | None = None


async def register_group(store: EventStore, name: str, authority: Authority) -> SetUp:
    """Create the log of a dealer group; its id follows from its name. Raises InvalidArgument."""
    name = _named("name", name)
    tenant = ids.group(name)
    await store.create_tenant(tenant, name)
    query = DCBQuery(items=[DCBQueryItem(types=["group.registered"])])
    return await _settled(store, tenant, tenant, GroupRegistered(name=name), query=query, authority=authority)


async def register_rooftop(store: EventStore, tenant: UUID, details: Mapping[str, Any], authority: Authority) -> SetUp:
    """Set up a rooftop from the fields of `rooftop.registered`, or change its details; its code names it for good.

    Raises InvalidArgument for a zone, country or currency that does not exist.
    """
    code = _named("code", str(details.get("code", "")))
    rooftop = ids.rooftop(tenant, code)
    event = _event(RooftopRegistered, {**details, "rooftop": rooftop, "code": code})
    _check_zone(event.timezone)
    _check_country(event.country)
    _check_currency(event.currency)
    query = DCBQuery(items=[DCBQueryItem(types=["rooftop.registered"], tags=[f"rooftop:{rooftop}"])])
    return await _settled(store, tenant, rooftop, event, query=query, authority=authority)


async def onboard_employee(
    store: EventStore,
    tenant: UUID,
    number: str,
    details: Mapping[str, Any],
    authority: Authority,
    *,
    since: date | None = None,
) -> SetUp:
    """Let an employee start, also one who had left, from the fields of `employee.onboarded`.

    The group's number names them for good. Raises InvalidArgument, UnknownRooftop.
    """
    employee = ids.employee(tenant, _named("number", number))
    event = _event(EmployeeOnboarded, {**details, "employee": employee})
    if not event.roles or not all(role.strip() for role in event.roles):
        raise InvalidArgument("Name at least one role, such as sales or service_advisor.", argument="roles")
    await _check_rooftops(store, tenant, event.rooftops)
    started = _on(since, authority) if since else authority
    return await _settled(store, tenant, employee, event, query=_coming_and_going(employee), authority=started)


async def depart_employee(
    store: EventStore, tenant: UUID, employee: UUID, last_day: date, authority: Authority
) -> SetUp:
    """Record an employee's last day, or another one than was told before. Raises NotFound, InvalidArgument."""

    def check(known: Sequence[Recorded]) -> None:
        starts = [each.envelope.occurred_at for each in known if isinstance(each.event, EmployeeOnboarded)]
        if not starts:
            raise NotFound("There is no such employee; ask for `employees`.", argument="employee")
        if last_day > authority.at.date():
            raise InvalidArgument("The last day is still to come; record it once it has.", argument="lastDay")
        if last_day < (began := max(starts).astimezone(UTC).date()):
            raise InvalidArgument(f"The last day is before they began, on {began}.", argument="lastDay")

    event = EmployeeDeparted(employee=employee, last_day=last_day)
    left = _on(last_day, authority)
    return await _settled(
        store, tenant, employee, event, query=_coming_and_going(employee), authority=left, check=check
    )


def _coming_and_going(employee: UUID) -> DCBQuery:
    item = DCBQueryItem(types=["employee.onboarded", "employee.departed"], tags=[f"employee:{employee}"])
    return DCBQuery(items=[item])


def _on(day: date, authority: Authority) -> Authority:
    """The same authority for what was so from that day on, whenever it is told."""
    return msgspec.structs.replace(authority, at=datetime.combine(day, time.min, UTC))


async def _settled(
    store: EventStore,
    tenant: UUID,
    name: UUID,
    event: Event,
    *,
    query: DCBQuery,
    authority: Authority,
    check: Callable[[Sequence[Recorded]], None] = lambda _: None,
) -> SetUp:
    """Record the event unless the last one of its kind says the same already, or the key stands for it.

    `check` raises what stands against it, by the events of its kind so far.
    """
    content = msgspec.json.encode([registry.declaration(type(event)).name, event])
    if authority.key and (earlier := await store.replay(tenant, authority.key, content)):
        return SetUp(name, earlier.last, created=False)
    page = await store.read(tenant, query)
    if page.events and page.events[-1].event == event:
        return SetUp(name, page.events[-1].position, created=False)
    check(page.events)
    envelope = Envelope(
        id=ids.of(tenant, "event", registry.declaration(type(event)).name, name, len(page.events) + 1),
        occurred_at=authority.at,
        actor=authority.actor,
        rooftop=name if isinstance(event, RooftopRegistered) else None,
    )
    condition = DCBAppendCondition(fail_if_events_match=query, after=page.head)
    appended = await store.append(
        tenant,
        [NewEvent(envelope, event)],
        condition=condition,
        idempotency_key=authority.key,
        content=content if authority.key else None,
    )
    return SetUp(name, appended.last, created=not appended.replayed)


async def _check_rooftops(store: EventStore, tenant: UUID, codes: Sequence[str]) -> None:
    for code in codes:
        item = DCBQueryItem(types=["rooftop.registered"], tags=[f"rooftop:{ids.rooftop(tenant, code)}"])
        if not (await store.read(tenant, DCBQuery(items=[item]), limit=1)).events:
            raise UnknownRooftop(f"The dealer group has no rooftop {code!r}; add it first.", rooftop=code)


def _event(cls: type[Any], fields: Mapping[str, Any]) -> Any:
    try:
        return msgspec.convert(dict(fields), cls)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"{registry.declaration(cls).name}: {error}.") from None


def _named(argument: str, text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise InvalidArgument(f"The {argument} needs at least one letter or digit.", argument=argument)
    return text.strip()


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidArgument(
            f"There is no time zone {name!r}; use a name such as America/Chicago.", argument="timezone"
        ) from None


def _check_country(code: str) -> None:
    if not is_dialled(code):
        raise InvalidArgument(f"{code!r} is no country; use its ISO 3166 code, such as US.", argument="country")


def _check_currency(code: str) -> None:
    if code not in CURRENCIES:
        raise InvalidArgument(f"{code!r} is no currency; use its ISO 4217 code, such as USD.", argument="currency")
