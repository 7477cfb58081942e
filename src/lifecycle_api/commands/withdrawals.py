"""A recipient answers a withdrawal notice: it did what the notice asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.withdrawals import WithdrawalNoticeAcknowledged, WithdrawalNoticeIssued
from lifecycle_api.domain.registry import Event


@dataclass
class AcknowledgeWithdrawal(Command):
    """Confirm a withdrawal notice. `party` is who confirms: for others than its recipient the notice does not exist."""

    groupwide: ClassVar[bool] = True
    withdrawal_notice: UUID
    party: UUID | None
    signed_by: str

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._customer: UUID | None = None
        self._recipient: UUID | None = None
        self._acknowledged = False

    def boundary(self) -> Sequence[Selector]:
        """The notice's own events."""
        return [about("withdrawal_notice", self.withdrawal_notice)]

    def subjects(self) -> Sequence[str]:
        """A notice belongs to its recipient, wherever the customer is."""
        return []

    @given(WithdrawalNoticeIssued)
    def _(self, customer: UUID, party: UUID) -> None:
        self._customer, self._recipient = customer, party

    @given(WithdrawalNoticeAcknowledged)
    def _(self) -> None:
        self._acknowledged = True

    def decide(self) -> Iterator[Event]:
        """The confirmation."""
        if self._customer is None or self._recipient is None or self._recipient != self.party:
            raise NotFound("There is no such withdrawal notice addressed to you.", argument="withdrawalNotice")
        if self._acknowledged:
            raise PolicyRefused("This notice has been confirmed already.")
        yield WithdrawalNoticeAcknowledged(
            withdrawal_notice=self.withdrawal_notice,
            customer=self._customer,
            party=self._recipient,
            signed_by=named(self.signed_by, "signedBy", "Say who confirms it."),
        )
