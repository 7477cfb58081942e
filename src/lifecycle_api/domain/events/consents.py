"""Consent as the customer gave it, and took it back: one event per change of state, nothing is ever edited.

Everything a decision needs is clear, so that decisions can be re-run after a person was erased.
"""

from datetime import datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Sha256
from lifecycle_api.domain.fields import (
    ConsentRef,
    Content,
    CustomerRef,
    Fact,
    NoticeRef,
    OptionalConsentRef,
    OptionalContactHash,
    OptionalNoticeRef,
    OptionalPartyRef,
    OptionalVehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.RULE).event

Channel = Literal["phone", "sms", "email", "mail", "chat", "push", "any"]
Expression = Literal["expressed", "explicit", "written", "implied", "source_claim"]
Method = Literal["web_form", "paper", "voice", "sms", "email", "in_person", "portal", "lead", "dms_flag", "gpc", "api"]


@event("notice.served")
class NoticeServed(Event):
    """The customer was shown what they would agree to. Showing is not choosing: the choice is an event of its own."""

    notice: NoticeRef
    customer: CustomerRef
    text_sha256: Fact[Sha256]
    version: Fact[str]
    locale: Fact[str]
    symmetric: Fact[bool]
    via: Fact[Method]


@event("consent.requested")
class ConsentRequested(Event):
    """The customer was asked; until they answer, nothing is permitted."""

    consent: ConsentRef
    customer: CustomerRef
    rooftops: Fact[tuple[str, ...]]
    recipients: Fact[tuple[str, ...]] = ()
    purposes: Fact[tuple[str, ...]]
    channels: Fact[tuple[Channel, ...]] = ("any",)
    notice: OptionalNoticeRef = None


@event("consent.granted")
class ConsentGranted(Event):
    """The customer agreed to these purposes, by these controllers, for these recipients.

    `rooftops` are the controllers' ids (none: the whole group as one), `recipients` global ids of parties,
    `class:marketplace` for a kind of party, or `*`; none means the controller alone. `lookback_days` is how old the
    data may be. `joint_with` are others who must agree too. A `source_claim` is what a lead's text claims: it is
    kept, and permits nothing but answering that lead.
    """

    consent: ConsentRef
    customer: CustomerRef
    rooftops: Fact[tuple[str, ...]]
    recipients: Fact[tuple[str, ...]] = ()
    purposes: Fact[tuple[str, ...]]
    categories: Fact[tuple[Category, ...]]
    channels: Fact[tuple[Channel, ...]] = ("any",)
    contact: OptionalContactHash = None
    vehicle: OptionalVehicleRef = None
    expression: Fact[Expression]
    method: Fact[Method]
    jurisdiction: Fact[str] = "US"
    notice: OptionalNoticeRef = None
    notice_sha256: Fact[Sha256 | None] = None
    authority: Fact[Literal["self", "agent", "guardian"]] = "self"
    given_by: OptionalPartyRef = None
    evidence: Content[str | None] = None
    evidence_sha256: Fact[Sha256 | None] = None
    indicated_at: Fact[datetime]
    valid_from: Fact[datetime]
    expires_at: Fact[datetime | None] = None
    lookback_days: Fact[WholeNumber | None] = None
    max_uses: Fact[WholeNumber | None] = None
    joint_with: Fact[tuple[str, ...]] = ()
    covers_past: Fact[bool] = False
    supersedes: OptionalConsentRef = None


@event("consent.refused")
class ConsentRefused(Event):
    """The customer said no. It holds until they themselves say yes."""

    consent: ConsentRef
    customer: CustomerRef
    rooftops: Fact[tuple[str, ...]]
    recipients: Fact[tuple[str, ...]] = ()
    purposes: Fact[tuple[str, ...]]
    channels: Fact[tuple[Channel, ...]] = ("any",)
    method: Fact[Method]
    notice: OptionalNoticeRef = None
    indicated_at: Fact[datetime]


@event("consent.reaffirmed")
class ConsentReaffirmed(Event):
    """The customer confirmed an earlier consent. It ends when it did, unless `expires_at` names another end."""

    consent: ConsentRef
    customer: CustomerRef
    expires_at: Fact[datetime | None] = None
    method: Fact[Method]


@event("consent.withdrawn")
class ConsentWithdrawn(Event):
    """The customer took consent back. In force at once; with neither `consent` nor `purposes`, for everything.

    Withdrawing needs no more than giving did: any of the fields that narrow it may be left out.
    """

    consent: OptionalConsentRef = None
    customer: CustomerRef
    rooftops: Fact[tuple[str, ...]] = ()
    recipients: Fact[tuple[str, ...]] = ()
    purposes: Fact[tuple[str, ...]] = ()
    channels: Fact[tuple[Channel, ...]] = ("any",)
    method: Fact[Method]
    verbatim: Content[str | None] = None
    received_at: Fact[datetime]


@event("consent.expired")
class ConsentExpired(Event):
    """A consent ran out. Decisions look at its end themselves; this tells people."""

    consent: ConsentRef
    customer: CustomerRef
    rule: Fact[str]


@event("consent.invalidated")
class ConsentInvalidated(Event):
    """A recorded consent turned out never to have been one: forged, misread, or given by someone who could not.

    It is recorded of erased customers too, so `reason` is clear and names nobody.
    """

    consent: ConsentRef
    customer: CustomerRef
    reason: Fact[str]
