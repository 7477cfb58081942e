"""The disclosure ledger: nothing leaves its controller that does not stand in the log first."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import ClassVar, Final, Literal
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBQuery, DCBQueryItem

from lifecycle_api.access.deciding import OF_ANYONE, OF_PERSON, OF_TERMS
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import OUTSIDE
from lifecycle_api.commands.accounts import Accounts, AuditUnavailable
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import DataDisclosed, DataDisclosureRefused, Decided
from lifecycle_api.domain.registry import registry
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict

_DISCLOSED: Final = registry.declaration(DataDisclosed).name
# Every disclosure to a party has its tag: looking there for new terms, which are rare, would take longer and longer.
_BY_ANYONE: Final = DCBQueryItem(types=sorted({*OF_TERMS, *OF_ANYONE}))

Transport = Literal["http", "websocket", "sse", "bundle", "feed"]


class Overtaken(LifecycleError):
    """Consent, agreements or restrictions have changed since the data was read; it has to be read again."""

    code: ClassVar[str] = "DECISION_OVERTAKEN"


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Data about to leave, and what it was decided on.

    `decided_on` (a log position) and `decided_at` are what the decision was bound to; `customers` are all whose data
    was asked for, and `deciding` those whose wishes count besides, such as identities linked to them. `limited` are
    consents that hold for so many uses only, of which this is one. `fields` are schema coordinates, `generalised` those
    of them that are served in coarser values, the hashes hexadecimal SHA-256 of the document and of the data's bytes.
    """

    purpose: str
    categories: Sequence[Category]
    fields: Sequence[str]
    generalised: Sequence[str] = ()
    decisions: Sequence[Decided]
    customers: Sequence[UUID]
    deciding: Sequence[UUID] = ()
    vehicles: Sequence[str] = ()
    agreements: Sequence[UUID] = ()
    limited: Sequence[UUID] = ()
    rows: int
    document_sha256: str
    response_sha256: str
    decided_on: int
    decided_at: datetime
    transport: Transport = "http"


class Denial(msgspec.Struct, frozen=True, kw_only=True):
    """A refusal to a party that may know of it: `reason` is the first gate that failed."""

    purpose: str | None
    reason: str
    document_sha256: str | None
    decided_at: datetime


class Ledger:
    """Appends disclosures to the log. `new_id` makes the ids of disclosures and events."""

    def __init__(self, store: EventStore, new_id: Callable[[], UUID]) -> None:
        self._store = store
        self._new_id = new_id
        self._accounts = Accounts(store, new_id)

    async def record(self, principal: Principal, release: Release) -> int:
        """Record a disclosure durably and give its position.

        Raises Overtaken when something that could decide otherwise was recorded after `release.decided_on`, and
        AuditUnavailable when it cannot be recorded: then nothing may be served.
        """
        event = _disclosed(self._new_id(), principal, release)
        # The first agreement is a field of the event, which tags it.
        tags = [f"agreement:{each}" for each in release.agreements[1:]]
        tags += [f"consent:{each}" for each in release.limited]
        condition = DCBAppendCondition(DCBQuery(_deciding(release)), after=release.decided_on)
        try:
            return await self._accounts.append(principal, event, release.decided_at, tuple(tags), condition)
        except AppendConflict as conflict:
            raise Overtaken(position=conflict.data["position"]) from None

    async def refuse(self, principal: Principal, denial: Denial) -> int:
        """Record that a party asked and got nothing, and give the position. Raises AuditUnavailable."""
        event = DataDisclosureRefused(
            disclosure=self._new_id(),
            party=principal.recipient,
            client_id=principal.client_id,
            purpose=denial.purpose,
            reason=denial.reason,
            document_sha256=denial.document_sha256,
            decided_on=await self._head(principal.tenant),
            decided_at=denial.decided_at,
        )
        return await self._accounts.append(principal, event, denial.decided_at)

    async def _head(self, tenant: UUID) -> int:
        try:
            return await self._store.head(tenant)
        except LifecycleError as error:
            raise AuditUnavailable(cause=error.code) from error


def _disclosed(disclosure: UUID, principal: Principal, release: Release) -> DataDisclosed:
    return DataDisclosed(
        disclosure=disclosure,
        party=principal.recipient,
        engagement=principal.engagement,
        agreement=release.agreements[0] if release.agreements else None,
        client_id=principal.client_id,
        recipient_kind=OUTSIDE.get(principal.kind, "rooftop"),
        purpose=release.purpose,
        scopes=tuple(sorted(principal.scopes)),
        categories=tuple(release.categories),
        fields=tuple(release.fields),
        generalised=tuple(release.generalised),
        customers=tuple(release.customers),
        vehicles=tuple(release.vehicles),
        decisions=tuple(release.decisions),
        rows=release.rows,
        document_sha256=release.document_sha256,
        response_sha256=release.response_sha256,
        decided_on=release.decided_on,
        decided_at=release.decided_at,
        transport=release.transport,
    )


def _deciding(release: Release) -> list[DCBQueryItem]:
    people = dict.fromkeys([*release.customers, *release.deciding])
    return [
        *[DCBQueryItem(types=OF_PERSON, tags=[f"customer:{each}"]) for each in people],
        *[DCBQueryItem(types=[_DISCLOSED], tags=[f"consent:{each}"]) for each in release.limited],
        _BY_ANYONE,
    ]
