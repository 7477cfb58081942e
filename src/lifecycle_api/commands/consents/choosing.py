"""The choice: a consent that was given, with everything it needs to be one, or a refusal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands import vocabulary
from lifecycle_api.commands.asking import APART
from lifecycle_api.commands.command import Backdated, PolicyRefused, Terms
from lifecycle_api.commands.consents.standing import WEAK
from lifecycle_api.commands.consents.width import Wide
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentRefused, Expression, Method
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


class RefusedEarlier(PolicyRefused):
    """The customer said no to this; only their own, express yes takes that back."""

    code: ClassVar[str] = "CONSENT_REFUSED"


class MinorCannotConsent(PolicyRefused):
    """The customer is a minor: for this purpose a guardian has to agree, as `authority` says."""

    code: ClassVar[str] = "MINOR"


@dataclass
class GrantConsent(Wide):
    """Record that the customer agreed, as they did: to what, by what means, after which notice.

    `consent` is a new one, or with `answering` the question that was put to them.
    """

    consent: UUID
    categories: tuple[str, ...]
    expression: Expression
    method: Method
    contact: str | None = None
    vehicle: str | None = None
    jurisdiction: str = "US"
    notice: UUID | None = None
    authority: Literal["self", "agent", "guardian"] = "self"
    given_by: UUID | None = None
    evidence: str | None = None
    evidence_sha256: str | None = None
    indicated_at: datetime | None = None
    valid_from: datetime | None = None
    expires_at: datetime | None = None
    lookback_days: int | None = None
    max_uses: int | None = None
    joint_with: tuple[str, ...] = ()
    covers_past: bool = False
    supersedes: UUID | None = None
    answering: bool = False

    def terms(self) -> Terms:
        """The purposes agreed to."""
        return Terms(purposes=self.purposes)

    def decide(self) -> Iterator[Event]:
        """The consent. Entered late it keeps both times, and makes nothing lawful that was done before.

        It never counts from before it was given, and customers give it now, and for themselves.
        """
        self._check_customer()
        self._check_notice(self.notice)
        self._check_state()
        self._check_words()
        indicated = self.indicated_at or self.at
        valid_from = self.valid_from or indicated
        self._check_times(indicated, valid_from)
        yield ConsentGranted(
            consent=self.consent,
            customer=self.customer,
            **self._width(),
            categories=vocabulary.categories(self.categories),
            contact=self.contact,
            vehicle=self.vehicle,
            expression=self.expression,
            method=self.method,
            jurisdiction=self.jurisdiction,
            notice=self.notice,
            notice_sha256=None if self.notice is None else self._notices[self.notice],
            authority=self.authority,
            given_by=self.given_by,
            evidence=self.evidence,
            evidence_sha256=self.evidence_sha256,
            indicated_at=indicated,
            valid_from=valid_from,
            expires_at=self.expires_at,
            lookback_days=self.lookback_days,
            max_uses=self.max_uses,
            joint_with=self.joint_with,
            covers_past=self.covers_past,
            supersedes=self.supersedes,
        )

    def _check_state(self) -> None:
        known = self._asked_for(self.consent, answering=self.answering)
        if known is not None and known.state != "requested":
            raise PolicyRefused(f"This consent is {known.state} already; a new choice is a new consent.")
        if self.supersedes is not None:
            self._require(self.supersedes, "given", "reaffirmed", "expired", "refused", "withdrawn")
        if self.expression in WEAK and self._refused & set(self.purposes):
            raise RefusedEarlier(argument="expression", purposes=sorted(self._refused & set(self.purposes)))

    def _check_words(self) -> None:
        if not self.purposes:
            raise InvalidArgument("Consent names at least one purpose.", argument="purposes")
        if not self.categories:
            raise InvalidArgument("Consent names at least one category of data.", argument="categories")
        for name in vocabulary.purposes(self.purposes):
            if PURPOSES[name].consent_only and self._is_minor and self.authority != "guardian":
                raise MinorCannotConsent(argument="authority", purpose=name)
        if self.own and self.authority != "self":
            raise InvalidArgument("Who agrees here agrees for themselves.", argument="authority")
        if (self.authority == "agent") != (self.given_by is not None):
            raise InvalidArgument("Name the agent that consent was given by, and only then.", argument="givenBy")

    def _check_times(self, indicated: datetime, valid_from: datetime) -> None:
        if indicated > self.at:
            raise InvalidArgument("Nobody agrees in the future.", argument="indicatedAt")
        if self.own and indicated < self.at - APART:
            raise Backdated(argument="indicatedAt")
        if valid_from < indicated:
            raise Backdated(argument="validFrom")
        if self.expires_at is not None and self.expires_at <= max(valid_from, indicated):
            raise InvalidArgument("A consent ends after it begins.", argument="expiresAt")
        for name, value in (("lookbackDays", self.lookback_days), ("maxUses", self.max_uses)):
            if value is not None and value < 1:
                raise InvalidArgument("One at least.", argument=name)

    @property
    def _is_minor(self) -> bool:
        return self._majority_on is not None and self.at.date() < self._majority_on


@dataclass
class RefuseConsent(Wide):
    """Record that the customer said no. It holds until they themselves say yes.

    `consent` is a new one, or with `answering` the question that was put to them.
    """

    belated: ClassVar[bool] = True
    consent: UUID
    method: Method
    notice: UUID | None = None
    indicated_at: datetime | None = None
    answering: bool = False

    def decide(self) -> Iterator[Event]:
        """The refusal."""
        self._check_customer()
        self._check_notice(self.notice)
        known = self._asked_for(self.consent, answering=self.answering)
        if known is not None and known.state != "requested":
            raise PolicyRefused(f"This consent is {known.state} already; to take it back, withdraw it.")
        indicated = self.indicated_at or self.at
        if not self.purposes or indicated > self.at:
            argument = "indicatedAt" if self.purposes else "purposes"
            raise InvalidArgument("A refusal names its purposes, and is not of the future.", argument=argument)
        yield ConsentRefused(
            consent=self.consent,
            customer=self.customer,
            **self._width(),
            method=self.method,
            notice=self.notice,
            indicated_at=indicated,
        )
