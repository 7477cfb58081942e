"""Reporting signs that a lead went too far, and answering withdrawal notices."""

from enum import Enum

import strawberry

from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.command import Command
from lifecycle_api.commands.leaks import PlantCanary, ReportCanaryContact, ReportOnwardReceipt, ReportUnexpectedContact
from lifecycle_api.commands.withdrawals import AcknowledgeWithdrawal
from lifecycle_api.graphql.disclosure import WithdrawalNotice
from lifecycle_api.graphql.leakage import LeakageEvidence
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import CommandInput, DialledInput, Intent, NewId, key, optional_key, word
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.planner.fields import one


@strawberry.enum(description="A way in which somebody made contact.")
class ContactedThrough(Enum):
    """Channels."""

    PHONE = strawberry.enum_value("phone", description="A call.")
    SMS = strawberry.enum_value("sms", description="A text message.")
    EMAIL = strawberry.enum_value("email", description="An e-mail.")
    MAIL = strawberry.enum_value("mail", description="A letter.")
    CHAT = strawberry.enum_value("chat", description="A chat.")
    IN_PERSON = strawberry.enum_value("in_person", description="In person.")
    OTHER = strawberry.enum_value("other", description="In another way.")


@strawberry.input(description="A made-up shopper's number or address, and the one recipient it was given to.")
class PlantCanaryInput(DialledInput):
    """A canary."""

    party: strawberry.ID = strawberry.field(description="Global id of the recipient; nobody else may have it.")
    contact_point: str = strawberry.field(
        description="The number or address as it was given; only a keyed hash of it is kept."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Plant it."""
        canary = new_id("canary")
        contact = new_id.contact(self.contact_point)
        return Intent(PlantCanary(canary, key(self.party, "party", "party"), contact), {"evidence_id": canary})


@strawberry.input(description="A canary was contacted.")
class ReportCanaryContactInput(CommandInput):
    """A contact."""

    canary: strawberry.ID = strawberry.field(description="Global id of the canary.")
    company: str = strawberry.field(description="Who made contact.")
    channel: ContactedThrough = strawberry.field(description="How.")

    def intent(self, new_id: NewId) -> Intent:
        """Report it."""
        del new_id  # the evidence has the id of the event
        command = ReportCanaryContact(key(self.canary, "canary", "canary"), self.company, word(self.channel))
        return Intent(command, {"evidence_id": None})


@strawberry.input(description="A customer was contacted by a company to which they never gave their data.")
class ReportUnexpectedContactInput(CommandInput):
    """A report."""

    customer: strawberry.ID = strawberry.field(description="Global id of the customer.")
    company: str = strawberry.field(description="Who made contact.")
    channel: ContactedThrough = strawberry.field(description="How.")
    lead: strawberry.ID | None = strawberry.field(default=None, description="The lead that the customer suspects.")
    account: str | None = strawberry.field(default=None, description="What happened, in the customer's own words.")

    def intent(self, new_id: NewId) -> Intent:
        """Report it."""
        report = new_id("leak_report")
        command = ReportUnexpectedContact(
            key(self.customer, "customer", "customer"),
            report,
            self.company,
            word(self.channel),
            optional_key(self.lead, "lead", "lead"),
            self.account,
        )
        return Intent(command, {"evidence_id": report})


@strawberry.type(description="What reporting a sign of leakage did.")
class LeakagePayload(Payload):
    """The evidence."""

    evidence: LeakageEvidence | None = one("evidence_id", "The evidence, where it has a page of its own.")


@strawberry.input
class RecipientInput:
    """What recipients of data say, whose rooftop it is not."""

    idempotency_key: strawberry.ID = strawberry.field(
        description="Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    )
    occurred_at: DateTime | None = strawberry.field(
        default=None, description="When it happened; by default now, and never a time to come."
    )


@strawberry.input(description="You did what a withdrawal notice asks.")
class AcknowledgeWithdrawalInput(RecipientInput):
    """A confirmation."""

    withdrawal_notice: strawberry.ID = strawberry.field(description="Global id of the notice.")
    signed_by: str = strawberry.field(description="Who confirms it.")


@strawberry.type(description="What `acknowledgeWithdrawal` did.")
class AcknowledgeWithdrawalPayload(Payload):
    """The notice."""

    withdrawal_notice: WithdrawalNotice | None = one("withdrawal_notice_id", "The notice.")


@strawberry.input(description="You passed a lead on.")
class ReportOnwardReceiptInput(RecipientInput):
    """A receipt."""

    lead: strawberry.ID = strawberry.field(description="Global id of a lead that you sent or were shown.")
    recipient: str = strawberry.field(description="Who got it.")
    purpose: str = strawberry.field(description="For which registered purpose.")


@strawberry.type(description="What `reportOnwardReceipt` did.")
class ReportOnwardReceiptPayload(Payload):
    """Nothing but the events: evidence is the dealer's."""


async def _acknowledge(by: Caller, given: AcknowledgeWithdrawalInput) -> AcknowledgeWithdrawalPayload:
    notice = key(given.withdrawal_notice, "withdrawal_notice", "withdrawalNotice")
    command = AcknowledgeWithdrawal(notice, by.principal.recipient, given.signed_by)
    outcome = await by.writing.commands.execute(by.principal, command, _asked(given))
    return AcknowledgeWithdrawalPayload(keys={"withdrawal_notice_id": notice}, **recorded(outcome))


async def _passed_on(by: Caller, given: ReportOnwardReceiptInput) -> ReportOnwardReceiptPayload:
    asked, lead = _asked(given), key(given.lead, "lead", "lead")
    await by.writing.received.check(by.principal, lead)
    report = asked.new_id(by.principal, "leak_report")
    command: Command = ReportOnwardReceipt(report, by.principal.party, given.recipient, given.purpose, lead)
    return ReportOnwardReceiptPayload(**recorded(await by.writing.commands.execute(by.principal, command, asked)))


def _asked(given: RecipientInput) -> Asked:
    return Asked(idempotency_key=given.idempotency_key, occurred_at=given.occurred_at)


acknowledge_withdrawal = mutation(
    AcknowledgeWithdrawalInput,
    AcknowledgeWithdrawalPayload,
    _acknowledge,
    scope="disclosures:write",
    description="Confirm that you did what a withdrawal notice asks.",
)
report_onward_receipt = mutation(
    ReportOnwardReceiptInput,
    ReportOnwardReceiptPayload,
    _passed_on,
    scope="disclosures:write",
    description="Say to whom you passed a lead on, as your agreement obliges you to.",
)
