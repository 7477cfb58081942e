"""Data-sharing agreements as machine-readable clauses, from draft to the deletion certificate."""

from datetime import datetime
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.clauses import Clause, Sha256
from lifecycle_api.domain.fields import AgreementRef, Fact, PartyRef
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import WholeNumber

event = Area(Bearing.RULE).event

AgreementKind = Literal["share", "processing", "joint", "lead", "engagement", "assignment", "intra_group"]


@event("agreement.drafted")
class AgreementDrafted(Event):
    """An agreement was written down clause by clause. Nothing is shared under it until it is signed.

    `rooftops` are the ids of the controllers it binds; none means every rooftop of the group.
    """

    agreement: AgreementRef
    party: PartyRef
    kind: Fact[AgreementKind]
    title: Fact[str]
    rooftops: Fact[tuple[str, ...]] = ()
    document_sha256: Fact[Sha256]
    pages: Fact[WholeNumber]
    clauses: Fact[tuple[Clause, ...]]
    jurisdiction: Fact[str] = "US"
    notice_days: Fact[WholeNumber] = 90
    deletion_on_end: Fact[bool] = True
    audit_right: Fact[bool] = False


@event("agreement.signed")
class AgreementSigned(Event):
    """Both sides signed the drafted text; it is in force from `effective_at`, until `expires_at` if that is given."""

    agreement: AgreementRef
    party: PartyRef
    document_sha256: Fact[Sha256]
    signed_by: Fact[tuple[str, ...]]
    effective_at: Fact[datetime]
    expires_at: Fact[datetime | None] = None


@event("agreement.amended")
class AgreementAmended(Event):
    """The parties replaced the clauses; the earlier text stays in the log."""

    agreement: AgreementRef
    party: PartyRef
    document_sha256: Fact[Sha256]
    pages: Fact[WholeNumber]
    clauses: Fact[tuple[Clause, ...]]
    effective_at: Fact[datetime]
    reason: Fact[str]


@event("agreement.suspended")
class AgreementSuspended(Event):
    """Nothing is shared under the agreement until it is resumed."""

    agreement: AgreementRef
    party: PartyRef
    reason: Fact[str]


@event("agreement.resumed")
class AgreementResumed(Event):
    """The agreement is in force again."""

    agreement: AgreementRef
    party: PartyRef
    reason: Fact[str]


@event("agreement.termination_noticed")
class AgreementTerminationNoticed(Event):
    """One side gave notice; the agreement stays in force until `ends_at`."""

    agreement: AgreementRef
    party: PartyRef
    noticed_by: Fact[Literal["dealer", "partner"]]
    ends_at: Fact[datetime]
    reason: Fact[str | None] = None


@event("agreement.ended")
class AgreementEnded(Event):
    """The agreement is over: the partner returns or deletes what it holds, and certifies it."""

    agreement: AgreementRef
    party: PartyRef
    reason: Fact[Literal["expired", "notice", "breach", "mutual"]]
    export_sha256: Fact[Sha256 | None] = None
    deletion_due_at: Fact[datetime | None] = None


@event("agreement.deletion_certified")
class AgreementDeletionCertified(Event):
    """The partner certified that it deleted or returned what it held under the agreement."""

    agreement: AgreementRef
    party: PartyRef
    certificate_sha256: Fact[Sha256]
    signed_by: Fact[str]


@event("agreement.breached")
class AgreementBreached(Event):
    """The partner did not do, or did, what the agreement says otherwise."""

    agreement: AgreementRef
    party: PartyRef
    clause: Fact[str | None] = None
    rule: Fact[str]
    detail: Fact[str | None] = None
