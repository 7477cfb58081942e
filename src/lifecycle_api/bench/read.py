"""Pages of a group of 100,000 customers with more than a million events, over HTTP, by 32 callers at once.

Contestants take turns in one process, on one event loop and one pool: the service as it is served (`ours`), the same
without plans (`against: "stock"`), and endpoints written by hand with one statement each (`against: "limit"`), whose
answers are the same. Reads of ours that wait are read together; each of theirs is a statement. What the limit itself
reaches of a bare fetch of its statement is `….limit`. Callers are another process on the same machine, which is part of
every figure. Documents that were never asked before push the others out of memory, so they have rounds of their own,
with the limit as it is in those.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any, Final
from uuid import UUID

import httpx

from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.bench import story
from lifecycle_api.bench.arena import REPETITIONS, SECONDS, Arena, Requests, arena, told
from lifecycle_api.bench.bare import Statement, bare
from lifecycle_api.bench.group import Generated, generate
from lifecycle_api.bench.limit import LIST
from lifecycle_api.bench.loops import run_on_fast_loop
from lifecycle_api.bench.pages import Page, as_of, pages
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.errors import LifecycleError
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.store.migrations import migrate

CUSTOMERS: Final = 100_000
BARE: Final = "bare fetch"
COLD: Final = 3000
"""Documents that were never seen before, in each turn."""
STORY: Final = 500
"""Events of the customer whose page is read as of a position."""
READERS: Final = 2
"""Callers of that page, one for each CPU of a small machine: a replay is work, not waiting."""


class AnswersDiffer(LifecycleError):
    """Contestants answer a page differently, so that comparing their speed would mean nothing."""

    code = "ANSWERS_DIFFER"


def run(
    dsn: str,
    *,
    customers: int = CUSTOMERS,
    repetitions: int = REPETITIONS,
    seconds: float = SECONDS,
    progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Requests per second of each page; `dsn` is any database of a server on which databases may be made."""
    with scratch_database(dsn) as scratch:
        progress("read: making a group")
        group = asyncio.run(made(scratch, customers))
        found = run_on_fast_loop(_measure(scratch, group, repetitions, seconds, progress))
        return [record | {"events": group.events, "rows": "generated"} for record in found]


async def made(dsn: str, customers: int, progress: Callable[[str], None] = lambda _: None) -> Generated:
    """A group in a new database, or in one that is being made."""
    await migrate(dsn)
    await deploy(dsn)
    return await generate(dsn, customers=customers, progress=progress)


async def _measure(
    dsn: str, group: Generated, repetitions: int, seconds: float, progress: Callable[[str], None]
) -> list[dict[str, Any]]:
    async with arena(dsn, group.tenant, progress) as served:
        found = []
        for page in pages(group):
            await _check(served, page)
            found += await _page(served, page, repetitions, seconds)
        found.append(await _as_of(served, group.tenant, seconds))
        return found


async def _check(served: Arena, page: Page) -> None:
    """All answer the same. Raises AnswersDiffer."""
    token = served.them.token
    async with httpx.AsyncClient(base_url=served.base, headers={"Authorization": f"Bearer {token}"}) as client:
        for variables, body in list(zip(page.variables, page.bodies, strict=True))[:10]:
            asked = {"query": page.document, "variables": variables}
            answers = [
                await client.post("/graphql", json=asked),
                await client.post("/stock/graphql", json=asked),
                await client.post(page.path, content=body),
            ]
            seen = [_told(each.json()) for each in answers]
            if not seen[0] == seen[1] == seen[2]:
                raise AnswersDiffer(f"{page.name} is answered differently.", page=page.name, answers=seen)


def _told(answer: dict[str, Any]) -> tuple[Any, Any, Any]:
    return answer.get("errors"), answer.get("data"), answer.get("extensions", {}).get("consistency")


async def _page(served: Arena, page: Page, repetitions: int, seconds: float) -> list[dict[str, Any]]:
    token, numbers = served.them.token, count(step=COLD)

    def unseen(of: int) -> list[bytes]:
        return page.unseen(token, number=COLD, of=of, first=next(numbers))

    limit = partial(page.by_hand, token)
    async with bare(served.host, served.them.connections, _statements(served, page)) as port:
        known: Requests = {
            "limit": limit,
            "planned": partial(page.planned, token),
            "stock": partial(page.stock, token),
            BARE: lambda: [b"\n"],
        }
        turns = await served.compare(page.name, known, repetitions=repetitions, seconds=seconds, ports={BARE: port})
    new = {"limit": limit, "cold": partial(unseen, 1), "mixed": partial(unseen, 3)}
    later = await served.compare(f"{page.name}, unseen", new, repetitions=repetitions, seconds=seconds)
    return [
        told(page.name, turns, "planned", "limit"),
        told(page.name, turns, "planned", "stock"),
        told(f"{page.name}.cold", later, "cold", "limit"),
        told(f"{page.name}.mixed", later, "mixed", "limit"),
        told(f"{page.name}.limit", turns, "limit", BARE),
    ]


def _statements(served: Arena, page: Page) -> list[Statement]:
    limit, viewer = served.them.limit, viewer_of(served.them.principal)
    if page.path == LIST:
        return [(limit.list_sql, limit.list_arguments(viewer))]
    ids = [each["id"].removeprefix("customer:") for each in page.variables]
    return [(limit.page_sql, limit.page_arguments(viewer, each)) for each in ids]


async def _as_of(served: Arena, tenant: UUID, seconds: float) -> dict[str, Any]:
    """The page of a customer with many events, as of the last of them; the log holds these."""
    customer, position = await story.told(served.them.parts.store, tenant, STORY)
    requests = [as_of(customer, position - back, served.them.token) for back in range(10)]
    await served.turn(requests, callers=READERS, seconds=1)
    run = await served.turn(requests, callers=READERS, seconds=4 * seconds)
    took = {f"p{share}_ms": round(run.quantile(share / 100), 1) for share in (50, 95, 99)}
    return {"name": "read.as_of", "requests_per_second": round(run.rate, 1), "callers": READERS, **took}
