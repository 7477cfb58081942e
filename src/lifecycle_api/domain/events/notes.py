"""Notes that people write about a customer: correctable, never editable."""

from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    Fact,
    NoteRef,
    OptionalAppointmentRef,
    OptionalDealRef,
    OptionalLeadRef,
    OptionalRepairOrderRef,
    OptionalVehicleRef,
)
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.HAPPENING).event


@event("note.recorded")
class NoteRecorded(Event):
    """Someone wrote something down about a customer."""

    note: NoteRef
    customer: CustomerRef
    text: Content[str]
    about: Fact[Literal["customer", "lead", "deal", "appointment", "repair_order", "vehicle"]] = "customer"
    vehicle: OptionalVehicleRef = None
    lead: OptionalLeadRef = None
    deal: OptionalDealRef = None
    appointment: OptionalAppointmentRef = None
    repair_order: OptionalRepairOrderRef = None


@event("note.corrected")
class NoteCorrected(Event):
    """A note was put right; the first wording stays in the log and the correction says why."""

    note: NoteRef
    customer: CustomerRef
    text: Content[str]
    reason: Content[str]
