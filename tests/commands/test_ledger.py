"""A disclosure stands in the log before anything leaves, and nothing overtakes it unseen."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.ledger import Denial, Ledger, Overtaken, Release
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import DataDisclosed, DataDisclosureRefused, Decided
from tests.support.projecting import Site, happened, site

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN, BEN = UUID(int=1), UUID(int=2)
AGREEMENT = UUID(int=3)


@pytest.fixture
async def here(dsn: str) -> AsyncIterator[Site]:
    """A log."""
    async with site(dsn) as opened:
        yield opened


def partner(tenant: UUID) -> Principal:
    """A marketplace."""
    return Principal(
        kind=Kind.PARTNER, subject="client:m", tenant=tenant, client_id="m", name="Marketplace", party=UUID(int=9)
    )


def release(at: int, *customers: UUID, **changed: Any) -> Release:
    """Names of some customers, decided on a position."""
    fields: dict[str, Any] = {
        "purpose": "lead_followup",
        "categories": [Category.IDENTITY],
        "fields": ["Customer.name"],
        "decisions": [Decided(customer=each, categories=(Category.IDENTITY,), effect="permit") for each in customers],
        "customers": customers,
        "agreements": [AGREEMENT],
        "rows": len(customers),
        "document_sha256": "0" * 64,
        "response_sha256": "1" * 64,
        "decided_on": at,
        "decided_at": NOW,
    }
    return Release(**{**fields, **changed})


async def test_a_disclosure_is_an_event_of_everyone_it_is_about(here: Site) -> None:
    """Tagged with its customers and vehicles, the recipient and the agreement."""
    tenant = await here.tenant()
    position = await Ledger(here.store, uuid4).record(
        partner(tenant), release(0, ANN, BEN, vehicles=["1FTFW1ET5DFC10312"])
    )
    (recorded,) = (await here.store.read(tenant)).events
    assert recorded.position == position == 1
    assert isinstance(recorded.event, DataDisclosed)
    assert {f"customer:{ANN}", f"customer:{BEN}", "vehicle:1FTFW1ET5DFC10312", f"agreement:{AGREEMENT}"} <= set(
        recorded.tags
    )
    assert recorded.event.decided_at == NOW
    assert recorded.envelope.actor.type == "partner"


WITHDRAWN = ("consent.withdrawn", {"customer": str(ANN), "method": "sms", "received_at": "2026-03-02T12:00:00Z"})
STOPPED = ("channel.revoked", {"contact": "ab" * 32, "channel": "sms", "method": "sms"})
REACHED = (
    "contact_point.added",
    {"customer": str(ANN), "contact_point": str(UUID(int=8)), "kind": "phone", "value": "+15551234567"},
)
ERASED = (
    "subject.fenced",
    {"customer": str(ANN), "erasure": str(UUID(int=7)), "classes": ["standard"], "reason": "asked"},
)
ENDED = ("agreement.ended", {"agreement": str(AGREEMENT), "party": str(UUID(int=9)), "reason": "notice"})
SUSPENDED = ("party.suspended", {"party": str(UUID(int=9)), "reason": "breach"})

SUCCEEDED = (
    "controller.succeeded",
    {"rooftop": str(UUID(int=6)), "predecessor": "Elm", "successor": "Oak", "notice_ends_on": "2026-05-01"},
)
OVERTAKING = [WITHDRAWN, STOPPED, REACHED, ERASED, ENDED, SUSPENDED, SUCCEEDED]


@pytest.mark.parametrize("event", OVERTAKING, ids=lambda event: event[0])
async def test_what_came_after_the_read_overtakes_it(here: Site, event: tuple[str, dict[str, Any]]) -> None:
    """Read again after it, the same is recorded."""
    tenant = await here.tenant()
    ledger = Ledger(here.store, uuid4)
    await here.record(tenant, happened(*event))
    with pytest.raises(Overtaken):
        await ledger.record(partner(tenant), release(0, ANN))
    assert await ledger.record(partner(tenant), release(1, ANN)) == 2


async def test_linked_persons_decide_as_well(here: Site) -> None:
    """Whose wishes count besides are named, though nothing of theirs is disclosed."""
    tenant = await here.tenant()
    await here.record(tenant, happened(*WITHDRAWN))
    ledger = Ledger(here.store, uuid4)
    with pytest.raises(Overtaken):
        await ledger.record(partner(tenant), release(0, BEN, deciding=[ANN]))
    assert await ledger.record(partner(tenant), release(0, BEN)) == 2


async def test_a_consent_for_so_many_uses_is_used_by_one_at_a_time(here: Site) -> None:
    """Whoever read before another's use of it was recorded reads again; other consents of the person do not matter."""
    tenant = await here.tenant()
    ledger = Ledger(here.store, uuid4)
    await ledger.record(partner(tenant), release(0, ANN, limited=[UUID(int=5)]))
    assert await ledger.record(partner(tenant), release(0, ANN, limited=[UUID(int=6)])) == 2
    with pytest.raises(Overtaken):
        await ledger.record(partner(tenant), release(0, ANN, limited=[UUID(int=5)]))
    assert await ledger.record(partner(tenant), release(2, ANN, limited=[UUID(int=5)])) == 3


async def test_what_is_about_others_does_not_overtake(here: Site) -> None:
    """Another customer's withdrawal, and anything that decides nothing."""
    tenant = await here.tenant()
    await here.record(
        tenant,
        happened(*WITHDRAWN),
        happened("note.recorded", {"note": str(uuid4()), "customer": str(BEN), "text": "x"}),
    )
    assert await Ledger(here.store, uuid4).record(partner(tenant), release(0, BEN)) == 3


async def test_without_a_log_there_is_no_disclosure(here: Site) -> None:
    """A group that has none, for instance."""
    with pytest.raises(AuditUnavailable):
        await Ledger(here.store, uuid4).record(partner(uuid4()), release(0, ANN))


async def test_a_refusal_is_recorded_with_its_reason(here: Site) -> None:
    """By the recipient's name, under no condition."""
    tenant = await here.tenant()
    denial = Denial(purpose="marketing", reason="AGREEMENT_PURPOSE", document_sha256="0" * 64, decided_at=NOW)
    await Ledger(here.store, uuid4).refuse(partner(tenant), denial)
    (recorded,) = (await here.store.read(tenant)).events
    assert isinstance(recorded.event, DataDisclosureRefused)
    assert (recorded.event.party, recorded.event.reason) == (UUID(int=9), "AGREEMENT_PURPOSE")
