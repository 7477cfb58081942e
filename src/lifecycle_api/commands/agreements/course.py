"""An agreement's course once it is signed: paused, breached, given notice of, ended, and its deletion certified."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from lifecycle_api.commands.agreements.standing import AboutAgreement
from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.agreements import (
    AgreementBreached,
    AgreementDeletionCertified,
    AgreementEnded,
    AgreementResumed,
    AgreementSuspended,
    AgreementTerminationNoticed,
)
from lifecycle_api.domain.registry import Event

DELETION_DAYS = 30
"""By when a partner has to delete or return what it holds, where the agreement says that it must."""


class NoticeTooShort(PolicyRefused):
    """The agreement asks for a longer notice; leave the end out, and it is set to the earliest that is possible."""

    code: ClassVar[str] = "NOTICE_TOO_SHORT"


@dataclass
class SuspendAgreement(AboutAgreement):
    """Share nothing under the agreement until it is resumed."""

    reason: str

    def decide(self) -> Iterator[Event]:
        """The suspension."""
        self._require("active", "notice")
        reason = named(self.reason, "reason", "Say why the agreement is suspended.")
        yield AgreementSuspended(agreement=self.agreement, party=self._party, reason=reason)


@dataclass
class ResumeAgreement(AboutAgreement):
    """Put a suspended agreement in force again."""

    reason: str

    def decide(self) -> Iterator[Event]:
        """The resumption."""
        self._require("suspended")
        reason = named(self.reason, "reason", "Say why the agreement is resumed.")
        yield AgreementResumed(agreement=self.agreement, party=self._party, reason=reason)


@dataclass
class GiveNotice(AboutAgreement):
    """End the agreement after its notice period; until then it stays in force, or suspended if it was."""

    noticed_by: Literal["dealer", "partner"]
    ends_at: datetime | None = None
    reason: str | None = None

    def decide(self) -> Iterator[Event]:
        """The notice, with the day on which the agreement ends."""
        self._require("active", "suspended")
        if self._noticed is not None:
            raise PolicyRefused(f"Notice is given already: the agreement ends at {self._noticed.isoformat()}.")
        earliest = self.at + timedelta(days=self._notice_days)
        ends_at = self.ends_at or earliest
        if ends_at < earliest:
            raise NoticeTooShort(argument="endsAt", noticeDays=self._notice_days, earliest=earliest.isoformat())
        yield AgreementTerminationNoticed(
            agreement=self.agreement,
            party=self._party,
            noticed_by=self.noticed_by,
            ends_at=ends_at,
            reason=self.reason,
        )


@dataclass
class EndAgreement(AboutAgreement):
    """Close the agreement. The dealer's full export is offered first; the partner deletes or returns what it holds."""

    reason: Literal["expired", "notice", "breach", "mutual"]
    export_sha256: str | None = None

    def decide(self) -> Iterator[Event]:
        """The end, with the day by which deletion is due."""
        self._require("active", "suspended", "notice")
        self._check_time()
        due = self.at + timedelta(days=DELETION_DAYS) if self._deletion_on_end else None
        yield AgreementEnded(
            agreement=self.agreement,
            party=self._party,
            reason=self.reason,
            export_sha256=self.export_sha256,
            deletion_due_at=due,
        )

    def _check_time(self) -> None:
        over = {"notice": self._noticed, "expired": self._ends_at}
        if self.reason in over:
            end = over[self.reason]
            if end is None or self.at < end:
                raise PolicyRefused("The agreement runs on: nothing has ended it yet.", argument="reason")


@dataclass
class CertifyDeletion(AboutAgreement):
    """Keep the partner's certificate that it deleted or returned what it held."""

    certificate_sha256: str
    signed_by: str

    def decide(self) -> Iterator[Event]:
        """The certificate, once."""
        self._require("ended")
        if self._certified:
            raise PolicyRefused("Deletion is certified already.")
        yield AgreementDeletionCertified(
            agreement=self.agreement,
            party=self._party,
            certificate_sha256=self.certificate_sha256,
            signed_by=named(self.signed_by, "signedBy", "Say who signed the certificate."),
        )


@dataclass
class ReportBreach(AboutAgreement):
    """Write down that the partner broke the agreement."""

    rule: str
    clause: str | None = None
    detail: str | None = None

    def decide(self) -> Iterator[Event]:
        """The breach, with the clause it is about."""
        self._require("active", "suspended", "notice", "ended")
        if self.clause is not None and self.clause not in self._clauses:
            raise NotFound(f"The agreement has no clause {self.clause!r}.", argument="clause")
        yield AgreementBreached(
            agreement=self.agreement,
            party=self._party,
            clause=self.clause,
            rule=named(self.rule, "rule", "Say which rule was broken."),
            detail=self.detail,
        )
