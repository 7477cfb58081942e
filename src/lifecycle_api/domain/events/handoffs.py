"""Explicit handoffs between departments, so that nobody can say they did not know."""

from datetime import datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.events.organisation import Department
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    Fact,
    HandoffRef,
    OptionalAppointmentRef,
    OptionalDealRef,
    OptionalEmployeeRef,
    OptionalLeadRef,
    OptionalRepairOrderRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import ChecklistItem

event = Area(Bearing.HAPPENING).event


@event("handoff.offered")
class HandoffOffered(Event):
    """One department asked another to take over a customer's matter."""

    handoff: HandoffRef
    customer: CustomerRef
    from_department: Fact[Department]
    to_department: Fact[Department]
    from_employee: OptionalEmployeeRef = None
    to_employee: OptionalEmployeeRef = None
    about: Fact[Literal["lead", "deal", "appointment", "repair_order", "customer"]] = "customer"
    lead: OptionalLeadRef = None
    deal: OptionalDealRef = None
    appointment: OptionalAppointmentRef = None
    repair_order: OptionalRepairOrderRef = None
    checklist: Fact[tuple[ChecklistItem, ...]] = ()
    reason: Content[str]
    due_at: Fact[datetime | None] = None


@event("handoff.accepted")
class HandoffAccepted(Event):
    """The other department took the matter over."""

    handoff: HandoffRef
    customer: CustomerRef
    employee: OptionalEmployeeRef = None


@event("handoff.returned")
class HandoffReturned(Event):
    """The other department gave the matter back, for a reason."""

    handoff: HandoffRef
    customer: CustomerRef
    employee: OptionalEmployeeRef = None
    reason: Content[str]


@event("handoff.completed")
class HandoffCompleted(Event):
    """What was handed over is done."""

    handoff: HandoffRef
    customer: CustomerRef
    employee: OptionalEmployeeRef = None
    checklist: Fact[tuple[ChecklistItem, ...]] = ()
