"""May this customer be contacted, for this, through this, now? Answered from the log, at this moment."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from lifecycle_api.access.contact_gate import Answer, Attempt, Point, may_contact
from lifecycle_api.access.manners import Manners, manners
from lifecycle_api.access.visibility import Reach, Viewer
from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.inquiries.gathering import Gathered, Gathering
from lifecycle_api.store.codec import Opened

RULES = "contact_policy.set"
LISTS = ("do_not_contact.registered", "do_not_contact.cleared")


class ContactInquiry:
    """Answers for one rooftop at a time. `now` is where time comes from."""

    def __init__(self, gathering: Gathering, now: Callable[[], datetime]) -> None:
        self._gathering = gathering
        self._now = now

    async def decide(self, viewer: Viewer, customer: UUID, purpose: str, channel: str, rooftop: UUID | None) -> Answer:
        """The answer. Raises NotFound, UnknownPurpose, InvalidArgument when it is not clear which rooftop asks."""
        vocabulary.purposes([purpose], "purpose")
        gathered = await self._gathering.of_customer(viewer.tenant, customer, viewer)
        at = _rooftop(viewer, gathered.about(customer), rooftop)
        listed = await self._listed(viewer.tenant, gathered.about(customer))
        place = await self._place(viewer.tenant, at)
        attempt = Attempt(
            customer=str(customer),
            rooftop=str(at),
            purpose=purpose,
            channel=channel,
            now=self._now(),
            zone=ZoneInfo(place["timezone"]),
            points=_points(gathered.about(customer), listed),
            sent=list(_sent(gathered, customer)),
        )
        return may_contact(attempt, gathered.facts, await self._manners(viewer.tenant, at, place["country"]))

    async def _manners(self, tenant: UUID, rooftop: UUID, country: str) -> Manners:
        """What the last words of the group and of the rooftop say."""
        set_for = {event.data["rooftop"]: event.data for event in await self._gathering.read(tenant, types=[RULES])}
        return manners(country, set_for.get(None), set_for.get(str(rooftop)))

    async def _place(self, tenant: UUID, rooftop: UUID) -> Mapping[str, Any]:
        found = await self._gathering.read(tenant, types=["rooftop.registered"], tags=[f"rooftop:{rooftop}"])
        if not found:
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        return found[-1].data

    async def _listed(self, tenant: UUID, events: Iterable[Opened]) -> dict[str, set[str]]:
        """The lists on which the customer's numbers stand."""
        lists: dict[str, set[str]] = {}
        for contact in {event.data["value_hmac"] for event in events if event.type == "contact_point.added"}:
            for event in await self._gathering.read(tenant, types=LISTS, tags=[f"contact:{contact}"]):
                on = lists.setdefault(contact, set())
                (on.add if event.type == "do_not_contact.registered" else on.discard)(event.data["list"])
        return lists


def _rooftop(viewer: Viewer, events: Iterable[Opened], asked: UUID | None) -> UUID:
    if asked is not None:
        if viewer.reach is not Reach.OWN and not viewer.works_at(asked):
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        return asked
    known = {at for event in events if (at := rooftop_of(event)) is not None}
    possible = known if viewer.rooftops is None else known & viewer.rooftops
    if len(possible) != 1:
        raise InvalidArgument("Say which rooftop wants to contact the customer, with `rooftop`.", argument="rooftop")
    return possible.pop()


def _points(events: Iterable[Opened], listed: dict[str, set[str]]) -> list[Point]:
    """The numbers and addresses in use, in the order in which they were added."""
    points: dict[str, Point] = {}
    for event in events:
        if event.type == "contact_point.added":
            hmac = event.data["value_hmac"]
            points[event.data["contact_point"]] = Point(event.data["kind"], hmac, frozenset(listed.get(hmac, ())))
        elif event.type == "contact_point.invalidated":
            points.pop(event.data["contact_point"], None)
    return list(points.values())


def _sent(gathered: Gathered, customer: UUID) -> Iterable[datetime]:
    """When messages went out to the person that they had not asked for, from any department; each once, as reported."""
    members, _ = gathered.facts.identities(str(customer))
    messages = dict[str, datetime]()
    for event in gathered.people:
        if event.type == "communication.sent" and event.data["customer"] in members and _unasked(event.data["purpose"]):
            messages.setdefault(event.data["communication"], datetime.fromisoformat(str(event.envelope["occurred_at"])))
    return messages.values()


def _unasked(purpose: str) -> bool:
    return purpose not in PURPOSES or PURPOSES[purpose].basis == "consent"
