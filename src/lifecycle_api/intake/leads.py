"""Takes in ADF deliveries: keeps the bytes, records each lead in one append, sets aside what it cannot read."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api.commands.asking import Outcome, happened
from lifecycle_api.commands.bus import outcome_of
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.adf.conformance import Conformance
from lifecycle_api.intake.adf.limits import LeadRefused, LeadTooLarge
from lifecycle_api.intake.adf.parse import Parsed, parse
from lifecycle_api.intake.adf.prospect import Prospect
from lifecycle_api.intake.documents import Document, Documents
from lifecycle_api.intake.findings import Finding
from lifecycle_api.intake.lead_delivery import Delivered
from lifecycle_api.intake.lead_facts import contact_of
from lifecycle_api.intake.lead_recording import LeadRecorder
from lifecycle_api.intake.lead_submission import Submitted, checked, prospect_of
from lifecycle_api.intake.quarantine import Quarantine
from lifecycle_api.intake.receipts import LeadReceipt, Receipt, overall
from lifecycle_api.intake.rooftops import Rooftop, Rooftops
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.suppression import Suppression

MEDIA_TYPE: Final = "application/x-adf+xml"


class LeadIntake:
    """Takes in leads, for every dealer group."""

    def __init__(self, store: EventStore, keys: KeyStore, pool: asyncpg.Pool, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._keys = keys
        self._documents = Documents(pool, keys)
        self._suppression = Suppression(pool)
        self._clock = clock

    async def receive(
        self,
        raw: bytes,
        *,
        tenant: UUID,
        rooftop: UUID | None,
        actor: Actor,
        sender: str | None = None,
        received_at: datetime | None = None,
        arrived_at: datetime | None = None,
    ) -> Receipt:
        """Record the leads of a delivery, for `rooftop` or for whom they are addressed to.

        `sender` is the party or client that is known to deliver it, as events name it. `received_at` is when
        it was received as far as anybody says, `arrived_at` when the dealer's own mailbox says so.
        The same bytes again change nothing. Raises LeadTooLarge, UnknownRooftop when `rooftop` does not
        exist, and Unavailable.
        """
        sha256 = hashlib.sha256(raw).hexdigest()
        delivered = Delivered(raw, sha256, actor, received_at or self._clock(), sender=sender, arrived_at=arrived_at)
        rooftops = Rooftops(self._store, tenant)
        given = await rooftops.by_id(rooftop) if rooftop else None
        quarantine = Quarantine(self._store, self._documents, tenant, self._clock)
        mailbox = _Mailbox(tenant, rooftops, quarantine, self._recorder(tenant))
        region = given.country if given else await rooftops.region()
        try:
            # A hostile document can take seconds; everyone else's requests go on meanwhile.
            parsed = await asyncio.to_thread(parse, raw, region=region)
        except LeadTooLarge:
            raise
        except LeadRefused as refusal:
            return await mailbox.refuse(delivered, Finding(refusal.code, "/", refusal.message), given)
        if await mailbox.repeats_only_erased(delivered, parsed, given):
            return mailbox.known(delivered, parsed)
        document = Document(raw, MEDIA_TYPE, delivered.received_at)
        await self._documents.keep(tenant, delivered.sha256, document, rooftop)
        return await mailbox.take(delivered, parsed, given)

    async def submit(
        self, lead: Submitted, *, tenant: UUID, rooftop: UUID | None, actor: Actor, key: str, sender: str | None = None
    ) -> tuple[LeadReceipt, Outcome]:
        """Record a lead that was filled in field by field, or that it was sent again.

        The same `key` again changes nothing. Raises IdempotencyKeyReused, InvalidArgument when a value cannot be,
        when it names nobody or when the rooftop is not clear, UnknownRooftop when there is no such `rooftop`,
        and Unavailable.
        """
        rooftops = Rooftops(self._store, tenant)
        at = await rooftops.by_id(rooftop) if rooftop else await rooftops.addressed(())
        if at is None:
            raise InvalidArgument("Say which rooftop the lead is for, with `rooftop`.", argument="rooftop")
        prospect = prospect_of(checked(lead), region=at.country)
        if finding := _nobody(prospect):
            raise InvalidArgument(f"The lead cannot be answered: {finding.message}.", argument="customer")
        now = self._clock()
        happened(lead.requested_at, now)
        raw = msgspec.json.encode([key, lead])
        sha256 = hashlib.sha256(raw).hexdigest()
        delivered = Delivered(raw, sha256, actor, now, "api", lead.channel, key, sender)
        receipt = await self._recorder(tenant).record(delivered, prospect, None, at)
        if receipt.position is None:
            return receipt, Outcome(await self._store.head(tenant), [], replayed=False)
        first = receipt.first or receipt.position
        return receipt, await outcome_of(self._store, tenant, first, receipt.position, replayed=receipt.replayed)

    def _recorder(self, tenant: UUID) -> LeadRecorder:
        return LeadRecorder(self._store, self._keys, self._suppression, tenant)


class _Mailbox:
    """Sorts the leads of one delivery to one dealer group."""

    def __init__(
        self,
        tenant: UUID,
        rooftops: Rooftops,
        quarantine: Quarantine,
        recorder: LeadRecorder,
    ) -> None:
        self._tenant = tenant
        self._rooftops = rooftops
        self._quarantine = quarantine
        self._recorder = recorder

    async def repeats_only_erased(self, delivered: Delivered, parsed: Parsed, given: Rooftop | None) -> bool:
        """Whether all of it was sent before, by people who were erased since: then nothing of it is kept."""
        for prospect in parsed.prospects:
            rooftop = given or await self._rooftops.addressed(_addressees(prospect))
            if rooftop is None or not await self._recorder.erased(delivered, prospect, rooftop):
                return False
        return bool(parsed.prospects)

    def known(self, delivered: Delivered, parsed: Parsed) -> Receipt:
        """A receipt that says no more than that the leads are not new."""
        leads = tuple(LeadReceipt("resent") for _ in parsed.prospects)
        return self._receipt(delivered, parsed.conformance.level.value, leads, list(_findings(parsed.conformance)))

    async def take(self, delivered: Delivered, parsed: Parsed, given: Rooftop | None) -> Receipt:
        """Record every lead that can be recorded."""
        findings = list(_findings(parsed.conformance))
        leads = [await self._prospect(delivered, one, parsed, given) for one in parsed.prospects]
        if not leads:
            leads = [await self._aside(delivered, findings, given)]
        return self._receipt(delivered, parsed.conformance.level.value, tuple(leads), findings)

    async def refuse(self, delivered: Delivered, finding: Finding, given: Rooftop | None) -> Receipt:
        """Set a delivery aside unread."""
        aside = await self._aside(delivered, [finding], given)
        return self._receipt(delivered, "UNPARSABLE", (aside,), [finding])

    def _receipt(
        self, delivered: Delivered, level: str, leads: tuple[LeadReceipt, ...], findings: Sequence[Finding]
    ) -> Receipt:
        name = ids.of(self._tenant, "receipt", delivered.sha256)
        texts = tuple(finding.text for finding in findings)
        return Receipt(name, overall(leads), delivered.sha256, level, leads, texts)

    async def _prospect(
        self, delivered: Delivered, prospect: Prospect, parsed: Parsed, given: Rooftop | None
    ) -> LeadReceipt:
        rooftop = given or await self._rooftops.addressed(_addressees(prospect))
        if rooftop is None:
            message = "it names no rooftop of this group; post it with ?rooftop=, or release it with --rooftop"
            return await self._aside(delivered, [Finding("UNKNOWN_ROOFTOP", f"{prospect.path}/vendor", message)], None)
        if finding := _nobody(prospect):
            return await self._aside(delivered, [finding], rooftop)
        return await self._recorder.record(delivered, prospect, parsed.conformance.level.value, rooftop)

    async def _aside(self, delivered: Delivered, findings: Sequence[Finding], rooftop: Rooftop | None) -> LeadReceipt:
        document = Document(delivered.raw, MEDIA_TYPE, delivered.received_at)
        at = rooftop.id if rooftop else None
        entry = await self._quarantine.set_aside(document, findings, system=delivered.format, kind="lead", rooftop=at)
        return LeadReceipt("quarantined", quarantine=entry, reasons=tuple(finding.text for finding in findings))


def _addressees(prospect: Prospect) -> list[str]:
    vendor = prospect.vendor
    if vendor is None:
        return []
    named = [vendor.name, vendor.contact.business if vendor.contact else None]
    return [name for name in [*named, *(one.value for one in vendor.ids)] if name]


def _nobody(prospect: Prospect) -> Finding | None:
    """A lead that names nobody and reaches nobody cannot be answered."""
    contact = contact_of(prospect)
    if contact.person or contact.business or contact.phones or contact.emails:
        return None
    return Finding("NO_CUSTOMER", f"{prospect.path}/customer", "it has neither a name nor a phone or e-mail")


def _findings(conformance: Conformance) -> Iterator[Finding]:
    return (Finding(found.code.name, found.path, found.message) for found in conformance.findings)
