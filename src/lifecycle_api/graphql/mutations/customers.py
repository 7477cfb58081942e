"""Mutations about customers: who looks after them, and notes."""

from enum import Enum

import strawberry

from lifecycle_api.commands.customers import AssignCustomer, CorrectNote, RecordNote
from lifecycle_api.graphql.customer import Note
from lifecycle_api.graphql.links import CustomerLink
from lifecycle_api.graphql.mutations.inputs import CommandInput, Intent, NewId, UpdateInput, key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.sales import Slot
from lifecycle_api.planner.fields import one


@strawberry.enum(description="Why a customer passes from one employee to another.")
class ReassignReason(Enum):
    """Reasons."""

    DEPARTED = strawberry.enum_value("departed", description="Whoever had them left the group.")
    ROLE_CHANGED = strawberry.enum_value("role_changed", description="Whoever had them has another job now.")
    WORKLOAD = strawberry.enum_value("workload", description="To share the work.")
    CUSTOMER_REQUEST = strawberry.enum_value("customer_request", description="The customer asked for it.")
    OTHER = strawberry.enum_value("other", description="For another reason.")


@strawberry.input(description="Who is to look after a customer, in which slot.")
class AssignCustomerInput(UpdateInput):
    """Assignment."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    employee: strawberry.ID = strawberry.field(description="Global id of the employee.")
    slot: Slot = strawberry.field(description="The job they are to do for the customer.")
    reason: ReassignReason | None = strawberry.field(
        default=None,
        description="Why, when somebody else has the slot. Left out it is DEPARTED of one who left, and OTHER else.",
    )

    def intent(self, new_id: NewId) -> Intent:
        """Make the employee responsible."""
        del new_id  # nothing new comes into being
        customer, employee = key(self.customer, "customer", "customer"), key(self.employee, "employee", "employee")
        reason = None if self.reason is None else word(self.reason)
        command = AssignCustomer(customer, employee, word(self.slot), reason)
        return Intent(command, {"customer_id": customer}, f"customer:{customer}")


@strawberry.type(description="What `assignCustomer` did.")
class AssignCustomerPayload(Payload):
    """The customer with their team."""

    customer: CustomerLink | None = one("customer_id", "The customer, with their team as it is now.")


@strawberry.input(description="Something to write down about a customer.")
class RecordNoteInput(CommandInput):
    """A note."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    text: str = strawberry.field(description="What is to be remembered.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        customer, note = key(self.customer, "customer", "customer"), new_id("note")
        return Intent(RecordNote(customer, note, self.text), {"note_id": note, "customer_id": customer})


@strawberry.type(description="What `recordNote` did.")
class RecordNotePayload(Payload):
    """The note and its customer."""

    note: Note | None = one("note_id", "The note.")
    customer: CustomerLink | None = one("customer_id", "The customer it is about.")


@strawberry.input(description="The right wording of a note. Its earlier wording stays in the log.")
class CorrectNoteInput(UpdateInput):
    """A correction."""

    note: strawberry.ID = strawberry.field(description="Global id of the note.")
    text: str = strawberry.field(description="The right wording.")
    reason: str = strawberry.field(description="Why it is corrected.")

    def intent(self, new_id: NewId) -> Intent:
        """Put it right."""
        del new_id  # the note keeps its id
        note = key(self.note, "note", "note")
        return Intent(CorrectNote(note, self.text, self.reason), {"note_id": note}, f"note:{note}")


@strawberry.type(description="What `correctNote` did.")
class CorrectNotePayload(Payload):
    """The note."""

    note: Note | None = one("note_id", "The note in its right wording.")
