"""A read stops when its caller hangs up, and for no other reason."""

import asyncio

import pytest

from lifecycle_api.graphql import patience
from lifecycle_api.graphql.patience import unless

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def _looking_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "LOOKING_AFTER_SECONDS", 0)


async def hung_up() -> None:
    """A caller who is gone."""


async def listening() -> None:
    """A caller who stays."""
    await asyncio.Event().wait()


async def test_what_nobody_waits_for_is_cancelled() -> None:
    """And whoever served the caller goes on."""
    cleaned_up = False
    async with unless(hung_up):
        try:
            await asyncio.Event().wait()
        finally:
            cleaned_up = True
    assert cleaned_up
    await asyncio.sleep(0)  # no cancellation is left over


async def test_a_caller_who_stays_gets_an_answer() -> None:
    """Looking for them ends with it."""
    before = asyncio.all_tasks()
    async with unless(listening):
        for _ in range(5):
            await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before


async def test_a_task_that_is_cancelled_stays_cancelled() -> None:
    """As when the service is stopped."""

    async def work() -> None:
        async with unless(listening):
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    await asyncio.sleep(0)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


async def test_a_fault_is_a_fault() -> None:
    """It is not taken for a caller who hung up."""
    with pytest.raises(ValueError, match="broken"):
        async with unless(hung_up):
            raise ValueError("broken")
