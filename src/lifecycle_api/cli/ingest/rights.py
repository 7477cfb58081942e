"""Takes in `rights.json` of a folder: the parties around a group, its agreements, and what customers chose.

Everything goes through the same commands as over the API, under keys of its own: doing it twice changes nothing.
"""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.app import Core, now
from lifecycle_api.cli.ingest import wishes
from lifecycle_api.commands.agreements.drafting import AmendAgreement, DraftAgreement, SignAgreement
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.command import Command
from lifecycle_api.commands.engagements import OpenEngagement
from lifecycle_api.commands.parties import RegisterParty
from lifecycle_api.domain import ids
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.parties import PartnerAccessGranted
from lifecycle_api.intake.tags import source
from lifecycle_api.store.requests import AppendRequest

NAME: Final = "rights.json"
CONSOLE: Final = "console"
_PEOPLE_AT_ONCE: Final = 16
_RECORDS_AT_ONCE: Final = 200


class _Party(msgspec.Struct, rename="camel"):
    key: str
    kind: Any
    name: str
    legal_name: str | None = None


class _Clause(msgspec.Struct, rename="camel"):
    id: str
    page: int
    effect: str
    actions: list[str] = []
    purposes: list[str] = []
    categories: list[str] = []
    onward: str = "no"
    recipients: list[str] = []
    retention_days: int | None = None
    fields: list[str] = []
    delay_hours: int | None = None


class _Text(msgspec.Struct, rename="camel"):
    pages: int
    document: str
    clauses: list[_Clause]
    at: datetime
    reason: str = ""


class _Agreement(_Text, kw_only=True, rename="camel"):
    key: str
    party: str
    kind: Any
    title: str
    notice_days: int = 90
    audit_right: bool = False
    signed_by: list[str] = []
    amendment: _Text | None = None


class _Client(msgspec.Struct):
    party: str
    purposes: list[str]


class _Engagement(msgspec.Struct, rename="camel"):
    key: str
    party: str
    matter: str
    categories: list[str]
    at: datetime
    ends_on: date


class Rights(msgspec.Struct):
    """The document."""

    parties: list[_Party]
    client: _Client
    agreements: list[_Agreement]
    engagement: _Engagement
    choices: list[wishes.Choice]


def read_rights(folder: Path) -> Rights | None:
    """The document of a folder, if it has one."""
    path = folder / NAME
    return msgspec.json.decode(path.read_bytes(), type=Rights) if path.exists() else None


