"""Commands about vehicles: delivered to their buyer, passed on to another owner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple
from uuid import UUID

from lifecycle_api.commands.about_customer import BEGINNING_AND_END, AboutTheirs, HeedsErasure
from lifecycle_api.commands.about_staff import AboutStaff
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.events.customers import CustomerRegistered
from lifecycle_api.domain.events.deals import DealStructured, DealUnwound, VehicleDelivered
from lifecycle_api.domain.events.vehicles import OwnershipEnded, OwnershipStarted
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import ChecklistItem, Distance


@dataclass
class DeliverVehicle(AboutTheirs, AboutStaff):
    """Hand the vehicle of a deal to its buyer, once."""

    deal: UUID
    odometer: Distance | None = None
    method: Literal["rooftop", "home"] = "rooftop"
    delivered_by: UUID | None = None
    checklist: tuple[ChecklistItem, ...] = ()

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._vehicle = ""
        self._delivered = False
        self._unwound = False

    def boundary(self) -> Sequence[Selector]:
        """The deal, whether it was delivered or undone, and by whom."""
        deal = about("deal", self.deal, DealStructured, VehicleDelivered, DealUnwound)
        return [deal, *self._coming_and_going_of(self.delivered_by)]

    @given(DealStructured)
    def _(self, customer: UUID, vehicle: str) -> None:
        self._customer, self._vehicle = customer, vehicle

    @given(VehicleDelivered)
    def _(self) -> None:
        self._delivered = True

    @given(DealUnwound)
    def _(self) -> None:
        self._unwound = True

    def decide(self) -> Iterator[Event]:
        """The delivery."""
        if self._customer is None:
            raise NotFound("There is no such deal in your reach.", argument="deal")
        self._check_erased()
        if self._unwound:
            raise PolicyRefused("The deal was undone.")
        if self._delivered:
            raise PolicyRefused("The vehicle of this deal was delivered already.")
        self._check_known(self.delivered_by, "deliveredBy")
        yield VehicleDelivered(
            deal=self.deal,
            customer=self._customer,
            vehicle=self._vehicle,
            delivered_by=self.delivered_by,
            odometer=self.odometer,
            method=self.method,
            checklist=self.checklist,
        )


class _Owner(NamedTuple):
    customer: UUID
    role: str
    since: date


@dataclass
class TransferOwnership(HeedsErasure):
    """Pass a vehicle from whoever owns or leases it to another customer."""

    vehicle: str
    to_customer: UUID
    ownership: UUID
    on: date
    role: Literal["owner", "lessee"] = "owner"
    _owners: dict[UUID, _Owner] = field(default_factory=dict, init=False, repr=False)
    _registered: bool = field(default=False, init=False, repr=False)

    def boundary(self) -> Sequence[Selector]:
        """Who owns the vehicle, and whether the new owner is known and was not erased."""
        return [
            about("vehicle", self.vehicle, OwnershipStarted, OwnershipEnded),
            about("customer", self.to_customer, *BEGINNING_AND_END),
        ]

    @given(CustomerRegistered)
    def _(self) -> None:
        self._registered = True

    @given(OwnershipStarted)
    def _(self, ownership: UUID, customer: UUID, role: str, from_date: date) -> None:
        if role != "driver":
            self._owners[ownership] = _Owner(customer, role, from_date)

    @given(OwnershipEnded)
    def _(self, ownership: UUID) -> None:
        self._owners.pop(ownership, None)

    def decide(self) -> Iterator[Event]:
        """The end of every ownership that lasts, and the beginning of the new one."""
        if not self._registered:
            raise NotFound("There is no such customer in your reach.", argument="toCustomer")
        self._check_erased()
        if any(owner.customer == self.to_customer for owner in self._owners.values()):
            raise PolicyRefused("The vehicle is this customer's already.", argument="toCustomer")
        if any(owner.since > self.on for owner in self._owners.values()):
            raise PolicyRefused("The vehicle's present ownership began later than that.", argument="on")
        for ownership, owner in self._owners.items():
            yield OwnershipEnded(
                vehicle=self.vehicle, customer=owner.customer, ownership=ownership, to_date=self.on, cause="sold"
            )
        yield OwnershipStarted(
            vehicle=self.vehicle,
            customer=self.to_customer,
            ownership=self.ownership,
            role=self.role,
            from_date=self.on,
            origin="declared",
        )
