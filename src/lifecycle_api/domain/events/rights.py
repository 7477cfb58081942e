"""The rights people have over their data as a process: requests, legal holds, retention, and erasure step by step.

All of it but the person's own words and what a hold is about is clear and pseudonymous, so that it is still there when
the person is not. Nobody is erased under a hold. Reasons given for requests name nobody: requests of erased persons
are answered, too.
"""

from datetime import date, datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.clauses import Sha256
from lifecycle_api.domain.events.consents import Method
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    ErasureRef,
    Fact,
    HoldRef,
    OptionalPrivacyRequestRef,
    PartyRef,
    PrivacyRequestRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.domain.values import Retained, WholeNumber

event = Area(Bearing.RULE).event

RequestKind = Literal["access", "portability", "rectify", "restrict", "object", "erase"]
Proof = Literal["own_token", "one_time_code", "document", "in_person", "known_to_staff"]


@event("privacy_request.received")
class PrivacyRequestReceived(Event):
    """A person asked for something that is theirs by law. `controllers` narrows it to what some hold."""

    request: PrivacyRequestRef
    customer: CustomerRef
    kind: Fact[RequestKind]
    jurisdiction: Fact[str]
    method: Fact[Method]
    due_at: Fact[datetime]
    controllers: Fact[tuple[str, ...]] = ()
    statement: Content[str | None] = None


@event("privacy_request.verified")
class PrivacyRequestVerified(Event):
    """It is certain that the person themselves asked, or somebody who may ask for them."""

    request: PrivacyRequestRef
    customer: CustomerRef
    proof: Fact[Proof]


@event("privacy_request.extended")
class PrivacyRequestExtended(Event):
    """The answer takes longer, as far as the law allows; the person is told why."""

    request: PrivacyRequestRef
    customer: CustomerRef
    due_at: Fact[datetime]
    reason: Fact[str]


@event("privacy_request.held")
class PrivacyRequestHeld(Event):
    """The erasure is accepted and waits for a legal hold to be released; until then the data is only stored."""

    request: PrivacyRequestRef
    customer: CustomerRef
    hold: HoldRef


@event("privacy_request.resolved")
class PrivacyRequestResolved(Event):
    """The request was answered. `retained` says what is kept nevertheless, on what ground and until when."""

    request: PrivacyRequestRef
    customer: CustomerRef
    outcome: Fact[Literal["fulfilled", "partial", "refused", "withdrawn"]]
    reason: Fact[str | None] = None
    retained: Fact[tuple[Retained, ...]] = ()


@event("hold.placed")
class HoldPlaced(Event):
    """What is held about a person is evidence in a matter: nothing of it may be erased until the hold is released."""

    hold: HoldRef
    customer: CustomerRef
    matter: Content[str]
    until: Fact[date | None] = None


@event("hold.released")
class HoldReleased(Event):
    """The matter is over."""

    hold: HoldRef
    customer: CustomerRef
    reason: Content[str]


@event("retention_rule.set")
class RetentionRuleSet(Event):
    """How long records of a class are kept after the last of them, and on what ground: `keep_days` 0 is not at all.

    While a `duty` runs, an erasure leaves the class alone; what is kept by choice is erased when it is asked for.
    """

    retention_class: Fact[RetentionClass]
    keep_days: Fact[WholeNumber]
    duty: Fact[bool]
    ground: Fact[str]


@event("subject.fenced")
class SubjectFenced(Event):
    """From here on nothing about the person can be sealed at these controllers (none: anywhere) in these classes.

    One that is not `lasting` ends with what there was, as when the time to keep it is over: new records begin.
    """

    erasure: ErasureRef
    customer: CustomerRef
    request: OptionalPrivacyRequestRef = None
    controllers: Fact[tuple[str, ...]] = ()
    classes: Fact[tuple[RetentionClass, ...]]
    reason: Fact[str]
    lasting: Fact[bool] = True

    @property
    def final(self) -> bool:
        """Whether it ends the person, whatever a duty keeps of them."""
        return self.lasting and not self.controllers


@event("subject.key_destroyed")
class SubjectKeyDestroyed(Event):
    """The keys of the person's data are gone, and with them what was sealed under them."""

    erasure: ErasureRef
    customer: CustomerRef
    keys: Fact[tuple[str, ...]]


@event("subject.data_erased")
class SubjectDataErased(Event):
    """Nothing of it is left in read models, documents and queues either; these are the numbers of rows rewritten."""

    erasure: ErasureRef
    customer: CustomerRef
    rows: Fact[WholeNumber]
    documents: Fact[WholeNumber]


@event("erasure.certified")
class ErasureCertified(Event):
    """The database was searched for the person, and the result signed. `mentions` are traces in records of others."""

    erasure: ErasureRef
    customer: CustomerRef
    certificate_sha256: Fact[Sha256]
    report_sha256: Fact[Sha256]
    key: Fact[str]
    mentions: Fact[WholeNumber] = 0


@event("erasure.recipient_notified")
class ErasureRecipientNotified(Event):
    """A party that was shown the data has to delete it, too, by this day."""

    erasure: ErasureRef
    customer: CustomerRef
    party: PartyRef
    due_on: Fact[date]
    disclosures: Fact[WholeNumber]
