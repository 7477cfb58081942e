"""Keeps account of what staff are shown, as the Safeguards Rule asks of dealers that finance.

Financial data and papers are recorded one by one, before they are shown. Other personal data is counted and recorded
in summary; what was counted since the last summary is lost when the process dies, and that is all that can be lost.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.accounts import Accounts, AuditUnavailable
from lifecycle_api.domain.categories import ACCOUNTED, Category
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded, StaffAccessSummarised
from lifecycle_api.store.log import EventStore

SUMMARY_SECONDS: Final = 60.0
_COUNTED: Final = frozenset(each for each in Category if each.personal) - ACCOUNTED

_Reader = tuple[UUID, str, str]
"""Tenant, subject and client."""

_log = logging.getLogger(__name__)


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer shows: its personal categories; of money and papers also the fields, and whose they are."""

    categories: frozenset[Category]
    fields: Sequence[str] = ()
    customers: Sequence[UUID] = ()


@dataclass
class _Count:
    """Answers since the last summary."""

    principal: Principal
    categories: set[Category]
    answers: int
    since: datetime


class StaffAccess:
    """Records what staff are shown. `now` is where time comes from, `new_id` makes the ids of events."""

    def __init__(self, store: EventStore, now: Callable[[], datetime], new_id: Callable[[], UUID]) -> None:
        self._accounts = Accounts(store, new_id)
        self._now = now
        self._counts: dict[_Reader, _Count] = {}

    async def note(self, principal: Principal, shown: Shown, document_sha256: str) -> None:
        """Account for an answer that is about to be shown. Raises AuditUnavailable: then it may not be."""
        if shown.customers and not shown.categories.isdisjoint(ACCOUNTED):
            await self._record(principal, shown, sorted(shown.categories & ACCOUNTED), document_sha256)
        if counted := shown.categories & _COUNTED:
            self._count(principal, counted)

    async def run_forever(self) -> None:
        """Record summaries every minute, and a last one on cancellation."""
        while True:
            try:
                await asyncio.sleep(SUMMARY_SECONDS)
            finally:
                await asyncio.shield(self.summarise())

    async def summarise(self) -> None:
        """Record what was counted since the last time; what cannot be recorded is counted on, group by group."""
        for tenant in {tenant for tenant, _, _ in self._counts}:
            try:
                await self._summarise(tenant)
            except AuditUnavailable as error:
                _log.warning("What staff of %s were shown is not summarised yet: %s", tenant, error.data["cause"])

    async def _summarise(self, tenant: UUID) -> None:
        # Each is taken before it is recorded: what is shown meanwhile begins a count of its own.
        for key in [each for each in self._counts if each[0] == tenant]:
            if (count := self._counts.pop(key, None)) is not None:
                try:
                    await self._sum_up(count)
                except BaseException:
                    self._put_back(key, count)
                    raise

    async def _sum_up(self, count: _Count) -> None:
        now = self._now()
        event = StaffAccessSummarised(
            reader=count.principal.subject,
            client_id=count.principal.client_id,
            categories=tuple(sorted(count.categories)),
            answers=count.answers,
            from_at=count.since,
            to_at=now,
        )
        await self._accounts.append(count.principal, event, now)

    async def _record(
        self, principal: Principal, shown: Shown, accounted: Sequence[Category], document_sha256: str
    ) -> None:
        event = StaffAccessRecorded(
            reader=principal.subject,
            client_id=principal.client_id,
            roles=tuple(sorted(principal.roles)),
            categories=tuple(accounted),
            fields=tuple(shown.fields),
            customers=tuple(sorted(shown.customers)),
            document_sha256=document_sha256,
        )
        await self._accounts.append(principal, event, self._now())

    def _count(self, principal: Principal, categories: frozenset[Category]) -> None:
        key = (principal.tenant, principal.subject, principal.client_id)
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count(principal, set(), 0, self._now())
        count.categories |= categories
        count.answers += 1

    def _put_back(self, key: _Reader, count: _Count) -> None:
        if (meanwhile := self._counts.get(key)) is not None:
            count.categories |= meanwhile.categories
            count.answers += meanwhile.answers
        self._counts[key] = count
