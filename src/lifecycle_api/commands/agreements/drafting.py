"""An agreement's text: written down clause by clause, signed as it was written, amended as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.agreements.standing import AboutAgreement
from lifecycle_api.commands.command import NotFound, PolicyRefused, Selector, about
from lifecycle_api.commands.vocabulary import named, purposes, recipients
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.events.agreements import AgreementAmended, AgreementDrafted, AgreementKind, AgreementSigned
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.events.parties import PartyRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import InvalidArgument


class ClauseInvalid(InvalidArgument):
    """A clause of the agreement cannot be used as it is."""

    code: ClassVar[str] = "CLAUSE_INVALID"


class DigestMismatch(PolicyRefused):
    """The document that was signed is not the one that was drafted; draft the signed text, or sign the draft."""

    code: ClassVar[str] = "DIGEST_MISMATCH"


@dataclass
class DraftAgreement(AboutAgreement):
    """Write an agreement with a party down. Nothing is shared under it until it is signed.

    Rooftops of the group agree among themselves: then the party is the rooftop to which the others open something.
    """

    party: UUID
    kind: AgreementKind
    title: str
    document_sha256: str
    pages: int
    clauses: tuple[Clause, ...]
    rooftops: tuple[str, ...] = ()
    jurisdiction: str = "US"
    notice_days: int = 90
    deletion_on_end: bool = True
    audit_right: bool = False

    def boundary(self) -> Sequence[Selector]:
        """The agreement's own events, and its party."""
        among = self.kind == "intra_group"
        party = about("rooftop" if among else "party", self.party, RooftopRegistered if among else PartyRegistered)
        return [*super().boundary(), party]

    def decide(self) -> Iterator[Event]:
        """The draft."""
        if not self._registered:
            raise NotFound("There is no such party, or no such rooftop; register it first.", argument="party")
        if str(self.party) in self.rooftops:
            raise InvalidArgument("A rooftop needs no agreement with itself.", argument="rooftops")
        if self._state != "unknown":
            raise PolicyRefused("This agreement is drafted already.")
        if self.notice_days < 0:
            raise InvalidArgument("A notice period is zero days or more.", argument="noticeDays")
        check_clauses(self.clauses, self.pages, among=self.kind == "intra_group")
        yield AgreementDrafted(
            agreement=self.agreement,
            party=self.party,
            kind=self.kind,
            title=named(self.title, "title", "An agreement needs a title."),
            rooftops=self.rooftops,
            document_sha256=self.document_sha256,
            pages=self.pages,
            clauses=self.clauses,
            jurisdiction=self.jurisdiction,
            notice_days=self.notice_days,
            deletion_on_end=self.deletion_on_end,
            audit_right=self.audit_right,
        )


@dataclass
class SignAgreement(AboutAgreement):
    """Put the drafted text in force."""

    document_sha256: str
    signed_by: tuple[str, ...]
    effective_at: datetime | None = None
    expires_at: datetime | None = None

    def decide(self) -> Iterator[Event]:
        """The signature, under the very text that was drafted."""
        self._require("draft")
        if self.document_sha256 != self._digest:
            raise DigestMismatch(drafted=self._digest, signed=self.document_sha256, argument="documentSha256")
        if not any(name.strip() for name in self.signed_by):
            raise InvalidArgument("Say who signed.", argument="signedBy")
        effective = self.effective_at or self.at
        if self.expires_at is not None and self.expires_at <= effective:
            raise InvalidArgument("An agreement ends after it begins.", argument="expiresAt")
        yield AgreementSigned(
            agreement=self.agreement,
            party=self._party,
            document_sha256=self.document_sha256,
            signed_by=self.signed_by,
            effective_at=effective,
            expires_at=self.expires_at,
        )


@dataclass
class AmendAgreement(AboutAgreement):
    """Replace the clauses of an agreement in force; the earlier text stays in the log."""

    document_sha256: str
    pages: int
    clauses: tuple[Clause, ...]
    reason: str
    effective_at: datetime | None = None

    def decide(self) -> Iterator[Event]:
        """The amendment."""
        self._require("active", "suspended", "notice")
        check_clauses(self.clauses, self.pages, among=self._among)
        if self.document_sha256 == self._digest:
            raise PolicyRefused("This is the text that is in force.", argument="documentSha256")
        yield AgreementAmended(
            agreement=self.agreement,
            party=self._party,
            document_sha256=self.document_sha256,
            pages=self.pages,
            clauses=self.clauses,
            effective_at=self.effective_at or self.at,
            reason=named(self.reason, "reason", "Say why the agreement is amended."),
        )


def check_clauses(clauses: Sequence[Clause], pages: int, *, among: bool) -> None:
    """Raise ClauseInvalid unless every clause stands on a page of its own document and says something.

    `among` is whether rooftops of the group agree among themselves.
    """
    if pages < 1:
        raise InvalidArgument("A document has at least one page.", argument="pages")
    seen: set[str] = set()
    for number, clause in enumerate(clauses):
        place = f"clauses.{number}"
        purposes(clause.purposes, f"{place}.purposes")
        recipients(clause.recipients, f"{place}.recipients")
        if clause.id in seen:
            raise ClauseInvalid(f"Two clauses are called {clause.id!r}.", argument=f"{place}.id")
        if not 1 <= clause.page <= pages:
            raise ClauseInvalid(f"Clause {clause.id} stands on no page of the document.", argument=f"{place}.page")
        if among and clause.territory:
            raise ClauseInvalid(f"Clause {clause.id}: among rooftops, name rooftops and no territory.", argument=place)
        if (missing := _missing(clause)) is not None:
            raise ClauseInvalid(f"Clause {clause.id}: {missing}", argument=place)
        seen.add(clause.id)


def _missing(clause: Clause) -> str | None:
    """What a clause of its effect has to say and does not."""
    match clause.effect:
        case "permit" if not (clause.purposes and clause.categories and clause.actions):
            return "a permission names actions, purposes and categories; what is not named is not permitted."
        case "permit" if clause.onward == "listed" and not clause.recipients:
            return "passing on to listed recipients needs their list."
        case "duty" if not clause.fields or clause.delay_hours is None:
            return "a duty names the fields that are owed, and the delay in hours."
        case "prohibit" if not (clause.actions or clause.purposes or clause.categories or clause.recipients):
            return "a prohibition says what, for which purpose or to whom."
    return None
