"""Everything that is held about one person, for them to see and to take along."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.audit.replay.history import History
from lifecycle_api.audit.replay.rows import Row
from lifecycle_api.commands.reach import told_of
from lifecycle_api.commands.sights import Sight, of_event
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.domain.registry import registry
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.log import EventStore

FORMAT: Final = "lifecycle-api/personal-data@v1"
_DISCLOSED: Final = "data.disclosed"
_ABOUT_VEHICLES: Final = ("vehicle_",)
_CONSENT: Final = ("consents", "data_rights", "privacy_desk")


class PersonalData(msgspec.Struct, frozen=True):
    """What is held: `facts` as they were recorded, `now` as they stand, who saw them, and what the person decided."""

    format: str
    customer: str
    generated_at: datetime
    now: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    recipients: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    withheld: list[str]


class Collected(NamedTuple):
    """What is held, and what of it is shown of people."""

    data: PersonalData
    sights: list[Sight]


class Portability:
    """Collects personal data from the logs of `store`; `now` is where time comes from."""

    def __init__(self, store: EventStore, history: History, now: Callable[[], datetime]) -> None:
        self._store = store
        self._history = history
        self._now = now

    async def of(self, viewer: Viewer, customer: UUID) -> Collected:
        """Everything about a customer in the viewer's reach that they may read. Raises NotFound when there is nothing.

        What the same events say of other people is left out, and named in `withheld`.
        """
        tag = f"customer:{customer}"
        rows = await self._history.rows(viewer, tag, upto=None, valid=None, projection=None)
        page = await self._store.read_opened(viewer.tenant, DCBQuery([DCBQueryItem(tags=[tag])]))
        own = [row for row in rows if _is_own(row, str(customer))]
        is_told = await told_of(self._store, viewer, tag, self._now)
        told = [event for event in page.events if event.type != _DISCLOSED and is_told(event)]
        facts = [_fact(event, customer, viewer) for event in told]
        shown = [event for event in page.events if event.type == _DISCLOSED and _is_of(event, customer, viewer)]
        hidden = {name for row in own for name in _names(row)} | {name for fact in facts for name in fact["withheld"]}
        data = PersonalData(
            format=FORMAT,
            customer=tag,
            generated_at=self._now(),
            now=[_told(row) for row in own if row.projection not in _CONSENT],
            facts=facts,
            recipients=await self._recipients(viewer.tenant, shown),
            choices=[_told(row) for row in own if row.projection in _CONSENT],
            withheld=sorted(hidden),
        )
        said = (sight for event in told for sight in of_event(event, viewer) if sight.owner == customer)
        return Collected(data, [*said, *(sight for row in own for sight in row.sights.values())])

    async def _recipients(self, tenant: UUID, shown: Sequence[Opened]) -> list[dict[str, Any]]:
        names = await self._names(tenant, {str(event.data["party"]) for event in shown if event.data.get("party")})
        return [
            {
                "recipient": names.get(str(event.data.get("party")), event.data["client_id"]),
                "at": event.data["decided_at"],
                "purpose": event.data["purpose"],
                "categories": event.data["categories"],
                "fields": event.data["fields"],
                "agreement": event.data.get("agreement"),
            }
            for event in shown
        ]

    async def _names(self, tenant: UUID, parties: Iterable[str]) -> dict[str, str]:
        kinds = ("party", "rooftop")  # a rooftop can receive what its siblings hold
        items = [
            DCBQueryItem(types=[f"{kind}.registered"], tags=[f"{kind}:{party}"])
            for party in sorted(parties)
            for kind in kinds
        ]
        if not items:
            return {}
        events = [recorded.event for recorded in (await self._store.read(tenant, DCBQuery(items))).events]
        named = {str(event.party): event.name for event in events if isinstance(event, PartyRegistered)}
        return named | {str(event.rooftop): event.name for event in events if isinstance(event, RooftopRegistered)}


def readable(data: PersonalData) -> str:
    """The same for people, as plain text."""
    return "\n".join(_lines(data))


def _lines(data: PersonalData) -> Iterator[str]:
    yield f"What is held about you ({data.customer})"
    yield f"As of {data.generated_at:%Y-%m-%d %H:%M} UTC"
    yield "\nWHO HAS SEEN IT\n"
    for one in data.recipients or [{"recipient": "Nobody outside the dealer group."}]:
        what = f" on {one['at']} for {one['purpose']}: {', '.join(one['categories'])}" if "at" in one else ""
        yield f"- {one['recipient']}{what}"
    for title, rows in (("WHAT IS KNOWN NOW", data.now), ("WHAT YOU DECIDED AND ASKED", data.choices)):
        yield f"\n{title}\n"
        for row in rows:
            yield f"{row['what']}:"
            yield from (f"    {name}: {value}" for name, value in row["columns"].items() if value not in (None, [], ""))
    yield "\nWHAT WAS RECORDED, IN ORDER\n"
    for fact in data.facts:
        said = ", ".join(f"{name}: {value}" for name, value in fact["data"].items() if value not in (None, [], ""))
        yield f"- {fact['occurred_at'][:16]} {fact['type']} ({said})"


def _is_own(row: Row, customer: str) -> bool:
    """Rows about the person; of the vehicles they had, what is about the vehicle and nobody else."""
    people = {row.columns[name] for name in ("customer_id",) if name in row.columns}
    if (row.projection, row.table) == ("customer_profile", "customer"):
        people = {row.columns["id"]}
    return people == {customer} or (not people and row.projection.startswith(_ABOUT_VEHICLES))


def _is_of(disclosed: Opened, customer: UUID, viewer: Viewer) -> bool:
    """Whether a disclosure was of what the viewer's rooftops hold about the customer: it happens at none of them."""
    at = {each.get("rooftop") for each in disclosed.data["decisions"] if each["customer"] == str(customer)}
    return viewer.rooftops is None or not at.isdisjoint(map(str, viewer.rooftops))


def _told(row: Row) -> dict[str, Any]:
    return {"what": f"{row.projection}.{row.table}", "columns": row.columns}


def _names(row: Row) -> Iterator[str]:
    return (f"{row.projection}.{row.table}.{name}" for name in row.withheld)


def _fact(event: Opened, customer: UUID, viewer: Viewer) -> dict[str, Any]:
    fields = registry.get(event.type).fields
    hidden = []
    for name, spec in fields.items():
        of_another = spec.subject not in (None, "rooftop") and str(event.data.get(str(spec.subject))) != str(customer)
        if event.data.get(name) is not None and (of_another or not viewer.sees(spec.category)):
            hidden.append(name)
    return {
        "position": event.position,
        "type": event.type,
        "occurred_at": event.envelope["occurred_at"],
        "rooftop": event.envelope.get("rooftop"),
        "source": (event.envelope.get("source") or {}).get("system"),
        "data": {name: value for name, value in event.data.items() if name in fields and name not in hidden},
        "erased": sorted(event.erased),
        "withheld": [f"{event.type}.{name}" for name in hidden],
    }
