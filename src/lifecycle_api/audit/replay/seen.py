"""Reproduces what a party was shown in some period: which fields of whom, and each decision, taken again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.decide import decide
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import DECIDING, fold
from lifecycle_api.audit.verify.disclosures import DISCLOSED, request_of
from lifecycle_api.commands.reach import Reaches
from lifecycle_api.store.log import EventStore

_PAGE: Final = 2000


@dataclass(frozen=True)
class Again:
    """What is recorded as decided about one category, and whether the facts of then lead to it."""

    customer: str
    category: str
    effect: str
    reason: str | None
    consent: str | None
    reproduced: bool


@dataclass(frozen=True)
class Seen:
    """One disclosure: no value of anybody, only what kind of data left, under what."""

    position: int
    decided_at: datetime
    client_id: str
    purpose: str
    agreement: str | None
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    customers: tuple[str, ...]
    vehicles: tuple[str, ...]
    rows: int
    decisions: tuple[Again, ...]


class Seeing:
    """Reproduces disclosures from the logs of `store`."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def by(self, tenant: UUID, party: UUID, start: datetime, end: datetime, reaches: Reaches) -> list[Seen]:
        """What a party was shown from `start` to before `end`, in order, as far as somebody `reaches` it.

        A replay releases no data.
        """
        query = DCBQuery([DCBQueryItem(types=sorted({*DECIDING, DISCLOSED}))])
        facts, found, after = Facts(), [], 0
        while True:
            page = await self._store.read_opened(tenant, query, after=after, limit=_PAGE)
            for event in page.events:
                data: Mapping[str, Any] = msgspec.to_builtins(event.data)
                if event.type == DISCLOSED and _is_of(data, party, start, end) and reaches(event):
                    found.append(_seen(event.position, data, facts))
                if event.type in DECIDING:
                    fold([{"type": event.type, "position": event.position, "data": data}], facts)
            if len(page.events) < _PAGE:
                return found
            after = page.events[-1].position


def _is_of(data: Mapping[str, Any], party: UUID, start: datetime, end: datetime) -> bool:
    return data.get("party") == str(party) and start <= datetime.fromisoformat(data["decided_at"]) < end


def _seen(position: int, data: Mapping[str, Any], facts: Facts) -> Seen:
    return Seen(
        position=position,
        decided_at=datetime.fromisoformat(data["decided_at"]),
        client_id=data["client_id"],
        purpose=data["purpose"],
        agreement=data.get("agreement"),
        fields=tuple(data["fields"]),
        categories=tuple(data["categories"]),
        customers=tuple(data["customers"]),
        vehicles=tuple(data.get("vehicles") or ()),
        rows=data["rows"],
        decisions=tuple(again for one in data["decisions"] for again in _again(data, one, facts)),
    )


def _again(data: Mapping[str, Any], one: Mapping[str, Any], facts: Facts) -> Iterator[Again]:
    for ruling in decide(request_of(data, one), facts).fields:
        same = one["effect"] == ruling.outcome and one.get("reason") == ruling.reason
        yield Again(one["customer"], ruling.category, one["effect"], one.get("reason"), one.get("consent"), same)
