"""Mutations on a record that customers can make themselves: put it right, answer an estimate, move an appointment."""

from enum import Enum

import strawberry

from lifecycle_api.commands.appointments import RescheduleAppointment
from lifecycle_api.commands.own_record import CorrectProfile, StateBuyingPreference
from lifecycle_api.commands.repair_orders import AboutRecommendation, ApproveWork, DeclineWork
from lifecycle_api.domain import values
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.appointment import Appointment
from lifecycle_api.graphql.links import CustomerLink
from lifecycle_api.graphql.mutations.inputs import Intent, NewId, UpdateInput, key, word
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import Date, DateTime
from lifecycle_api.graphql.service import DeclineReason, RepairOrder
from lifecycle_api.planner.fields import one

_CUSTOMER = "Global id of the customer."


@strawberry.enum(description="A customer's answer to an estimate.")
class EstimateAnswer(Enum):
    """Answers."""

    APPROVED = strawberry.enum_value("approved", description="Yes, do it.")
    DECLINED = strawberry.enum_value("declined", description="No.")
    DEFERRED = strawberry.enum_value("deferred", description="Not now.")


@strawberry.enum(description="How an answer to an estimate came in.")
class ApprovalMethod(Enum):
    """Means."""

    IN_PERSON = strawberry.enum_value("in_person", description="Said at the counter.")
    PHONE = strawberry.enum_value("phone", description="By telephone.")
    SMS_LINK = strawberry.enum_value("sms_link", description="Through a link in a text message.")
    EMAIL_LINK = strawberry.enum_value("email_link", description="Through a link in an e-mail.")
    PORTAL = strawberry.enum_value("portal", description="In the customer's portal.")
    UNSTATED = strawberry.enum_value("unstated", description="Nobody wrote it down.")


@strawberry.enum(description="Where a customer wants to buy.")
class BuyingPath(Enum):
    """Paths."""

    ONLINE = strawberry.enum_value("online", description="All of it online.")
    IN_STORE = strawberry.enum_value("in_store", description="At the dealership.")
    HYBRID = strawberry.enum_value("hybrid", description="Some online, some at the dealership.")
    REMOTE_DELIVERY = strawberry.enum_value("remote_delivery", description="Online, and delivered home.")
    UNSTATED = strawberry.enum_value("unstated", description="Not said.")


@strawberry.enum(description="What a customer wants to see to first.")
class BuyingWish(Enum):
    """Wishes."""

    PRICE_FIRST = strawberry.enum_value("price_first", description="The price.")
    DRIVE_FIRST = strawberry.enum_value("drive_first", description="A test drive.")
    TRADE_FIRST = strawberry.enum_value("trade_first", description="The value of their own car.")
    PAYMENT_FIRST = strawberry.enum_value("payment_first", description="The monthly payment.")
    BROWSE = strawberry.enum_value("browse", description="Just looking.")
    UNSTATED = strawberry.enum_value("unstated", description="Not said.")


@strawberry.enum(description="Through what a customer wants to be answered.")
class AnswerChannel(Enum):
    """Channels."""

    PHONE = strawberry.enum_value("phone", description="A call.")
    SMS = strawberry.enum_value("sms", description="A text message.")
    EMAIL = strawberry.enum_value("email", description="An e-mail.")
    CHAT = strawberry.enum_value("chat", description="A chat.")
    UNSTATED = strawberry.enum_value("unstated", description="Not said.")


@strawberry.enum(description="When a customer wants to be reached.")
class AnswerTime(Enum):
    """Times of day."""

    MORNING = strawberry.enum_value("morning", description="In the morning.")
    AFTERNOON = strawberry.enum_value("afternoon", description="In the afternoon.")
    EVENING = strawberry.enum_value("evening", description="In the evening.")
    DAY = strawberry.enum_value("day", description="During the day.")
    NO_PREFERENCE = strawberry.enum_value("no_preference", description="Whenever.")