class RightsIntake:
    """Takes a document in for a group."""

    def __init__(self, parts: Core, tenant: UUID) -> None:
        self._parts = parts
        self._tenant = tenant
        self._bus = CommandBus(parts.store, now, uuid4)
        self._principal = Principal(
            kind=Kind.SERVICE, subject="setup", tenant=tenant, rooftops=ALL, client_id="setup", name="Setup"
        )

    async def agree(self, rights: Rights) -> None:
        """Make the parties known, and put the agreements in force; before anything that they send comes in."""
        for party in rights.parties:
            named = ids.party(self._tenant, party.key)
            await self._do(f"party|{party.key}", RegisterParty(named, party.kind, party.name, party.legal_name))
        await self._let_in(rights.client, rights.engagement.at)
        for agreement in rights.agreements:
            await self._agreement(agreement)
        it = rights.engagement
        opened = OpenEngagement(
            ids.engagement(self._tenant, it.key),
            ids.party(self._tenant, it.party),
            it.matter,
            it.ends_on,
            categories=tuple(it.categories),
        )
        await self._do(f"engagement|{it.key}", opened, at=it.at)

    async def choose(self, rights: Rights) -> int:
        """Record what customers chose, each customer's choices in their order; how many there were."""
        customers = await self._customers([each.record for each in rights.choices])
        by_customer: defaultdict[UUID, list[tuple[int, wishes.Choice]]] = defaultdict(list)
        for number, choice in enumerate(rights.choices):
            if (customer := customers.get((choice.record.system, choice.record.id))) is not None:
                by_customer[customer].append((number, choice))
        turn = asyncio.Semaphore(_PEOPLE_AT_ONCE)
        await asyncio.gather(*(self._of_one(turn, customer, said) for customer, said in by_customer.items()))
        return sum(map(len, by_customer.values()))

    async def _of_one(self, turn: asyncio.Semaphore, customer: UUID, said: Sequence[tuple[int, wishes.Choice]]) -> None:
        async with turn:
            for number, choice in said:
                at = ids.rooftop(self._tenant, choice.rooftop)
                place = wishes.Place(self._tenant, at, self._parts.keys)
                command = wishes.command_of(choice, customer, place, number)
                await self._do(f"choice|{number}", command, at=choice.at, rooftop=at)

    async def _agreement(self, it: _Agreement) -> None:
        agreement = ids.agreement(self._tenant, it.key)
        draft = DraftAgreement(
            agreement,
            ids.party(self._tenant, it.party),
            it.kind,
            it.title,
            it.document,
            it.pages,
            self._clauses(it),
            notice_days=it.notice_days,
            audit_right=it.audit_right,
        )
        await self._do(f"draft|{it.key}", draft, at=it.at)
        if it.signed_by:
            sign = SignAgreement(agreement, it.document, tuple(it.signed_by))
            await self._do(f"sign|{it.key}", sign, at=it.at)
        if it.amendment is not None:
            text = it.amendment
            amend = AmendAgreement(agreement, text.document, text.pages, self._clauses(text), text.reason)
            await self._do(f"amend|{it.key}", amend, at=text.at)

    def _clauses(self, text: _Text) -> tuple[Clause, ...]:
        made = []
        for clause in text.clauses:
            said = msgspec.structs.asdict(clause)
            said["recipients"] = [f"party:{ids.party(self._tenant, each)}" for each in clause.recipients]
            made.append(msgspec.convert(said, Clause))
        return tuple(made)

    async def _let_in(self, client: _Client, at: datetime) -> None:
        """Let the party's client of the demo's console ask, for everything that partners can ask for."""
        scopes = tuple(sorted(scope.name for scope in SCOPES.values() if Kind.PARTNER in scope.kinds))
        granted = PartnerAccessGranted(
            party=ids.party(self._tenant, client.party),
            client_id=CONSOLE,
            scopes=scopes,
            purposes=tuple(client.purposes),
        )
        event_id = ids.of(self._tenant, "event", "partner_access", CONSOLE)
        envelope = Envelope(id=event_id, occurred_at=_utc(at), actor=Actor("system", "setup"))
        request = AppendRequest(events=[NewEvent(envelope, granted)], idempotency_key=f"setup|client|{CONSOLE}")
        await self._parts.store.append_many(self._tenant, [request])

    async def _customers(self, records: Sequence[wishes.Record]) -> Mapping[tuple[str, str], UUID]:
        """Who the records were recognised as."""
        found: dict[tuple[str, str], UUID] = {}
        wanted = list(dict.fromkeys((each.system, each.id) for each in records))
        for start in range(0, len(wanted), _RECORDS_AT_ONCE):
            tags = {source(*each): each for each in wanted[start : start + _RECORDS_AT_ONCE]}
            items = [DCBQueryItem(types=["customer.record_linked"], tags=[tag]) for tag in tags]
            page = await self._parts.store.read(self._tenant, DCBQuery(items))
            for event in page.events:
                for tag in event.tags:
                    if tag in tags:
                        found[tags[tag]] = event.event.as_dict()["customer"]
        return found

    async def _do(self, key: str, command: Command, *, at: datetime | None = None, rooftop: UUID | None = None) -> None:
        when = None if at is None else _utc(at)
        await self._bus.execute(
            self._principal, command, Asked(idempotency_key=f"rights|{key}", occurred_at=when, rooftop=rooftop)
        )


def _utc(at: datetime) -> datetime:
    """Moments of a file without a zone are taken as they stand."""
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)
