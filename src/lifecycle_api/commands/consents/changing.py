"""After the choice: confirmed, taken back, run out, or found never to have been one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.command import PolicyRefused
from lifecycle_api.commands.consents.standing import LIVE, AboutConsents
from lifecycle_api.commands.consents.width import Wide
from lifecycle_api.domain.events.consents import (
    ConsentExpired,
    ConsentInvalidated,
    ConsentReaffirmed,
    ConsentWithdrawn,
    Method,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


@dataclass
class ReaffirmConsent(AboutConsents):
    """Record that the customer confirmed an earlier consent, perhaps for longer.

    It was confirmed as it was given, so none of it may have been taken back: that would be open again.
    """

    consent: UUID
    method: Method
    expires_at: datetime | None = None

    def decide(self) -> Iterator[Event]:
        """The confirmation; what was taken back or has run out needs a new choice."""
        standing = self._require(self.consent, *LIVE)
        if standing.expires_at is not None and standing.expires_at <= self.at:
            raise PolicyRefused("The consent has run out; ask again.")
        if standing.narrowed:
            raise PolicyRefused("Some of the consent was taken back; ask anew for what is left.")
        if self.expires_at is not None and self.expires_at <= self.at:
            raise InvalidArgument("A consent ends in the future.", argument="expiresAt")
        yield ConsentReaffirmed(
            consent=self.consent, customer=self.customer, expires_at=self.expires_at, method=self.method
        )


@dataclass
class WithdrawConsent(Wide):
    """Take consent back, in force at once; with neither consent nor purposes, everything.

    It needs no more than giving did, and nothing that was given has to be found for it.
    """

    belated: ClassVar[bool] = True
    method: Method
    consent: UUID | None = None
    verbatim: str | None = None
    received_at: datetime | None = None

    def decide(self) -> Iterator[Event]:
        """The withdrawal."""
        self._check_customer()
        if self.consent is not None:
            self._require(self.consent, *LIVE, "requested", "expired")
        received = self.received_at or self.at
        if received > self.at:
            raise InvalidArgument("Nothing is received in the future.", argument="receivedAt")
        yield ConsentWithdrawn(
            consent=self.consent,
            customer=self.customer,
            **self._width(),
            method=self.method,
            verbatim=self.verbatim,
            received_at=received,
        )


@dataclass
class InvalidateConsent(AboutConsents):
    """Record that a consent never was one: forged, misread, or given by someone who could not.

    That is found out, by whoever relied on it; customers take back what they gave.
    """

    personal: ClassVar[bool] = False
    outlasts_erasure: ClassVar[bool] = True
    consent: UUID
    reason: str

    def decide(self) -> Iterator[Event]:
        """The finding."""
        self._require(self.consent, *LIVE, "withdrawn", "expired")
        reason = vocabulary.named(self.reason, "reason", "Say why it never was a consent.")
        yield ConsentInvalidated(consent=self.consent, customer=self.customer, reason=reason)


@dataclass
class ExpireConsent(AboutConsents):
    """Tell that a consent has run out. Decisions have looked at its end themselves all along."""

    outlasts_erasure: ClassVar[bool] = True
    consent: UUID

    def decide(self) -> Iterator[Event]:
        """The end, if it has come."""
        standing = self._require(self.consent, *LIVE)
        if standing.expires_at is None or standing.expires_at > self.at:
            raise PolicyRefused("The consent has not run out.")
        yield ConsentExpired(consent=self.consent, customer=self.customer, rule="expires_at")