@strawberry.input(description="What is to be put right about a customer. What is left out stays as it is.")
class CorrectProfileInput(UpdateInput):
    """A correction."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    name: str | None = strawberry.field(default=None, description="The whole name.")
    given_name: str | None = strawberry.field(default=None, description="The given name; only together with `name`.")
    family_name: str | None = strawberry.field(default=None, description="The family name; only together with `name`.")
    lines: list[str] | None = strawberry.field(
        default=None, description="Street lines of the new address, which replaces the whole old one."
    )
    city: str | None = strawberry.field(
        default=None, description="City of the new address; only together with `lines`."
    )
    region: str | None = strawberry.field(
        default=None, description="State or region of the new address; only together with `lines`."
    )
    postal_code: str | None = strawberry.field(
        default=None, description="Postal code of the new address; only together with `lines`."
    )
    country: str | None = strawberry.field(
        default=None, description="Country of the new address, such as US (ISO 3166 alpha-2)."
    )
    language: str | None = strawberry.field(default=None, description="Preferred language as a BCP 47 tag.")
    reason: str = strawberry.field(description="Why it is put right.")

    def intent(self, new_id: NewId) -> Intent:
        """Put it right."""
        del new_id  # nothing new comes into being
        customer = key(self.customer, "customer", "customer")
        command = CorrectProfile(customer, self.reason, self._name(), self._address(), self.language)
        return Intent(command, {"customer_id": customer}, f"customer:{customer}")

    def _name(self) -> values.PersonName | None:
        parts = (self.given_name, self.family_name)
        if self.name is None and any(each is not None for each in parts):
            raise InvalidArgument("Send the whole name, too: it replaces the one before.", argument="name")
        return None if self.name is None else values.PersonName(self.name.strip(), *parts)

    def _address(self) -> values.PostalAddress | None:
        parts = (self.city, self.region, self.postal_code, self.country)
        if not self.lines and any(each is not None for each in parts):
            raise InvalidArgument("Send the street lines, too: the address replaces the one before.", argument="lines")
        return values.PostalAddress(tuple(self.lines), *parts) if self.lines else None


@strawberry.input(description="How a customer said they want to buy and be contacted.")
class StateBuyingPreferenceInput(UpdateInput):
    """A wish."""

    customer: strawberry.ID = strawberry.field(description=_CUSTOMER)
    path: BuyingPath = strawberry.field(default=BuyingPath.UNSTATED, description="Where they want to buy.")
    wants: BuyingWish = strawberry.field(default=BuyingWish.UNSTATED, description="What they want to see to first.")
    contact_channel: AnswerChannel = strawberry.field(
        default=AnswerChannel.UNSTATED, description="How they want to be answered."
    )
    contact_time: AnswerTime = strawberry.field(
        default=AnswerTime.NO_PREFERENCE, description="When they want to be reached."
    )
    earliest: Date | None = strawberry.field(default=None, description="The earliest day they want to buy.")
    latest: Date | None = strawberry.field(default=None, description="The latest day they want to buy.")

    def intent(self, new_id: NewId) -> Intent:
        """Record it."""
        customer = key(self.customer, "customer", "customer")
        command = StateBuyingPreference(
            customer,
            "portal" if new_id.is_consumer else "sales",
            word(self.path),
            word(self.wants),
            word(self.contact_channel),
            word(self.contact_time),
            self.earliest,
            self.latest,
        )
        return Intent(command, {"customer_id": customer}, f"customer:{customer}")


@strawberry.type(description="What a mutation about a customer's record did.")
class RecordPayload(Payload):
    """The customer."""

    customer: CustomerLink | None = one("customer_id", "The customer, as they are known now.")


@strawberry.input(description="A new time for an appointment.")
class RescheduleAppointmentInput(UpdateInput):
    """A move."""

    appointment: strawberry.ID = strawberry.field(description="Global id of the appointment.")
    starts_at: DateTime = strawberry.field(description="The new time; it has to be to come.")

    def intent(self, new_id: NewId) -> Intent:
        """Move it."""
        appointment = key(self.appointment, "appointment", "appointment")
        customers = new_id.is_consumer
        command = RescheduleAppointment(
            appointment,
            self.starts_at,
            "customer" if customers else "rooftop",
            "customer" if customers else "unstated",
        )
        return Intent(command, {"appointment_id": appointment}, f"appointment:{appointment}")


@strawberry.type(description="What `rescheduleAppointment` did.")
class RescheduleAppointmentPayload(Payload):
    """The appointment."""

    appointment: Appointment | None = one("appointment_id", "The appointment at its new time.")


@strawberry.input(description="A customer's answer to recommended work, while the repair order is open.")
class AnswerEstimateInput(UpdateInput):
    """An answer."""

    repair_order: strawberry.ID = strawberry.field(description="Global id of the repair order.")
    recommendation: strawberry.ID = strawberry.field(description="Id of the recommendation.")
    answer: EstimateAnswer = strawberry.field(description="Yes, no, or not now.")
    method: ApprovalMethod = strawberry.field(
        default=ApprovalMethod.PORTAL,
        description="How a yes came in; customers who say it themselves say it through a link or in the portal.",
    )
    reason: DeclineReason = strawberry.field(default=DeclineReason.OTHER, description="Why not, when it is no.")
    verbatim: str | None = strawberry.field(
        default=None, description="The customer's own words, when it is no; sealed."
    )

    def intent(self, new_id: NewId) -> Intent:
        """Record the answer."""
        repair_order = key(self.repair_order, "repair_order", "repairOrder")
        recommendation = key(self.recommendation, "recommendation", "recommendation")
        command: AboutRecommendation
        if self.answer is EstimateAnswer.APPROVED:
            self._check_yes(new_id)
            command = ApproveWork(repair_order, recommendation, word(self.method))
        else:
            command = DeclineWork(repair_order, recommendation, word(self.answer), word(self.reason), self.verbatim)
        return Intent(command, {"repair_order_id": repair_order}, f"repair_order:{repair_order}")

    def _check_yes(self, new_id: NewId) -> None:
        if self.verbatim is not None:
            raise InvalidArgument("A yes is kept without words; write them down with a no.", argument="verbatim")
        if new_id.is_consumer and self.method in (ApprovalMethod.IN_PERSON, ApprovalMethod.PHONE):
            raise InvalidArgument("Who answers here says it neither by phone nor in person.", argument="method")


@strawberry.type(description="What `answerEstimate` did.")
class AnswerEstimatePayload(Payload):
    """The repair order."""

    repair_order: RepairOrder | None = one("repair_order_id", "The repair order with its recommendations.")
