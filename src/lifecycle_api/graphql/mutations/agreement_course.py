"""Mutations about an agreement's course: suspended, resumed, given notice of, ended, certified, broken."""

from enum import Enum

import strawberry

from lifecycle_api.commands.agreements.course import (
    CertifyDeletion,
    EndAgreement,
    GiveNotice,
    ReportBreach,
    ResumeAgreement,
    SuspendAgreement,
)
from lifecycle_api.commands.agreements.standing import AboutAgreement
from lifecycle_api.graphql.mutations.agreements import digest, optional_digest
from lifecycle_api.graphql.mutations.inputs import Intent, NewId, UpdateInput, key, word
from lifecycle_api.graphql.scalars import DateTime


@strawberry.enum(description="A side of an agreement.")
class AgreementSide(Enum):
    """Sides."""

    DEALER = strawberry.enum_value("dealer", description="The dealer group.")
    PARTNER = strawberry.enum_value("partner", description="The other side.")


@strawberry.enum(description="Why an agreement ends.")
class AgreementEnd(Enum):
    """Ends."""

    EXPIRED = strawberry.enum_value("expired", description="Its time ran out.")
    NOTICE = strawberry.enum_value("notice", description="Its notice period ran out.")
    BREACH = strawberry.enum_value("breach", description="The other side broke it.")
    MUTUAL = strawberry.enum_value("mutual", description="Both sides agreed to.")


@strawberry.input(description="An agreement under which nothing is to be shared until it is resumed.")
class SuspendAgreementInput(UpdateInput):
    """A suspension."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """Suspend it."""
        del new_id  # the agreement keeps its id
        return _step(SuspendAgreement(key(self.agreement, "agreement", "agreement"), self.reason))


@strawberry.input(description="A suspended agreement to put in force again.")
class ResumeAgreementInput(UpdateInput):
    """A resumption."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    reason: str = strawberry.field(description="Why.")

    def intent(self, new_id: NewId) -> Intent:
        """Resume it."""
        del new_id  # the agreement keeps its id
        return _step(ResumeAgreement(key(self.agreement, "agreement", "agreement"), self.reason))


@strawberry.input(description="An agreement to end after its notice period; until then it stays in force.")
class GiveNoticeInput(UpdateInput):
    """A notice."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    noticed_by: AgreementSide = strawberry.field(default=AgreementSide.DEALER, description="Who gives notice.")
    ends_at: DateTime | None = strawberry.field(
        default=None, description="When it ends; by default, and at the earliest, after the notice period."
    )
    reason: str | None = strawberry.field(default=None, description="Why, if there is a reason to give.")

    def intent(self, new_id: NewId) -> Intent:
        """Give notice."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        return _step(GiveNotice(agreement, word(self.noticed_by), self.ends_at, self.reason))


@strawberry.input(
    description="An agreement to close. Take your full export before; the partner then deletes or returns."
)
class EndAgreementInput(UpdateInput):
    """An end."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    reason: AgreementEnd = strawberry.field(description="Why it ends.")
    export_sha256: str | None = strawberry.field(default=None, description="SHA-256 of the export you took.")

    def intent(self, new_id: NewId) -> Intent:
        """Close it."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        export = optional_digest(self.export_sha256, "exportSha256")
        return _step(EndAgreement(agreement, word(self.reason), export))


@strawberry.input(description="The partner's certificate that it deleted or returned what it held.")
class CertifyDeletionInput(UpdateInput):
    """A certificate."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    certificate_sha256: str = strawberry.field(description="SHA-256 of the certificate.")
    signed_by: str = strawberry.field(description="Who signed it.")

    def intent(self, new_id: NewId) -> Intent:
        """Keep it."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        certificate = digest(self.certificate_sha256, "certificateSha256")
        return _step(CertifyDeletion(agreement, certificate, self.signed_by))


@strawberry.input(description="What a partner did against an agreement.")
class ReportBreachInput(UpdateInput):
    """A breach."""

    agreement: strawberry.ID = strawberry.field(description="Global id of the agreement.")
    rule: str = strawberry.field(description="The rule that was broken, in a few words.")
    clause: str | None = strawberry.field(default=None, description="The clause it is about, such as `7.2`.")
    detail: str | None = strawberry.field(default=None, description="What happened.")

    def intent(self, new_id: NewId) -> Intent:
        """Write it down."""
        del new_id  # the agreement keeps its id
        agreement = key(self.agreement, "agreement", "agreement")
        return _step(ReportBreach(agreement, self.rule, self.clause, self.detail))


def _step(command: AboutAgreement) -> Intent:
    return Intent(command, {"agreement_id": command.agreement}, f"agreement:{command.agreement}")
