"""What a sender is told about a delivery, and what a quarantined one is called."""

from typing import Any, Literal
from uuid import UUID

import msgspec

LeadOutcome = Literal["recorded", "resent", "quarantined"]


class LeadReceipt(msgspec.Struct, frozen=True):
    """What became of one lead of a delivery. Its events stand in the log from `first` to `position`.

    One that was set aside says why in `reasons`.
    """

    outcome: LeadOutcome
    lead: UUID | None = None
    customer: UUID | None = None
    position: int | None = None
    rule: str | None = None
    duplicate_of: UUID | None = None
    quarantine: UUID | None = None
    reasons: tuple[str, ...] = ()
    first: int | None = None
    replayed: bool = False

    def for_sender(self) -> "LeadReceipt":
        """The same for somebody outside: whom the dealer knows already, and from whom else, is not theirs to learn."""
        return msgspec.structs.replace(self, customer=None, rule=None, duplicate_of=None, first=None)


class Receipt(msgspec.Struct, frozen=True):
    """What became of a delivery: of all its leads, and how well it was written."""

    id: UUID
    outcome: LeadOutcome
    raw_sha256: str
    conformance: str
    leads: tuple[LeadReceipt, ...] = ()
    findings: tuple[str, ...] = ()

    def for_sender(self) -> "Receipt":
        """The same for somebody outside."""
        return msgspec.structs.replace(self, leads=tuple(each.for_sender() for each in self.leads))

    def details(self) -> dict[str, Any]:
        """The receipt as plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def overall(leads: tuple[LeadReceipt, ...]) -> LeadOutcome:
    """Recorded if anything was; otherwise set aside if anything was; otherwise it was all known."""
    outcomes = {lead.outcome for lead in leads}
    return next((one for one in _BY_WEIGHT if one in outcomes), "quarantined")


_BY_WEIGHT: tuple[LeadOutcome, ...] = ("recorded", "quarantined", "resent")
