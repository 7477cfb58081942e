"""Answers reads: plan, wait if asked to, replay if asked to, one statement, and what the response says about it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from graphql import GraphQLResolveInfo, get_named_type

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.graphql.resources import Reading
from lifecycle_api.graphql.viewer import described
from lifecycle_api.planner.arguments import Values
from lifecycle_api.planner.binds import Moment
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.plan import evaluate
from lifecycle_api.planner.planner import Asked, Planned
from lifecycle_api.planner.selection import Pick, table_of

LONGEST_WAIT_MS = 10_000
PAYLOAD_WAIT_SECONDS = 5.0


@dataclass(frozen=True)
class Answer:
    """JSON text of the data, and what the response's extensions say about it."""

    data: str
    extensions: Mapping[str, Any]


class Reader:
    """Reads for one request, on behalf of its principal."""

    def __init__(self, reading: Reading, principal: Principal, viewer: Viewer) -> None:
        self._reading = reading
        self._principal = principal
        self._viewer = viewer

    async def operation(self, asked: Asked) -> Answer:
        """Answer a whole query. Raises NotPlannable before anything was read, and typed refusals."""
        planned = self._reading.planner.operation(asked, self._principal, self._viewer)
        visible = await self._wait(planned)
        row = await self._fetch(planned, {})
        return Answer(row["data"], self._about(planned, row["position"], visible=visible))

    async def field(self, info: GraphQLResolveInfo[Any], source: Any) -> Any:
        """Answer one field that the stock executor met; below a mutation it shows what the mutation did."""
        planned = self._reading.planner.field(info, self._principal, self._viewer)
        await self._wait(planned)
        if source is not None and source.position is not None:
            await self._reading.wait_for(self._viewer.tenant, source.position, PAYLOAD_WAIT_SECONDS)
        given = getattr(source, "keys", {})
        row = await self._fetch(planned, given)
        return orjson.loads(row["data"])[str(info.path.key)]

    async def _wait(self, planned: Planned) -> bool:
        wanted = [given for values in planned.values if (given := values.get("consistency")) is not None]
        if not wanted:
            return True
        position = max(each["atLeast"] for each in wanted)
        patience = min(max(each["maxWaitMs"] for each in wanted), LONGEST_WAIT_MS) / 1000
        return await self._reading.wait_for(self._viewer.tenant, position, patience)

    async def _fetch(self, planned: Planned, given: Mapping[str, Any]) -> asyncpg.Record:
        async with self._reading.pool.acquire() as connection, self._replayed(connection, planned) as tenants:
            moment = Moment(
                viewer=self._viewer,
                values=planned.values,
                cursor_key=lambda sort: self._reading.cursors.key(self._viewer, sort),
                cursor_open=lambda sort, cursor: self._reading.cursors.open(self._viewer, sort, cursor),
                constants={"viewer": described(self._principal, self._viewer), "given": given},
                tenants=tenants,
            )
            row: asyncpg.Record = await connection.fetchrow(planned.plan.sql, *evaluate(planned.plan, moment))
            return row

    @asynccontextmanager
    async def _replayed(self, connection: Any, planned: Planned) -> AsyncIterator[dict[int, UUID]]:
        async with AsyncExitStack() as replays:
            tenants = {}
            for index in sorted(planned.replayed):
                pick = planned.tree.root.only[index]
                tenants[index] = await self._replay(replays, connection, pick, planned.values)
            yield tenants

    async def _replay(self, replays: AsyncExitStack, connection: Any, pick: Pick, values: Values) -> UUID:
        tag = _tag(pick, values)
        if tag is None:
            return uuid4()  # no such id: a tenant without rows
        as_of = values[pick.slot or 0]["asOf"]
        known = as_of.get("known") or {}
        replay = self._reading.as_of(
            connection,
            self._viewer.tenant,
            tag,
            known=known.get("position", known.get("time")),
            valid=as_of.get("valid"),
        )
        return await replays.enter_async_context(replay)

    def _about(self, planned: Planned, position: int | None, *, visible: bool) -> dict[str, Any]:
        about: dict[str, Any] = {}
        if position is not None:
            about["consistency"] = {"position": str(position), "stale": not visible}
        redactions = [
            {"path": list(path), "category": category.value, "reason": "CATEGORY_NOT_READABLE"}
            for path, category in planned.plan.masked
            if not self._viewer.sees(category)
        ]
        return about | ({"redactions": redactions} if redactions else {})


def _tag(pick: Pick, values: Values) -> str | None:
    table = table_of(get_named_type(pick.field.type)) if pick.field else None
    given = values[pick.slot or 0]
    if table is None:
        return None
    key = key_of(given["id"] if "id" in given else given["vin"], table.prefix, table.key_type)
    return None if key is None else f"{table.prefix}:{key}"
