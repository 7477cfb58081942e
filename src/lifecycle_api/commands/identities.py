"""Two customers who are one person: linked and unlinked, never fused."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, HeedsErasure
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.events.privacy import CustomerIdentitiesLinked, CustomerIdentitiesUnlinked
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.log import EventStore


@dataclass
class AboutIdentities(HeedsErasure):
    """A decision about two customers."""

    customer: UUID
    other: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._registered: set[UUID] = set()
        self._linked = False

    def boundary(self) -> Sequence[Selector]:
        """Both customers, whether they are linked, and whether one was erased."""
        both = [f"customer:{self.customer}", f"customer:{self.other}"]
        return [
            about("customer", self.customer, *BEGINNING_AND_END),
            about("customer", self.other, *BEGINNING_AND_END),
            Selector(types=[CustomerIdentitiesLinked, CustomerIdentitiesUnlinked], tags=both),
        ]

    def subjects(self) -> Sequence[str]:
        """Each of them has to be in reach."""
        return [f"customer:{self.customer}", f"customer:{self.other}"]

    @given(CustomerRegistered)
    def _(self, customer: UUID) -> None:
        self._registered.add(customer)

    @given(CustomerIdentitiesLinked)
    def _(self) -> None:
        self._linked = True

    @given(CustomerIdentitiesUnlinked)
    def _(self) -> None:
        self._linked = False

    def _check_both(self) -> None:
        if self.customer == self.other:
            raise InvalidArgument("Name two customers.", argument="other")
        for argument, each in (("customer", self.customer), ("other", self.other)):
            if self.away == f"customer:{each}" or (self.away is None and each not in self._registered):
                raise NotFound("There is no such customer in your reach.", argument=argument)


@dataclass
class LinkIdentities(AboutIdentities):
    """Say that two customers are one person; the more restrictive of their wishes holds from now on."""

    method: Literal["verified", "rule", "manual"]
    reason: str

    def decide(self) -> Iterator[Event]:
        """The link."""
        self._check_both()
        if self._linked:
            raise PolicyRefused("They are linked already.")
        self._check_erased()
        reason = named(self.reason, "reason", "Say why they are one person.")
        yield CustomerIdentitiesLinked(customer=self.customer, other=self.other, method=self.method, reason=reason)


@dataclass
class UnlinkIdentities(AboutIdentities):
    """Say that two customers are two persons after all; each has their own wishes back."""

    reason: str

    def decide(self) -> Iterator[Event]:
        """The end of the link."""
        self._check_both()
        if not self._linked:
            raise PolicyRefused("They are not linked.")
        reason = named(self.reason, "reason", "Say why they are two persons.")
        yield CustomerIdentitiesUnlinked(customer=self.customer, other=self.other, reason=reason)


async def are_one_person(store: EventStore, tenant: UUID, customers: AbstractSet[UUID]) -> bool:
    """Whether links lead from each of these customers to all others; False when there are none."""
    reached: set[UUID] = set()
    waiting = [*customers][:1]
    while waiting and not customers <= reached:
        customer = waiting.pop()
        if customer not in reached:
            reached.add(customer)
            waiting += await _linked(store, tenant, customer)
    return bool(customers) and customers <= reached


async def _linked(store: EventStore, tenant: UUID, customer: UUID) -> set[UUID]:
    """Whom a customer is linked to."""
    said = ["customer.identities_linked", "customer.identities_unlinked"]
    page = await store.read(tenant, DCBQuery([DCBQueryItem(types=said, tags=[f"customer:{customer}"])]))
    linked: set[UUID] = set()
    for each in page.events:
        match each.event:
            case CustomerIdentitiesLinked():
                linked |= {each.event.customer, each.event.other}
            case CustomerIdentitiesUnlinked():
                linked -= {each.event.customer, each.event.other}
    return linked
