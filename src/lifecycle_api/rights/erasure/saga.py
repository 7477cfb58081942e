"""Runs an erasure step by step; whenever it is interrupted, running it again goes on after the last finished step."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.rights.erasure import certificate, identifiers
from lifecycle_api.rights.erasure.copies import Copies
from lifecycle_api.rights.erasure.identifiers import Identifiers
from lifecycle_api.rights.erasure.journal import Entry, Journal
from lifecycle_api.rights.erasure.notices import recipients
from lifecycle_api.rights.erasure.order import EVERY, Order
from lifecycle_api.rights.erasure.progress import Erasures, Progress
from lifecycle_api.rights.erasure.recording import Recording
from lifecycle_api.rights.erasure.sweep import ErasureIncomplete
from lifecycle_api.store import sealing
from lifecycle_api.store.keys import Absence, KeyScope, KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import KeyStoreUnreachable
from lifecycle_api.store.suppression import Suppression, is_mark

_FIELD: Final = "identifiers"
Step = Callable[[Progress], Awaitable[Progress]]


class Erasure:
    """Erases people. `now` is where time comes from, `sign` signs certificates, `journal` outlives the database."""

    def __init__(
        self,
        store: EventStore,
        keys: KeyStore,
        erasures: Erasures,
        copies: Copies,
        *,
        suppression: Suppression,
        journal: Journal,
        now: Callable[[], datetime],
        sign: certificate.Sign,
    ) -> None:
        self._store = store
        self._keys = keys
        self._erasures = erasures
        self._copies = copies
        self._suppression = suppression
        self._journal = journal
        self._record = Recording(store, now)
        self._now = now
        self._sign = sign
        self._destroyed: dict[UUID, float] = {}

    async def run(self, order: Order) -> Progress:
        """Erase, or go on with what was begun. Nothing is said to be done before it is.

        Raises KeyStoreUnreachable, ReadModelsBehind, ErasureIncomplete, JournalUnusable, Unavailable; each leaves the
        finished steps finished.
        """
        progress = await self._erasures.begin(order)
        steps: tuple[tuple[str, Step], ...] = (
            ("fenced", self._fence),
            ("prepared", self._prepare),
            ("destroyed", self._destroy),
            ("rewritten", self._rewrite),
            ("swept", self._sweep),
            ("signed", self._certify),
            ("certified", self._finish),
        )
        for name, step in steps:
            if not progress.has(name):
                progress = await self._erasures.save((await step(progress)).after(name), progress.step)
        return progress

    async def resume(self, tenant: UUID) -> list[Progress]:
        """Go on with every erasure of a tenant that was interrupted. Raises as :meth:`run` does."""
        begun = [await self._erasures.find(tenant, one) for one in await self._erasures.unfinished(tenant)]
        return [await self.run(progress.order) for progress in begun if progress is not None]

    async def _fence(self, progress: Progress) -> Progress:
        order = progress.order
        keys = await self._fenced_keys(order)
        position = await self._record.fenced(order)
        found = msgspec.structs.replace(progress.found, keys=tuple(map(str, keys)), fenced_at=position)
        return progress.after(progress.step, found=found)

    async def _prepare(self, progress: Progress) -> Progress:
        """While the keys still open: what the person is found by, and which documents are theirs."""
        order = progress.order
        page = await self._store.read_opened(order.tenant, DCBQuery([DCBQueryItem(tags=[order.subject])]))
        known = identifiers.identifiers_of(page.events, order.subject)
        documents = await self._copies.documents(order, page.events, known)
        marks = {tag for event in page.events for tag in event.tags if is_mark(tag)} if order.final else set()
        self._journal.write(Entry(order, progress.started_at, tuple(sorted(marks)), progress.found.keys))
        await self._suppression.add(order.tenant, marks, progress.started_at)
        sealed = await self._sealed(order, known)
        found = msgspec.structs.replace(progress.found, documents=tuple(documents))
        return progress.after(progress.step, identifiers=sealed, found=found)

    async def _destroy(self, progress: Progress) -> Progress:
        order, wanted = progress.order, {UUID(key) for key in progress.found.keys}
        gone = await self._keys.destroy(order.tenant, wanted) if wanted else set()
        if gone != wanted:
            raise KeyStoreUnreachable("The key store did not destroy every key; nothing is recorded as erased.")
        await self._copies.destroy_documents(order, progress.found.documents)
        self._destroyed[order.erasure] = time.monotonic()
        await self._record.keys_destroyed(order, progress.found.keys)
        return progress

    async def _rewrite(self, progress: Progress) -> Progress:
        order, found = progress.order, progress.found
        rows = await self._copies.rewrite(order, found.fenced_at)
        await self._record.data_erased(order, rows, len(found.documents))
        return progress.after(progress.step, found=msgspec.structs.replace(found, rows=found.rows + rows))

    async def _sweep(self, progress: Progress) -> Progress:
        order, known = progress.order, await self._opened(progress)
        try:
            swept = await self._copies.sweep(order, known)
        except ErasureIncomplete:
            # Somebody may have rebuilt a read model meanwhile, from events that were opened before.
            await self._copies.rewrite(order, progress.found.fenced_at)
            swept = await self._copies.sweep(order, known)
        found = msgspec.structs.replace(progress.found, searched=swept.spellings, mentions=swept.mentions)
        return progress.after(progress.step, found=found)

    async def _certify(self, progress: Progress) -> Progress:
        # Another process may still open something for as long as this; afterwards nobody can.
        destroyed = self._destroyed.pop(progress.order.erasure, time.monotonic())
        await asyncio.sleep(max(0.0, destroyed + self._keys.cache_seconds - time.monotonic()))
        signed = await certificate.certified(progress, self._now(), self._sign)
        return progress.after(progress.step, certificate=signed)

    async def _finish(self, progress: Progress) -> Progress:
        """Tell the log and the recipients, and forget what was searched for."""
        order, signed = progress.order, progress.certificate or b""
        fenced = await self._keys.fence(order.tenant, _own_subject(order))
        await self._keys.destroy(order.tenant, fenced)
        await self._record.certified(order, signed, certificate.report(progress), len(progress.found.mentions))
        for party, disclosures in await recipients(self._copies.pool, order):
            await self._record.recipient_notified(order, party, disclosures)
        if order.request is not None:
            await self._record.resolved(order)
        return progress.after(progress.step, identifiers=None)

    async def _fenced_keys(self, order: Order) -> list[UUID]:
        controllers, classes = order.barred
        if order.lasting:
            return await self._keys.bar(order.tenant, order.subject, controllers=controllers, classes=classes)
        fenced = [
            await self._keys.fence(
                order.tenant,
                order.subject,
                controller=None if controller == EVERY else controller,
                retention_class=None if name == EVERY else name,
            )
            for controller in controllers
            for name in classes
        ]
        return [key for some in fenced for key in some]

    async def _sealed(self, order: Order, known: Identifiers) -> bytes:
        scope = KeyScope(_own_subject(order), f"rooftop:{order.tenant}", RetentionClass.COMPLIANCE)
        (key,) = await self._keys.ensure(order.tenant, [scope])
        return sealing.seal(order.tenant, order.erasure, [(_FIELD, identifiers.packed(known), key)])

    async def _opened(self, progress: Progress) -> Identifiers:
        order = progress.order
        fields = sealing.unpack(progress.identifiers or b"")
        keys = await self._keys.open(order.tenant, sealing.key_ids(fields))
        if any(isinstance(key, Absence) for key in keys.values()):
            raise KeyStoreUnreachable("What is to be searched for cannot be opened; set the right master key.")
        present, _ = sealing.unseal(order.tenant, order.erasure, fields, keys)
        return identifiers.unpacked(present[_FIELD])


def _own_subject(order: Order) -> str:
    return f"erasure:{order.erasure}"
