"""Mutations about handoffs between departments."""

from typing import Literal
from uuid import UUID

import strawberry

from lifecycle_api.commands.handoffs import AnswerHandoff, OfferHandoff, Subject
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.handoff import Handoff
from lifecycle_api.graphql.mutations.inputs import (
    ChecklistItemInput,
    CommandInput,
    Intent,
    NewId,
    UpdateInput,
    checklist,
    key,
    optional_key,
    word,
)
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.organisation import Department
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.planner.fields import one

SUBJECTS: tuple[Subject, ...] = ("lead", "deal", "appointment", "repair_order")


@strawberry.input(description="A matter that another department is asked to take over.")
class OfferHandoffInput(CommandInput):
    """An offer."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    from_department: Department = strawberry.field(description="Who hands over.")
    to_department: Department = strawberry.field(description="Who is asked to take over.")
    reason: str = strawberry.field(description="Why, in a sentence.")
    subject: strawberry.ID | None = strawberry.field(
        default=None,
        description="Global id of the customer's lead, deal, appointment or repair order it is about, if it is one.",
    )
    from_employee: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the employee who hands over."
    )
    to_employee: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the employee who is asked."
    )
    checklist: list[ChecklistItemInput] = strawberry.field(
        default_factory=list, description="What has to be there for the other department."
    )
    due_at: DateTime | None = strawberry.field(default=None, description="By when it should be done.")

    def intent(self, new_id: NewId) -> Intent:
        """Ask for it."""
        handoff = new_id("handoff")
        about, subject = _subject(self.subject)
        command = OfferHandoff(
            key(self.customer, "customer", "customer"),
            handoff,
            word(self.from_department),
            word(self.to_department),
            self.reason,
            about,
            subject,
            optional_key(self.from_employee, "employee", "fromEmployee"),
            optional_key(self.to_employee, "employee", "toEmployee"),
            checklist(self.checklist),
            self.due_at,
        )
        return Intent(command, {"handoff_id": handoff})


@strawberry.input(description="Taking a handoff over.")
class AcceptHandoffInput(UpdateInput):
    """An acceptance."""

    handoff: strawberry.ID = strawberry.field(description="Global id of the handoff.")
    employee: strawberry.ID | None = strawberry.field(default=None, description="Global id of who takes it over.")

    def intent(self, new_id: NewId) -> Intent:
        """Take it over."""
        del new_id  # the handoff keeps its id
        return _answer(self.handoff, "accepted", employee=self.employee)


@strawberry.input(description="Giving a handoff back.")
class ReturnHandoffInput(UpdateInput):
    """A return."""

    handoff: strawberry.ID = strawberry.field(description="Global id of the handoff.")
    reason: str = strawberry.field(description="What is missing, or why else it is given back.")
    employee: strawberry.ID | None = strawberry.field(default=None, description="Global id of who gives it back.")

    def intent(self, new_id: NewId) -> Intent:
        """Give it back."""
        del new_id  # the handoff keeps its id
        return _answer(self.handoff, "returned", employee=self.employee, reason=self.reason)


@strawberry.input(description="Completing a handoff.")
class CompleteHandoffInput(UpdateInput):
    """A completion."""

    handoff: strawberry.ID = strawberry.field(description="Global id of the handoff.")
    employee: strawberry.ID | None = strawberry.field(default=None, description="Global id of who completed it.")
    checklist: list[ChecklistItemInput] = strawberry.field(
        default_factory=list, description="The checklist as it was worked off; without it the first one stays."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Complete it."""
        del new_id  # the handoff keeps its id
        return _answer(self.handoff, "completed", employee=self.employee, items=self.checklist)


@strawberry.type(description="What a mutation about a handoff did.")
class HandoffPayload(Payload):
    """The handoff."""

    handoff: Handoff | None = one("handoff_id", "The handoff.")


def _answer(
    handoff: str,
    answer: Literal["accepted", "returned", "completed"],
    *,
    employee: str | None,
    reason: str | None = None,
    items: list[ChecklistItemInput] | None = None,
) -> Intent:
    name = key(handoff, "handoff", "handoff")
    who = optional_key(employee, "employee", "employee")
    command = AnswerHandoff(name, answer, who, reason, checklist(items or []))
    return Intent(command, {"handoff_id": name}, f"handoff:{name}")


def _subject(given: str | None) -> tuple[Subject, UUID | None]:
    if given is None:
        return "customer", None
    for kind in SUBJECTS:
        if given.startswith(f"{kind}:"):
            return kind, key(given, kind, "subject")
    raise InvalidArgument(
        f"`subject` takes the global id of a lead, deal, appointment or repair order, not {given!r}.",
        argument="subject",
    )
