"""A dealer group with a customer about whom much is known, and everything that erases them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import AddressRecorded, ContactPointAdded
from lifecycle_api.domain.events.repair_orders import ConcernRecorded
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money, PersonName, PostalAddress
from lifecycle_api.intake.documents import Document, Documents
from lifecycle_api.projector import loader
from lifecycle_api.rights.assembly import Rights, rights, signing_with
from lifecycle_api.rights.erasure.order import Order
from tests.support.facts import VIN, a, noted, onboarded, opened, owned, phone, registered, rooftop, structured
from tests.support.projecting import MASTER, Site, site

NAME: Final = "Annegret Planted-Müller"
PHONE: Final = "+12065557788"
EMAIL: Final = "annegret.planted@example.org"
STREET: Final = "4711 Planted Avenue"
WORDS: Final = "Planted words about her brakes"
PLANTED: Final = (NAME, PHONE, EMAIL, STREET, WORDS)
THEN: Final = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER: Final = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """The service around a database, one dealer group in it, and its rights."""

    here: Site
    tenant: UUID
    rights: Rights
    journal: Path

    async def happened(self, *events: Event, at: str | None = "north", tags: tuple[str, ...] = ()) -> int:
        """Record facts at a rooftop."""
        where = None if at is None else a(at)
        new = [
            NewEvent(Envelope(id=uuid4(), occurred_at=THEN, actor=Actor("system", "test"), rooftop=where), event, tags)
            for event in events
        ]
        return await self.here.record(self.tenant, *new)

    def order(self, customer: str = "ann", **changed: object) -> Order:
        """An order to erase somebody."""
        fields = {"tenant": self.tenant, "erasure": a(f"erasure of {customer}"), "customer": a(customer)}
        return Order(**{**fields, "reason": "She asked for it", **changed})  # type: ignore[arg-type]


@asynccontextmanager
async def open_desk(dsn: str, folder: Path, *, tenant: UUID | None = None) -> AsyncIterator[Desk]:
    """A dealer group on a database with all read models."""
    async with site(dsn) as here:
        here.keys.cache_seconds = 0.01  # how long an erasure waits for other processes
        journal = folder / "erasures.journal"
        parts = rights(
            here.pool,
            here.store,
            here.keys,
            here.projector,
            folders=loader.load(),
            journal=journal,
            sign=signing_with(SigningKeys(here.pool, MASTER), lambda each: f"test/{each}"),
            now=lambda: LATER,
        )
        yield Desk(here, tenant or await here.tenant(), parts, journal)


async def plant(desk: Desk) -> None:
    """Ann, with much to erase, and Bob, who shares her phone."""
    await desk.happened(rooftop("north"), rooftop("south"))
    await desk.happened(onboarded("sam"), at=None)
    await desk.happened(
        registered("ann", name=PersonName(NAME, "Annegret", "Planted-Müller")),
        phone("ann", PHONE),
        email("ann", EMAIL),
        AddressRecorded(customer=a("ann"), address=PostalAddress((STREET,), "Seattle", "WA", "98101", "US")),
        owned(),
        opened(),
        ConcernRecorded(repair_order=a("order"), customer=a("ann"), vehicle=VIN, line="A", complaint=WORDS),
        noted(text=f"{NAME} called: {WORDS}"),
        structured(price=Money(2_345_600)),
        tags=("source:dms:4711",),
    )
    await desk.happened(registered("bob"), noted("his", "bob", "Likes red."))
    sha256 = "ab" * 32
    await documents(desk).keep(desk.tenant, sha256, Document(NAME.encode(), "text/plain", LATER), a("north"))
    await desk.here.projector.catch_up(desk.tenant)


def documents(desk: Desk) -> Documents:
    """The raw documents."""
    return Documents(desk.here.pool, desk.here.keys)


def email(customer: str, address: str) -> ContactPointAdded:
    """A customer's e-mail address."""
    point = a(f"{customer} {address}")
    return ContactPointAdded(customer=a(customer), contact_point=point, kind="email", value=address, raw=address)
