"""Replays the entities that a request reads as of another moment, where nobody else looks."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from graphql import get_named_type

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.graphql.resources import Reading
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.planner import Request
from lifecycle_api.planner.selection import Pick, table_of


@asynccontextmanager
async def replayed(
    reading: Reading,
    viewer: Viewer,
    connection: Any,
    request: Request,
    tables: Mapping[str, Collection[str]] | None = None,
) -> AsyncIterator[dict[int, UUID]]:
    """Give, by root field, the throw-away tenants under which the replayed rows stand until the context ends.

    `tables` are those that will be read, by folder; None means any of them may be.
    """
    async with AsyncExitStack() as replays:
        tenants = {}
        for index in sorted(request.replayed):
            pick = request.tree.root.only[index]
            given = request.values[pick.slot or 0]
            tag = _tag(pick, given)
            if tag is None:
                tenants[index] = uuid4()  # no such id: a tenant without rows
                continue
            known = given["asOf"].get("known") or {}
            replay = reading.as_of(
                connection,
                viewer.tenant,
                tag,
                known=known.get("position", known.get("time")),
                valid=given["asOf"].get("valid"),
                tables=tables,
            )
            tenants[index] = await replays.enter_async_context(replay)
        yield tenants


def _tag(pick: Pick, given: Mapping[str, Any]) -> str | None:
    table = table_of(get_named_type(pick.field.type)) if pick.field else None
    if table is None:
        return None
    key = key_of(given["id"] if "id" in given else given["vin"], table.prefix, table.key_type)
    return None if key is None else f"{table.prefix}:{key}"
