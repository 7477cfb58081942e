"""What an erasure tells the log, each fact once however often it is told."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.events.rights import (
    ErasureCertified,
    ErasureRecipientNotified,
    PrivacyRequestResolved,
    SubjectDataErased,
    SubjectFenced,
    SubjectKeyDestroyed,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.store.log import EventStore

_DELETE_WITHIN: Final = timedelta(days=30)


class Recording:
    """Appends the events of erasures; `now` is where time comes from."""

    def __init__(self, store: EventStore, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def fenced(self, order: Order) -> int:
        """The subject is barred; the position of the event that says so."""
        event = SubjectFenced(
            erasure=order.erasure,
            customer=order.customer,
            request=order.request,
            controllers=order.controllers,
            classes=order.classes or tuple(RetentionClass),
            reason=order.reason,
            lasting=order.lasting,
        )
        return await self._append(order, "fenced", event)

    async def keys_destroyed(self, order: Order, keys: Sequence[str]) -> None:
        """The keys are gone."""
        event = SubjectKeyDestroyed(erasure=order.erasure, customer=order.customer, keys=tuple(keys))
        await self._append(order, "destroyed", event)

    async def data_erased(self, order: Order, rows: int, documents: int) -> None:
        """The copies are gone."""
        event = SubjectDataErased(erasure=order.erasure, customer=order.customer, rows=rows, documents=documents)
        await self._append(order, "erased", event)

    async def certified(self, order: Order, certificate: bytes, report: bytes, mentions: int) -> None:
        """The certificate is signed."""
        event = ErasureCertified(
            erasure=order.erasure,
            customer=order.customer,
            certificate_sha256=hashlib.sha256(certificate).hexdigest(),
            report_sha256=hashlib.sha256(report).hexdigest(),
            key=_first_key(certificate),
            mentions=mentions,
        )
        await self._append(order, "certified", event)

    async def recipient_notified(self, order: Order, party: UUID, disclosures: int) -> None:
        """A recipient has to delete it, too."""
        event = ErasureRecipientNotified(
            erasure=order.erasure,
            customer=order.customer,
            party=party,
            due_on=(self._now() + _DELETE_WITHIN).date(),
            disclosures=disclosures,
        )
        await self._append(order, f"notified|{party}", event)

    async def resolved(self, order: Order) -> None:
        """The request that asked for it is answered."""
        if order.request is None:
            raise AssertionError("an erasure that nobody requested answers nobody")
        event = PrivacyRequestResolved(
            request=order.request,
            customer=order.customer,
            outcome="partial" if order.retained else "fulfilled",
            reason=order.reason,
            retained=order.retained,
        )
        await self._append(order, "resolved", event)

    async def _append(self, order: Order, step: str, event: Event) -> int:
        envelope = Envelope(
            id=ids.of(order.tenant, "event", order.erasure, step),
            occurred_at=self._now(),
            actor=order.actor,
            rooftop=order.rooftop,
            causation_id=order.request,
        )
        key = f"erasure|{order.erasure}|{step}"
        new = [NewEvent(envelope, event)]
        return (await self._store.append(order.tenant, new, idempotency_key=key, content=key.encode())).last


def _first_key(certificate: bytes) -> str:
    """The name in the first signature line of a note."""
    return certificate.decode().rpartition("\n\n")[2].split(" ", 2)[1]
