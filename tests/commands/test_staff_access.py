"""What staff are shown of money and papers is recorded one by one, everything else in summary."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.staff_access import Shown, StaffAccess
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded, StaffAccessSummarised
from tests.support.people import staff
from tests.support.projecting import Site, site

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANN = UUID(int=1)
DOCUMENT = "0" * 64


@pytest.fixture
async def here(dsn: str) -> AsyncIterator[Site]:
    """A log."""
    async with site(dsn) as opened:
        yield opened


def shown(*categories: Category, **changed: Any) -> Shown:
    """A page about Ann."""
    fields: dict[str, Any] = {"fields": ["Deal.price"], "customers": [ANN]}
    return Shown(categories=frozenset(categories), **{**fields, **changed})


async def test_money_is_recorded_before_it_is_shown(here: Site) -> None:
    """With who looked, in which role, at whose."""
    tenant = await here.tenant()
    await StaffAccess(here.store, lambda: NOW, uuid4).note(
        staff(tenant), shown(Category.FINANCIAL, Category.IDENTITY), DOCUMENT
    )
    (recorded,) = (await here.store.read(tenant)).events
    assert isinstance(recorded.event, StaffAccessRecorded)
    assert recorded.event.categories == (Category.FINANCIAL,)
    assert recorded.event.roles == ("service_advisor",)
    assert f"customer:{ANN}" in recorded.tags


async def test_other_personal_data_is_added_up(here: Site) -> None:
    """One event for each reader, whatever they read; what is nobody's does not count."""
    tenant = await here.tenant()
    account = StaffAccess(here.store, lambda: NOW, uuid4)
    await account.note(staff(tenant), shown(Category.IDENTITY), DOCUMENT)
    await account.note(staff(tenant), shown(Category.CONTACT), DOCUMENT)
    await account.note(staff(tenant), shown(Category.VEHICLE), DOCUMENT)
    await account.note(staff(tenant, subject="another"), shown(Category.IDENTITY), DOCUMENT)
    assert (await here.store.read(tenant)).events == []
    await account.summarise()
    await account.summarise()
    events = [each.event for each in (await here.store.read(tenant)).events]
    sums = {
        each.reader: (each.answers, set(each.categories)) for each in events if isinstance(each, StaffAccessSummarised)
    }
    assert sums == {
        "test|staff": (2, {Category.IDENTITY, Category.CONTACT}),
        "another": (1, {Category.IDENTITY}),
    }
    assert len(events) == 2


async def test_what_cannot_be_recorded_is_not_shown(here: Site) -> None:
    """And what was counted waits for the next summary."""
    account = StaffAccess(here.store, lambda: NOW, uuid4)
    with pytest.raises(AuditUnavailable):
        await account.note(staff(uuid4()), shown(Category.FINANCIAL), DOCUMENT)


async def test_a_page_about_nobody_is_not_recorded(here: Site) -> None:
    """An empty list shows nobody's money."""
    tenant = await here.tenant()
    await StaffAccess(here.store, lambda: NOW, uuid4).note(
        staff(tenant), shown(Category.FINANCIAL, customers=[]), DOCUMENT
    )
    assert (await here.store.read(tenant)).events == []
