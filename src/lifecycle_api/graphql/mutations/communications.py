"""Mutations about messages and calls, and about numbers that may not be called to sell something."""

from enum import Enum

import strawberry

from lifecycle_api.commands.communications import ClearDoNotContact, ListDoNotContact, RecordCommunication
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.communication import Communication, CommunicationDirection
from lifecycle_api.graphql.mutations.inputs import DialledInput, Intent, NewId, key, optional_key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.organisation import Department
from lifecycle_api.graphql.words import ConsentChannel
from lifecycle_api.planner.fields import one


@strawberry.enum(description="A list of numbers that may not be called to sell something.")
class DoNotContactList(Enum):
    """Lists."""

    INTERNAL = strawberry.enum_value("internal", description="The group's own.")
    NATIONAL = strawberry.enum_value("national", description="The national registry.")
    STATE = strawberry.enum_value("state", description="A state's registry.")
    REASSIGNED = strawberry.enum_value("reassigned", description="Numbers that have another user by now.")


@strawberry.input(description="A message or a call, or one that was held back. What is not recorded is not counted.")
class RecordCommunicationInput(DialledInput):
    """A communication."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    direction: CommunicationDirection = strawberry.field(description="Which way it went.")
    channel: ConsentChannel = strawberry.field(description="Through what; not ANY.")
    department: Department = strawberry.field(description="Which department.")
    purpose: str | None = strawberry.field(
        default=None, description="What for, when it is not from the customer; ask for `purposes`."
    )
    rule: str | None = strawberry.field(default=None, description="By which rule it was held back, if it was.")
    contact_point: str | None = strawberry.field(
        default=None, description="The number or address; only a keyed hash of it is kept."
    )
    employee: strawberry.ID | None = strawberry.field(default=None, description="Who wrote or called.")
    automated: bool = strawberry.field(default=False, description="Whether a program sent it.")
    body: str | None = strawberry.field(default=None, description="What was said; sealed.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        if self.channel is ConsentChannel.ANY:
            raise InvalidArgument("Name the channel.", argument="channel")
        customer, communication = key(self.customer, "customer", "customer"), new_id("communication")
        command = RecordCommunication(
            customer,
            communication,
            word(self.direction),
            word(self.channel),
            word(self.department),
            self.purpose,
            self.rule,
            None if self.contact_point is None else new_id.contact(self.contact_point),
            optional_key(self.employee, "employee", "employee"),
            self.automated,
            self.body,
        )
        return Intent(command, {"communication_id": communication})


@strawberry.type(description="What `recordCommunication` did.")
class CommunicationPayload(Payload):
    """The communication."""

    communication: Communication | None = one("communication_id", "The communication.")


@strawberry.input(description="A number for a list of those that may not be called to sell something.")
class ListDoNotContactInput(DialledInput):
    """An entry."""

    contact_point: str = strawberry.field(description="The number; only a keyed hash of it is kept.")
    channel: ConsentChannel = strawberry.field(default=ConsentChannel.PHONE, description="The channel it closes.")
    list: DoNotContactList = strawberry.field(description="The list.")

    def intent(self, new_id: NewId) -> Intent:
        """List it."""
        contact = new_id.contact(self.contact_point)
        return Intent(ListDoNotContact(contact, word(self.list), word(self.channel)), {})


@strawberry.input(description="A number to take off such a list.")
class ClearDoNotContactInput(DialledInput):
    """The end of an entry."""

    contact_point: str = strawberry.field(description="The number.")
    list: DoNotContactList = strawberry.field(description="The list.")

    def intent(self, new_id: NewId) -> Intent:
        """Clear it."""
        return Intent(ClearDoNotContact(new_id.contact(self.contact_point), word(self.list)), {})


@strawberry.type(description="What a mutation about a do-not-call list did.")
class DoNotContactPayload(Payload):
    """Positions and refusals."""
