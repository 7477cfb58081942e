"""Mutations about appointments."""

import strawberry

from lifecycle_api.commands.appointments import ScheduleAppointment
from lifecycle_api.graphql.appointment import Appointment, AppointmentKind, Transport
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, NewId, key, optional_key, vehicle_key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.planner.fields import one


@strawberry.input(description="A time to agree with a customer.")
class ScheduleAppointmentInput(CommandInput):
    """An appointment."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    kind: AppointmentKind = strawberry.field(description="What it is for.")
    starts_at: DateTime = strawberry.field(description="When it starts.")
    ends_at: DateTime | None = strawberry.field(default=None, description="When it ends.")
    vehicle: strawberry.ID | None = strawberry.field(default=None, description="VIN or global id of the vehicle.")
    employee: strawberry.ID | None = strawberry.field(default=None, description="Global id of who expects them.")
    concerns: str | None = strawberry.field(default=None, description="What the customer said it is about.")
    transport: Transport = strawberry.field(
        default=Transport.UNSTATED, description="How the customer gets on while the vehicle is here."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Agree on it."""
        appointment = new_id("appointment")
        command = ScheduleAppointment(
            key(self.customer, "customer", "customer"),
            appointment,
            word(self.kind),
            self.starts_at,
            self.ends_at,
            None if self.vehicle is None else vehicle_key(self.vehicle, "vehicle"),
            optional_key(self.employee, "employee", "employee"),
            self.concerns,
            word(self.transport),
        )
        return Intent(command, {"appointment_id": appointment})


@strawberry.type(description="What `scheduleAppointment` did.")
class ScheduleAppointmentPayload(Payload):
    """The appointment."""

    appointment: Appointment | None = one("appointment_id", "The appointment.")
