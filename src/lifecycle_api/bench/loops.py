"""Runs a benchmark as the service is run: on its event loop, and looking for garbage as seldom."""

import asyncio
import gc
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from lifecycle_api.http.garbage import search_less

Result = TypeVar("Result")


def run_on_fast_loop(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end, on uvloop where there is one."""
    try:
        import uvloop  # noqa: PLC0415  # not there on Windows
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


@contextmanager
def searching_less() -> Iterator[None]:
    """Look for garbage as the service does, and not among what is there already."""
    before = gc.get_threshold()
    search_less()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
