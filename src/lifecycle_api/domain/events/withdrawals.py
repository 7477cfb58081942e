"""What becomes of a withdrawal: everyone who had received the data is told, and has to answer."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import CustomerRef, Fact, OptionalAgreementRef, PartyRef, ref
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.RULE).event

WithdrawalNoticeRef = Annotated[UUID, ref("withdrawal_notice")]


@event("withdrawal_notice.issued")
class WithdrawalNoticeIssued(Event):
    """A recipient was told that data it received may no longer be used. `cause` is the event that withdrew it."""

    withdrawal_notice: WithdrawalNoticeRef
    customer: CustomerRef
    party: PartyRef
    agreement: OptionalAgreementRef = None
    cause: Fact[UUID]
    purposes: Fact[tuple[str, ...]]
    categories: Fact[tuple[Category, ...]]
    disclosures: Fact[WholeNumber]
    duty: Fact[Literal["delete", "stop_using"]] = "delete"
    due_at: Fact[datetime]


@event("withdrawal_notice.acknowledged")
class WithdrawalNoticeAcknowledged(Event):
    """The recipient confirmed that it did what the notice asks."""

    withdrawal_notice: WithdrawalNoticeRef
    customer: CustomerRef
    party: PartyRef
    signed_by: Fact[str]


@event("withdrawal_notice.lapsed")
class WithdrawalNoticeLapsed(Event):
    """The recipient did not answer in time. When there is an agreement, this is a breach of it."""

    withdrawal_notice: WithdrawalNoticeRef
    customer: CustomerRef
    party: PartyRef
    agreement: OptionalAgreementRef = None
