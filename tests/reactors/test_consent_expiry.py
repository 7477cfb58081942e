"""A consent that ran out is told of, once, when its time has come."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.reactors.consent_expiry import ConsentExpiry
from lifecycle_api.reactors.runner import Reactors
from tests.support.projecting import Site, happened, site

pytestmark = pytest.mark.anyio

ANN, CONSENT = str(UUID(int=1)), str(UUID(int=4))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MORNING = "2026-03-02T08:00:00Z"


@pytest.fixture
async def here(dsn: str) -> AsyncIterator[Site]:
    """A log."""
    async with site(dsn) as opened:
        yield opened


def granted(**changed: Any) -> Any:
    """Ann's yes, until the end of March."""
    data = {
        "consent": CONSENT,
        "customer": ANN,
        "rooftops": [],
        "purposes": ["marketing"],
        "categories": ["contact"],
        "expression": "expressed",
        "method": "web_form",
        "indicated_at": MORNING,
        "valid_from": MORNING,
        "expires_at": "2026-03-31T00:00:00Z",
    }
    return happened("consent.granted", {**data, **changed})


async def told(here: Site, tenant: UUID, ticker: ConsentExpiry, now: datetime) -> list[str]:
    """The consents that are known to have run out, after a tick."""
    await Reactors(here.pool, here.store, lambda: now, reactors=[], tickers=[ticker]).tick()
    page = await here.store.read(tenant)
    return [str(each.event.consent) for each in page.events if each.type == "consent.expired"]  # type: ignore[attr-defined]


async def test_it_is_told_when_its_time_has_come_and_once(here: Site) -> None:
    """Also by a process that has just started."""
    tenant = await here.tenant()
    await here.record(tenant, granted())
    ticker = ConsentExpiry(here.store)
    assert await told(here, tenant, ticker, NOW) == []
    april = NOW + timedelta(days=30)
    assert await told(here, tenant, ticker, april) == [CONSENT]
    assert await told(here, tenant, ticker, april) == [CONSENT]
    assert await told(here, tenant, ConsentExpiry(here.store), april) == [CONSENT]


async def test_a_confirmation_moves_the_end(here: Site) -> None:
    """Until the new end."""
    tenant = await here.tenant()
    later = {"consent": CONSENT, "customer": ANN, "method": "portal", "expires_at": "2026-12-31T00:00:00Z"}
    await here.record(tenant, granted(), happened("consent.reaffirmed", later))
    ticker = ConsentExpiry(here.store)
    assert await told(here, tenant, ticker, NOW + timedelta(days=60)) == []
    assert await told(here, tenant, ticker, NOW + timedelta(days=360)) == [CONSENT]


@pytest.mark.parametrize(
    "taken_back",
    [
        happened("consent.withdrawn", {"customer": ANN, "method": "sms", "received_at": MORNING}),
        happened("consent.withdrawn", {"consent": CONSENT, "customer": ANN, "method": "sms", "received_at": MORNING}),
        happened("consent.invalidated", {"consent": CONSENT, "customer": ANN, "reason": "Forged"}),
    ],
)
async def test_what_was_taken_back_does_not_run_out(here: Site, taken_back: Any) -> None:
    """It is over already."""
    tenant = await here.tenant()
    await here.record(tenant, granted(), taken_back)
    assert await told(here, tenant, ConsentExpiry(here.store), NOW + timedelta(days=60)) == []
