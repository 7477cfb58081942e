"""How an answer without end comes to one: the caller hangs up, or the server ends."""

import asyncio
from typing import Final

from starlette.types import Receive, Scope

from lifecycle_api.http.asking import hung_up

ENDING: Final = "ending"
"""Under this name the state of requests has an event that is set when the server ends."""


async def ended(scope: Scope, receive: Receive) -> None:
    """Return when the caller has hung up, or the server ends."""
    ending: asyncio.Event | None = scope["state"].get(ENDING)
    waits = [hung_up(receive), *(() if ending is None else (ending.wait(),))]
    tasks = [asyncio.ensure_future(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
