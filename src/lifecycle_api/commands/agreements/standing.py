"""What every decision about an agreement knows of it: its text, its state and its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from lifecycle_api.commands.command import Command, NotFound, PolicyRefused, Selector, about, given
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.events.agreements import (
    AgreementAmended,
    AgreementDeletionCertified,
    AgreementDrafted,
    AgreementEnded,
    AgreementKind,
    AgreementResumed,
    AgreementSigned,
    AgreementSuspended,
    AgreementTerminationNoticed,
)
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.events.parties import PartyRegistered

State = Literal["unknown", "draft", "active", "suspended", "notice", "ended"]


@dataclass
class AboutAgreement(Command):
    """A decision about one agreement. Agreements bind the group: the scope decides who may take it."""

    groupwide: ClassVar[bool] = True
    agreement: UUID

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._state: State = "unknown"
        self._registered = False
        self._party = UUID(int=0)
        self._among = False
        self._digest = ""
        self._clauses: frozenset[str] = frozenset()
        self._notice_days = 0
        self._deletion_on_end = False
        self._ends_at: datetime | None = None
        self._noticed: datetime | None = None
        self._certified = False

    def boundary(self) -> Sequence[Selector]:
        """The agreement's own events."""
        return [
            about(
                "agreement",
                self.agreement,
                AgreementDrafted,
                AgreementSigned,
                AgreementAmended,
                AgreementSuspended,
                AgreementResumed,
                AgreementTerminationNoticed,
                AgreementEnded,
                AgreementDeletionCertified,
            )
        ]

    def subjects(self) -> Sequence[str]:
        """Agreements are at no rooftop."""
        return []

    @given(PartyRegistered)
    def _(self) -> None:
        self._registered = True

    @given(RooftopRegistered)
    def _(self) -> None:
        self._registered = True

    @given(AgreementDrafted)
    def _(
        self,
        *,
        party: UUID,
        kind: AgreementKind,
        document_sha256: str,
        clauses: tuple[Clause, ...],
        notice_days: int,
        deletion_on_end: bool,
    ) -> None:
        self._state, self._party, self._digest = "draft", party, document_sha256
        self._among = kind == "intra_group"
        self._clauses = frozenset(clause.id for clause in clauses)
        self._notice_days, self._deletion_on_end = notice_days, deletion_on_end

    @given(AgreementSigned)
    def _(self, expires_at: datetime | None) -> None:
        self._state, self._ends_at = "active", expires_at

    @given(AgreementAmended)
    def _(self, document_sha256: str, clauses: tuple[Clause, ...]) -> None:
        self._digest, self._clauses = document_sha256, frozenset(clause.id for clause in clauses)

    @given(AgreementSuspended)
    def _(self) -> None:
        self._state = "suspended"

    @given(AgreementResumed)
    def _(self) -> None:
        self._state = "active" if self._noticed is None else "notice"

    @given(AgreementTerminationNoticed)
    def _(self, ends_at: datetime) -> None:
        self._noticed = ends_at
        if self._state != "suspended":  # what is suspended stays so, until it is resumed or ends
            self._state = "notice"

    @given(AgreementEnded)
    def _(self) -> None:
        self._state = "ended"

    @given(AgreementDeletionCertified)
    def _(self) -> None:
        self._certified = True

    def _require(self, *states: State) -> None:
        """Raise NotFound or PolicyRefused unless the agreement is in one of these states."""
        if self._state == "unknown":
            raise NotFound("There is no such agreement; ask for `agreements`.", argument="agreement")
        if self._state not in states:
            raise PolicyRefused(f"The agreement is {self._state}; this can be done when it is {' or '.join(states)}.")
