"""The price of a customer's page when the log is a hundred times as long: it should be the same.

Two groups with the same spread of events over customers, one with 100,000 events and one with 10 million, are served in
one process and asked in turn by one caller. `growth` is the page of ordinary customers, `growth.heavy` that of the one
who has 50,000 events in each. Figures are medians in milliseconds, the large group's as `ours`.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from functools import partial
from typing import Any, Final

from lifecycle_api.bench.arena import REPETITIONS, SECONDS, Arena, arena
from lifecycle_api.bench.figures import figure
from lifecycle_api.bench.group import HEAVY, PER_CUSTOMER, Generated
from lifecycle_api.bench.loops import run_on_fast_loop
from lifecycle_api.bench.pages import customer_pages
from lifecycle_api.bench.read import made
from lifecycle_api.bench.scratch import kept_database

EVENTS: Final = {"small": 100_000, "large": 10_000_000}


def run(
    dsn: str,
    *,
    events: dict[str, int] = EVENTS,
    repetitions: int = REPETITIONS,
    seconds: float = SECONDS,
    progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Milliseconds a page; `dsn` is any database of a server on which databases may be made.

    The large group takes minutes to make. Who interrupts that goes on the next time; both are dropped after measuring.
    """
    with ExitStack() as held:
        groups = {}
        for name, number in events.items():
            database = held.enter_context(kept_database(dsn, f"bench_growth_{number}"))
            customers = (number - HEAVY) // PER_CUSTOMER
            groups[name] = (database, asyncio.run(made(database, customers, partial(_tell, progress, name))))
        return run_on_fast_loop(_measure(groups, repetitions, seconds, progress))


def _tell(progress: Callable[[str], None], group: str, step: str) -> None:
    progress(f"growth: making the {group} group: {step}")


async def _measure(
    groups: dict[str, tuple[str, Generated]], repetitions: int, seconds: float, progress: Callable[[str], None]
) -> list[dict[str, Any]]:
    async with AsyncExitStack() as held:
        served = {
            name: (await held.enter_async_context(arena(dsn, group.tenant, progress)), group)
            for name, (dsn, group) in groups.items()
        }
        return [
            await _compared("growth", served, repetitions, seconds, lambda group: group.page_customers(2000)),
            await _compared("growth.heavy", served, repetitions, seconds, lambda group: [group.heavy_customer]),
        ]


async def _compared(
    name: str,
    served: dict[str, tuple[Arena, Generated]],
    repetitions: int,
    seconds: float,
    whose: Callable[[Generated], Sequence[str]],
) -> dict[str, Any]:
    took: dict[str, list[float]] = {each: [] for each in served}
    for repetition in range(repetitions + 1):
        for each, (one, group) in served.items():
            requests = customer_pages(whose(group)).planned(one.them.token)
            run = await one.turn(requests, callers=1, seconds=seconds)
            if repetition:  # the first round only warms up
                took[each].append(run.quantile(0.5))
    counted = {f"{each}_events": group.events for each, (_, group) in served.items()}
    return {
        **figure(name, took["large"], took["small"], against="a hundredth of the events", unit="ms"),
        **counted,
        "rows": "generated",
    }
