"""What is held about a customer: by whom, of which categories, since when, and on what ground."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.policy import PERSONAL
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.reach import rooftop_of
from lifecycle_api.domain.categories import RULES, Category
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import registry
from lifecycle_api.inquiries.gathering import Gathered, Gathering
from lifecycle_api.store.codec import Opened


@dataclass(frozen=True)
class Holding:
    """One category at one rooftop. `purposes` is what it may be used for there now, `consents` those that rest on."""

    rooftop: str
    category: str
    meaning: str
    facts: int
    erased: int
    first_at: datetime
    last_at: datetime
    purposes: tuple[str, ...]
    consents: tuple[str, ...]


class HoldingInquiry:
    """Answers what is held. `now` is where time comes from."""

    def __init__(self, gathering: Gathering, now: Callable[[], datetime]) -> None:
        self._gathering = gathering
        self._now = now

    async def of(self, viewer: Viewer, customer: UUID) -> Sequence[Holding]:
        """Everything personal that is held about a customer, rooftop by rooftop in reach. Raises NotFound."""
        gathered = await self._gathering.of_customer(viewer.tenant, customer, viewer)
        places: dict[tuple[str, Category], list[tuple[Opened, bool]]] = {}
        for event in gathered.told:
            at = rooftop_of(event)
            if at is not None:
                for category, gone in _held(event):
                    places.setdefault((str(at), category), []).append((event, gone))
        return [self._holding(gathered, customer, *place, found) for place, found in sorted(places.items())]

    def _holding(
        self, gathered: Gathered, customer: UUID, rooftop: str, category: Category, found: list[tuple[Opened, bool]]
    ) -> Holding:
        times = [datetime.fromisoformat(str(event.envelope["occurred_at"])) for event, _ in found]
        allowed = dict(self._allowed(gathered, customer, rooftop, category))
        return Holding(
            rooftop=f"rooftop:{rooftop}",
            category=category.value,
            meaning=RULES[category].meaning,
            facts=len(found),
            erased=sum(gone for _, gone in found),
            first_at=min(times),
            last_at=max(times),
            purposes=tuple(allowed),
            consents=tuple(dict.fromkeys(f"consent:{each}" for each in allowed.values() if each is not None)),
        )

    def _allowed(
        self, gathered: Gathered, customer: UUID, rooftop: str, category: Category
    ) -> Iterable[tuple[str, str | None]]:
        for purpose in PURPOSES:
            request = Request(
                capacity="rooftop",
                party=rooftop,
                now=self._now(),
                purposes=(purpose,),
                categories=(category.value,),
                rooftops=(rooftop,),
                subjects=(str(customer),),
            )
            (ruling,) = decide(request, gathered.facts).fields
            if ruling.reason is None:
                yield purpose, ruling.consent


def _held(event: Opened) -> Iterable[tuple[Category, bool]]:
    """The personal categories of an event's fields that say something, and whether it was erased."""
    for name, spec in registry.get(event.type).fields.items():
        if spec.category in PERSONAL:
            gone = name in event.erased
            if gone or name in event.withheld or event.data.get(name) is not None:
                yield spec.category, gone
