"""The dealer group, its rooftops and its people, and who looks after which customer."""

from datetime import date
from typing import Annotated, Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import (
    Classified,
    CustomerRef,
    EmployeeRef,
    Fact,
    OptionalEmployeeRef,
    RooftopRef,
)
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.WHO_AND_WHAT).event

Slot = Literal["sales", "bdc", "closer", "f_and_i", "service_advisor", "service_bdc"]
Department = Literal["sales", "bdc", "f_and_i", "service", "parts", "marketing", "management"]
EmployeeName = Annotated[str, Classified(Category.IDENTITY, of="employee")]


@event("group.registered")
class GroupRegistered(Event):
    """A dealer group was set up; it is the tenant of everything that follows."""

    name: Fact[str]


@event("rooftop.registered")
class RooftopRegistered(Event):
    """A dealership of the group was set up, with the facts that intake needs to understand its files."""

    rooftop: RooftopRef
    code: Fact[str]
    name: Fact[str]
    timezone: Fact[str] = "UTC"
    country: Fact[str] = "US"
    currency: Fact[str] = "USD"
    lead_names: Fact[tuple[str, ...]] = ()


@event("employee.onboarded")
class EmployeeOnboarded(Event):
    """A person started to work for a rooftop."""

    employee: EmployeeRef
    name: EmployeeName
    roles: Fact[tuple[str, ...]]
    department: Fact[Department]
    rooftops: Fact[tuple[str, ...]]


@event("employee.departed")
class EmployeeDeparted(Event):
    """A person stopped working for the group; their customers need someone else."""

    employee: EmployeeRef
    last_day: Fact[date]


@event("customer.assigned")
class CustomerAssigned(Event):
    """An employee was made responsible for a customer in one slot."""

    customer: CustomerRef
    employee: EmployeeRef
    slot: Fact[Slot]
    method: Fact[Literal["round_robin", "claim", "rule", "manual"]] = "manual"


@event("customer.reassigned")
class CustomerReassigned(Event):
    """Responsibility for a customer moved from one employee to another."""

    customer: CustomerRef
    slot: Fact[Slot]
    from_employee: EmployeeRef
    to_employee: EmployeeRef
    reason: Fact[Literal["departed", "role_changed", "workload", "customer_request", "other"]]


@event("customer.orphaned")
class CustomerOrphaned(Event):
    """A customer was left without anyone responsible in a slot."""

    customer: CustomerRef
    slot: Fact[Slot]
    cause: Fact[Literal["departed", "role_changed", "unassigned", "rooftop_closed"]]
    last_employee: OptionalEmployeeRef = None
