"""A served application is not interrupted by what it does not need."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lifecycle_api.http.serving import listen, serve
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


@pytest.fixture
def collector() -> Iterator[None]:
    """Python's garbage collector, as it was again afterwards."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


async def busy(_scope: Any, _receive: Any, send: Any) -> None:
    """Make as many objects as a large page, and answer how often they were looked through for garbage."""
    gc.collect()
    before = _collections()
    page = [[number] for number in range(15_000)]
    body = str(_collections() - before).encode()
    del page
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def test_a_page_is_not_looked_through_for_garbage_while_it_is_made(collector: None) -> None:
    """What one answer is made of goes away by itself: searching it would hold up everybody."""
    listener = listen("127.0.0.1", 0)
    host, port = listener.getsockname()[:2]
    ready, done = asyncio.Event(), asyncio.Event()

    async def meanwhile() -> None:
        await done.wait()

    serving = asyncio.create_task(serve(busy, listener, log_level="error", announce=ready.set, meanwhile=meanwhile))
    await ready.wait()
    async with httpx.AsyncClient(timeout=PATIENCE_SECONDS) as client:
        answer = await client.get(f"http://{host}:{port}/")
    done.set()
    await serving
    assert answer.text == "0"


def _collections() -> int:
    return sum(each["collections"] for each in gc.get_stats())
