"""Tells everyone who received a person's data that it was withdrawn, and says so when they do not answer."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import NewEvent, Recorded
from lifecycle_api.domain.events.agreements import AgreementBreached
from lifecycle_api.domain.events.disclosures import DataDisclosed
from lifecycle_api.domain.events.withdrawals import (
    WithdrawalNoticeAcknowledged,
    WithdrawalNoticeIssued,
    WithdrawalNoticeLapsed,
)
from lifecycle_api.reactors.concerned import Withdrawal, concerns
from lifecycle_api.reactors.people import consents_ended, kinds_named, people_behind
from lifecycle_api.reactors.reactor import follows
from lifecycle_api.store.log import EventStore

PATIENCE: Final = timedelta(days=10)
"""How long a recipient has by default; agreements and statutes may say less, and then a setting should."""


class WithdrawalNotices:
    """Answers a withdrawal with a notice to each recipient that it concerns; a ticker says which of them lapsed."""

    name = "withdrawal_notices"
    types = frozenset(
        {"consent.withdrawn", "consent.refused", "consent.invalidated", "sharing.opted_out", "processing.objected"}
    )

    def __init__(self, store: EventStore, patience: timedelta = PATIENCE) -> None:
        self._store = store
        self._patience = patience

    async def react(self, tenant: UUID, cause: Recorded) -> Sequence[NewEvent]:
        """A notice to each recipient of data that may no longer be used."""
        withdrawal = cause.event
        assert isinstance(withdrawal, Withdrawal)  # noqa: S101  # the types above
        whose = await people_behind(self._store, tenant, withdrawal, upto=cause.position)
        kinds = await kinds_named(self._store, tenant, withdrawal, upto=cause.position)
        ended = await consents_ended(self._store, tenant, withdrawal, whose, upto=cause.position)
        notices = []
        for customer in sorted(whose):
            wanted = DCBQuery([DCBQueryItem(types=["data.disclosed"], tags=[f"customer:{customer}"])])
            received = defaultdict(list)
            for each in (await self._store.read(tenant, wanted, upto=cause.position)).events:
                assert isinstance(each.event, DataDisclosed)  # noqa: S101  # asked for nothing else
                if each.event.party is not None and concerns(withdrawal, each.event, customer, kinds, ended):
                    received[each.event.party].append(each.event)
            notices += [self._notice(tenant, cause, (customer, party), them) for party, them in received.items()]
        return notices

    def _notice(
        self, tenant: UUID, cause: Recorded, between: tuple[UUID, UUID], received: Sequence[DataDisclosed]
    ) -> NewEvent:
        customer, party = between
        # What the same person is known as besides has notices of its own.
        parts = [party] if customer == getattr(cause.event, "customer", None) else [party, customer]
        seen = {
            category
            for disclosed in received
            for each in disclosed.decisions
            if each.customer == customer and each.effect != "deny"
            for category in each.categories
        }
        notice = WithdrawalNoticeIssued(
            withdrawal_notice=uuid5(tenant, "|".join(("withdrawal_notice", str(cause.envelope.id), *map(str, parts)))),
            customer=customer,
            party=party,
            agreement=received[-1].agreement,
            cause=cause.envelope.id,
            purposes=tuple(sorted({each.purpose for each in received})),
            categories=tuple(sorted(seen)),
            disclosures=len(received),
            due_at=cause.recorded_at + self._patience,
        )
        return follows(self.name, tenant, cause, notice, *parts)

    async def due(self, tenant: UUID, now: datetime) -> Sequence[NewEvent]:
        """The notices that nobody answered in time, and the breaches of agreements that this is."""
        kinds = ["withdrawal_notice.issued", "withdrawal_notice.acknowledged", "withdrawal_notice.lapsed"]
        page = await self._store.read(tenant, DCBQuery([DCBQueryItem(types=kinds, tags=[])]))
        waiting: dict[UUID, Recorded] = {}
        for each in page.events:
            match each.event:
                case WithdrawalNoticeIssued() as issued:
                    waiting[issued.withdrawal_notice] = each
                case WithdrawalNoticeAcknowledged() | WithdrawalNoticeLapsed() as answered:
                    waiting.pop(answered.withdrawal_notice, None)
        return [event for each in waiting.values() for event in self._lapsed(tenant, each, now)]

    def _lapsed(self, tenant: UUID, issued: Recorded, now: datetime) -> Sequence[NewEvent]:
        notice = issued.event
        assert isinstance(notice, WithdrawalNoticeIssued)  # noqa: S101  # nothing else waits
        if notice.due_at > now:
            return []
        lapsed = WithdrawalNoticeLapsed(
            withdrawal_notice=notice.withdrawal_notice,
            customer=notice.customer,
            party=notice.party,
            agreement=notice.agreement,
        )
        follow = [follows(self.name, tenant, issued, lapsed, "lapsed")]
        if notice.agreement is not None:
            rule = f"withdrawal notice {notice.withdrawal_notice} was not answered by {notice.due_at:%Y-%m-%d}"
            breach = AgreementBreached(agreement=notice.agreement, party=notice.party, rule=rule)
            follow.insert(0, follows(self.name, tenant, issued, breach, "breach"))
        return follow
