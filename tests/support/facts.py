"""Facts to begin tests with, in as few words as they need: ids are computed from plain names."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.deals import DealStructured
from lifecycle_api.domain.events.handoffs import HandoffOffered
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.events.notes import NoteRecorded
from lifecycle_api.domain.events.organisation import EmployeeDeparted, EmployeeOnboarded, RooftopRegistered
from lifecycle_api.domain.events.repair_orders import RepairOrderClosed, RepairOrderOpened, WorkRecommended
from lifecycle_api.domain.events.vehicles import OwnershipStarted
from lifecycle_api.domain.events.visits import AppointmentScheduled
from lifecycle_api.domain.values import Money, PersonName

SPACE: Final = UUID(int=11)
VIN: Final = "1HGCM82633A004352"
NOON: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def a(name: str) -> UUID:
    """The id of whatever goes by this name."""
    return uuid5(SPACE, name)


def registered(customer: str = "ann", **changed: Any) -> CustomerRegistered:
    """A customer."""
    fields: dict[str, Any] = {"name": PersonName(customer.title()), "first_seen_via": "dms"}
    return CustomerRegistered(customer=a(customer), **{**fields, **changed})


def phone(customer: str = "ann", number: str = "+12065550123") -> ContactPointAdded:
    """A customer's phone number."""
    return ContactPointAdded(customer=a(customer), contact_point=a(f"{customer} {number}"), kind="phone", value=number)


def onboarded(employee: str = "sam", **changed: Any) -> EmployeeOnboarded:
    """A member of staff."""
    fields: dict[str, Any] = {
        "name": employee.title(),
        "roles": ("service_advisor",),
        "department": "service",
        "rooftops": ("north",),
    }
    return EmployeeOnboarded(employee=a(employee), **{**fields, **changed})


def departed(employee: str = "sam") -> EmployeeDeparted:
    """The end of their work here."""
    return EmployeeDeparted(employee=a(employee), last_day=NOON.date())


def rooftop(code: str = "north") -> RooftopRegistered:
    """A rooftop."""
    return RooftopRegistered(rooftop=a(code), code=code, name=code.title())


def noted(note: str = "note", customer: str = "ann", text: str = "Likes blue.") -> NoteRecorded:
    """A note about a customer."""
    return NoteRecorded(note=a(note), customer=a(customer), text=text)


def offered(handoff: str = "handoff", customer: str = "ann", **changed: Any) -> HandoffOffered:
    """A handoff from sales to F&I."""
    fields: dict[str, Any] = {"from_department": "sales", "to_department": "f_and_i", "reason": "All signed."}
    return HandoffOffered(handoff=a(handoff), customer=a(customer), **{**fields, **changed})


def opened(repair_order: str = "order", customer: str = "ann", **changed: Any) -> RepairOrderOpened:
    """A repair order on a customer's car."""
    fields: dict[str, Any] = {"vehicle": VIN, "number": "R-100"}
    return RepairOrderOpened(repair_order=a(repair_order), customer=a(customer), **{**fields, **changed})


def recommended(
    work: str = "brakes", repair_order: str = "order", customer: str = "ann", *, cents: int = 42_000
) -> WorkRecommended:
    """Recommended work, by default at 420 dollars."""
    return WorkRecommended(
        repair_order=a(repair_order),
        customer=a(customer),
        vehicle=VIN,
        recommendation=a(work),
        op_code="BRK",
        description=work.title(),
        price=Money(cents),
    )


def closed(repair_order: str = "order", customer: str = "ann") -> RepairOrderClosed:
    """The end of a repair order."""
    return RepairOrderClosed(repair_order=a(repair_order), customer=a(customer), vehicle=VIN)


def structured(deal: str = "deal", customer: str = "ann", **changed: Any) -> DealStructured:
    """A deal on a car."""
    fields: dict[str, Any] = {"vehicle": VIN, "number": "D-7", "kind": "cash", "price": Money(2_500_000)}
    return DealStructured(deal=a(deal), customer=a(customer), **{**fields, **changed})


def owned(ownership: str = "owned", customer: str = "ann", **changed: Any) -> OwnershipStarted:
    """A customer's ownership of a car."""
    fields: dict[str, Any] = {"vehicle": VIN, "from_date": date(2024, 1, 5), "origin": "sold_here"}
    return OwnershipStarted(ownership=a(ownership), customer=a(customer), **{**fields, **changed})


def scheduled(appointment: str = "visit", customer: str = "ann", **changed: Any) -> AppointmentScheduled:
    """An appointment for service."""
    fields: dict[str, Any] = {"kind": "service", "starts_at": NOON}
    return AppointmentScheduled(appointment=a(appointment), customer=a(customer), **{**fields, **changed})


def lead(name: str = "lead", customer: str = "ann", **changed: Any) -> LeadReceived:
    """A lead from a marketplace."""
    fields: dict[str, Any] = {"channel": "internet", "provider": "Carfair", "format": "adf"}
    return LeadReceived(lead=a(name), customer=a(customer), **{**fields, **changed})
