"""Answers reads: plan, wait if asked to, replay if asked to, one statement, and what the response says about it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
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


class Reader:
    """Reads for one request, on behalf of its principal. `about` is what the response's extensions say of it."""

    def __init__(self, reading: Reading, principal: Principal, viewer: Viewer, variables: Mapping[str, Any]) -> None:
        self._reading = reading
        self._principal = principal
        self._viewer = viewer
        self._variables = variables
        self.about: dict[str, Any] = {}

    async def operation(self, asked: Asked) -> str:
        """Answer a whole query as JSON. Raises NotPlannable before anything was read, and typed refusals."""
        planned = self._reading.planner.operation(asked, self._principal, self._viewer)
        visible = await self._wait(planned)
        row = await self._fetch(planned, {})
        self._tell(planned, row["position"], visible=visible)
        data: str = row["data"]
        return data

    async def field(self, info: GraphQLResolveInfo[Any], source: Any) -> Any:
        """Answer one field that the stock executor met, as JSON or None.

        Below a mutation, `source` is its payload, and the answer shows what the mutation did; one that did
        nothing has nothing to show.
        """
        if source is not None and source.position is None:
            return None
        planned = self._reading.planner.field(info, self._variables, self._principal, self._viewer)
        if source is None:
            visible, given = await self._wait(planned), {}
        else:
            given = source.keys
            visible = await self._reading.wait_for(self._viewer.tenant, source.position, PAYLOAD_WAIT_SECONDS)
        row = await self._fetch(planned, given)
        above = () if info.path.prev is None else info.path.prev.as_list()
        self._tell(planned, row["position"], visible=visible, above=above)
        value = orjson.loads(row["data"])[str(info.path.key)]
        return None if value is None else orjson.Fragment(orjson.dumps(value))

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
            (row,) = await connection.fetch(planned.plan.sql, *evaluate(planned.plan, moment))
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

    def _tell(self, planned: Planned, position: int | None, *, visible: bool, above: Sequence[str | int] = ()) -> None:
        if position is not None:
            self.about["consistency"] = {"position": str(position), "stale": not visible}
        redactions = [
            {"path": [*above, *path], "category": category.value, "reason": "CATEGORY_NOT_READABLE"}
            for path, category in planned.plan.masked
            if not self._viewer.sees(category)
        ]
        if redactions:
            self.about.setdefault("redactions", []).extend(redactions)


def _tag(pick: Pick, values: Values) -> str | None:
    table = table_of(get_named_type(pick.field.type)) if pick.field else None
    given = values[pick.slot or 0]
    if table is None:
        return None
    key = key_of(given["id"] if "id" in given else given["vin"], table.prefix, table.key_type)
    return None if key is None else f"{table.prefix}:{key}"
