"""Gives what was set aside another chance, or closes it for good."""

from typing import ClassVar, Final
from uuid import UUID

from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.errors import LifecycleError
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.intake.quarantine import Entry, Quarantine
from lifecycle_api.intake.records import RecordIntake
from lifecycle_api.intake.rooftops import Rooftops

_RELEASE: Final = Actor("system", "quarantine")


class StillNotUnderstood(LifecycleError):
    """It was tried again and still cannot be recorded; see the findings."""

    code: ClassVar[str] = "STILL_NOT_UNDERSTOOD"


class Releases:
    """The way out of one group's quarantine."""

    def __init__(
        self,
        tenant: UUID,
        quarantine: Quarantine,
        records: RecordIntake,
        leads: LeadIntake,
        rooftops: Rooftops,
    ) -> None:
        self._tenant = tenant
        self._quarantine = quarantine
        self._records = records
        self._leads = leads
        self._rooftops = rooftops

    async def release(self, entry: UUID, *, rooftop: str | None = None, dismiss: str | None = None) -> str:
        """Try an entry again, or dismiss it for a reason; returns `recorded` or `dismissed`.

        Raises UnknownEntry, EntryClosed, StillNotUnderstood, NotReleasable, DocumentGone, UnknownRooftop,
        InvalidArgument.
        """
        reason = None if dismiss is None else named(dismiss, "dismiss", "Say why this is dismissed.")
        found = await self._quarantine.find(entry)
        if reason is not None or found.outcome is not None:
            await self._quarantine.close(found, "dismissed", reason or "")
            return "dismissed"
        if found.kind == "lead":
            await self._lead(found, rooftop)
        elif (outcome := await self._records.release(found)).asides:
            raise StillNotUnderstood(findings=[one.text for aside in outcome.asides for one in aside.findings])
        return "recorded"

    async def _lead(self, entry: Entry, rooftop: str | None) -> None:
        document = await self._quarantine.document(entry)
        at = (await self._rooftops.by_code(rooftop)).id if rooftop else entry.rooftop
        receipt = await self._leads.receive(
            document.raw,
            tenant=self._tenant,
            rooftop=at,
            actor=_RELEASE,
            received_at=document.received_at,
            arrived_at=document.received_at,
        )
        if any(lead.outcome == "quarantined" for lead in receipt.leads):
            raise StillNotUnderstood(findings=list(receipt.findings))
        await self._quarantine.close(entry, "recorded", "it could be understood when it was tried again")
