"""Who has which right to an event, to a customer's data or to a vehicle's, and by which clause on which page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lifecycle_api.access.ownership import Cell, Thing, rights_to
from lifecycle_api.access.visibility import Reach, Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import registry
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.inquiries import contracts
from lifecycle_api.inquiries.gathering import Gathered, Gathering
from lifecycle_api.store.codec import Opened


@dataclass(frozen=True)
class Owned:
    """The answer: what it is about, what was recorded of it, the table of rights, and the position it was read at."""

    subjects: tuple[str, ...]
    controllers: tuple[str, ...]
    originators: tuple[str, ...]
    categories: tuple[str, ...]
    agreements: tuple[str, ...]
    purposes: tuple[str, ...]
    resale: tuple[str, ...]
    claims: tuple[str, ...]
    cells: tuple[Cell, ...]
    position: int


class OwnershipInquiry:
    """Answers who owns what. `now` is where time comes from."""

    def __init__(self, gathering: Gathering, now: Callable[[], datetime]) -> None:
        self._gathering = gathering
        self._now = now

    async def of_customer(self, viewer: Viewer, customer: UUID) -> Owned:
        """The rights to everything that the viewer is told of a customer. Raises NotFound."""
        gathered = await self._gathering.of_customer(viewer.tenant, customer, viewer)
        return self._answer(gathered, gathered.told, (str(customer),))

    async def of_event(self, viewer: Viewer, event: UUID) -> Owned:
        """The rights to one event. Raises NotFound."""
        found = await self._gathering.find(viewer.tenant, event)
        reaches = await self._gathering.reach(viewer)
        if found is None or not reaches(found):
            raise NotFound("There is no such event in your reach.", argument="event")
        people = sorted(_tagged([found], "customer:"))
        if not people:
            return self._answer(await self._gathering.of_group(viewer.tenant), [found], ())
        asked = str(viewer.customer) if viewer.reach is Reach.OWN else people[0]
        gathered = await self._gathering.of_customer(viewer.tenant, UUID(asked), viewer)
        return self._answer(gathered, [found], tuple(people))

    async def of_vehicle(self, viewer: Viewer, vin: str) -> Owned:
        """The rights to the facts about a vehicle that are about no person. Raises NotFound."""
        events = await self._gathering.read(viewer.tenant, tags=[f"vehicle:{vin}"])
        visible = list(filter(await self._gathering.reach(viewer), events))
        if not visible:
            raise NotFound("There is no such vehicle in your reach.", argument="vehicle")
        gathered = await self._gathering.of_group(viewer.tenant)
        told = events if viewer.reach is Reach.OWN else visible  # of their car, customers are told wherever it was
        return self._answer(gathered, [each for each in told if not _tagged([each], "customer:")] or visible, ())

    def _answer(self, gathered: Gathered, events: list[Opened], subjects: tuple[str, ...]) -> Owned:
        controllers = tuple(dict.fromkeys(str(each) for event in events if (each := rooftop_of(event)) is not None))
        made_by = tuple(dict.fromkeys(filter(None, (event.envelope.get("originator") for event in events))))
        categories = _categories(events, personal=bool(subjects))
        now = self._now()
        terms = contracts.in_force(gathered.facts, gathered.group, controllers, now)
        sender = next((each for each in made_by if each.startswith("party:")), None)
        thing = Thing(subjects, controllers, categories, sender, None)
        return Owned(
            tuple(f"customer:{each}" for each in subjects),
            tuple(f"rooftop:{each}" for each in controllers),
            made_by,
            tuple(sorted(categories)),
            _said(events, "agreement_id", "agreement:"),
            tuple(dict.fromkeys(name for event in events for name in event.envelope.get("purposes", ()))),
            tuple(dict.fromkeys(event.envelope.get("resale", "unknown") for event in events)),
            tuple(f"claim:{event.data['claim']}" for event in events if event.type == "claim.asserted"),
            tuple(rights_to(thing, terms, gathered.facts, now)),
            gathered.head,
        )


def one_of(**given: Any) -> str:
    """The name of the one thing that was asked about. Raises InvalidArgument for none or several."""
    named = [name for name, value in given.items() if value is not None]
    if len(named) != 1:
        raise InvalidArgument(f"Name exactly one of {', '.join(given)}.", argument=next(iter(given)))
    return named[0]


def _tagged(events: Iterable[Opened], prefix: str) -> set[str]:
    return {tag.removeprefix(prefix) for event in events for tag in event.tags if tag.startswith(prefix)}


def _said(events: Iterable[Opened], name: str, prefix: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{prefix}{found}" for event in events if (found := event.envelope.get(name))))


def _categories(events: Iterable[Opened], *, personal: bool) -> frozenset[str]:
    """The categories of what the events hold; without a person, those that are about nobody."""
    held = {
        spec.category
        for event in events
        for spec in registry.get(event.type).fields.values()
        if event.data.get(spec.name) is not None or spec.name in event.erased | event.withheld
    }
    kept = {category for category in held if category is not Category.NONE and (personal or not category.personal)}
    return frozenset(category.value for category in kept)
