"""What staff are shown of money and papers is recorded one by one, everything else in summary."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.staff_access import Shown, StaffAccess
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded, StaffAccessSummarised
from lifecycle_api.errors import Unavailable
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.requests import Appended
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
    """Neither the data nor a record of it."""
    account = StaffAccess(here.store, lambda: NOW, uuid4)
    with pytest.raises(AuditUnavailable):
        await account.note(staff(uuid4()), shown(Category.FINANCIAL), DOCUMENT)


class Slow:
    """A store that waits before it appends, until it is told how that ends."""

    def __init__(self, store: EventStore) -> None:
        """Wait in front of a store."""
        self._store = store
        self.asked = asyncio.Event()
        self.ends: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def append(self, *given: Any, **also: Any) -> Appended:
        """Append once it may, or fail as told."""
        self.asked.set()
        await self.ends
        return await self._store.append(*given, **also)


async def summaries(here: Site, tenant: UUID) -> list[StaffAccessSummarised]:
    """What was summed up, by the log."""
    events = [each.event for each in (await here.store.read(tenant)).events]
    return [each for each in events if isinstance(each, StaffAccessSummarised)]


async def test_what_is_shown_while_a_summary_is_recorded_is_in_the_next(here: Site) -> None:
    """Answers go on meanwhile, and so may another summary."""
    tenant, slow = await here.tenant(), Slow(here.store)
    account = StaffAccess(cast("EventStore", slow), lambda: NOW, uuid4)
    await account.note(staff(tenant), shown(Category.IDENTITY), DOCUMENT)
    first = asyncio.create_task(account.summarise())
    await slow.asked.wait()
    await asyncio.gather(*(account.note(staff(tenant), shown(Category.CONTACT), DOCUMENT) for _ in range(2)))
    second = asyncio.create_task(account.summarise())
    await asyncio.sleep(0)
    await account.note(staff(tenant), shown(Category.CONTENT), DOCUMENT)
    slow.ends.set_result(None)
    await asyncio.gather(first, second)
    await account.summarise()
    sums = [(each.answers, *each.categories) for each in await summaries(here, tenant)]
    assert sorted(sums) == [(1, Category.CONTENT), (1, Category.IDENTITY), (2, Category.CONTACT)]


async def test_what_could_not_be_summed_up_is_in_the_next_summary(here: Site) -> None:
    """Together with what was shown meanwhile, from when the first of it was shown."""
    times = iter(NOW + timedelta(seconds=number) for number in range(99))
    tenant, slow = await here.tenant(), Slow(here.store)
    account = StaffAccess(cast("EventStore", slow), lambda: next(times), uuid4)
    await account.note(staff(tenant), shown(Category.IDENTITY), DOCUMENT)
    failing = asyncio.create_task(account.summarise())
    await slow.asked.wait()
    await account.note(staff(tenant), shown(Category.CONTACT), DOCUMENT)
    slow.ends.set_exception(Unavailable())
    await failing
    assert await summaries(here, tenant) == []
    slow.ends = asyncio.get_running_loop().create_future()
    slow.ends.set_result(None)
    await account.summarise()
    (summary,) = await summaries(here, tenant)
    assert (summary.answers, set(summary.categories)) == (2, {Category.IDENTITY, Category.CONTACT})
    assert summary.from_at == NOW


async def test_a_group_that_cannot_be_summed_up_stops_no_other(here: Site, caplog: pytest.LogCaptureFixture) -> None:
    """It is said of the one; each of the others has its summary in the same minute, whoever was counted first."""
    groups, gone = [await here.tenant(), await here.tenant(), await here.tenant()], uuid4()
    account = StaffAccess(here.store, lambda: NOW, uuid4)
    for tenant in (gone, *groups):
        await account.note(staff(tenant), shown(Category.IDENTITY), DOCUMENT)
    await account.summarise()
    assert [len(await summaries(here, tenant)) for tenant in groups] == [1, 1, 1]
    assert [str(gone) in message for message in caplog.messages] == [True]


async def test_a_page_about_nobody_is_not_recorded(here: Site) -> None:
    """An empty list shows nobody's money."""
    tenant = await here.tenant()
    await StaffAccess(here.store, lambda: NOW, uuid4).note(
        staff(tenant), shown(Category.FINANCIAL, customers=[]), DOCUMENT
    )
    assert (await here.store.read(tenant)).events == []
