"""Answers reads: plan, wait if asked to, replay if asked to, one statement, and what the response says about it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from graphql import GraphQLResolveInfo

from lifecycle_api.access.denials import check_gate
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import OUTSIDE, Viewer
from lifecycle_api.commands.sights import Sight, summed_up
from lifecycle_api.commands.staff_access import Shown
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql import stock
from lifecycle_api.graphql.entity_tags import may_be_tagged, tag_of
from lifecycle_api.graphql.explaining import Explanation, Server
from lifecycle_api.graphql.replaying import replayed
from lifecycle_api.graphql.resources import Reading
from lifecycle_api.graphql.viewer import described
from lifecycle_api.planner.accounting import taken_off
from lifecycle_api.planner.binds import Constants, Moment
from lifecycle_api.planner.coordinates import accounted_for, coordinates
from lifecycle_api.planner.following import Followed
from lifecycle_api.planner.oracle.pages import Page
from lifecycle_api.planner.oracle.resolvers import Oracle, below
from lifecycle_api.planner.oracle.site import Row
from lifecycle_api.planner.plan import Plan, evaluate
from lifecycle_api.planner.planner import Asked, Planned, Request, Unplanned
from lifecycle_api.planner.released import Released, Withheld
from lifecycle_api.planner.releasing import release
from lifecycle_api.planner.selection import NotPlannable

LONGEST_WAIT_MS = 10_000
PAYLOAD_WAIT_SECONDS = 5.0

Masked = Iterable[tuple[tuple[str, ...], Category]]


class Reader:
    """Reads for one request, on behalf of its principal.

    `looks` is what of people somebody on the staff is about to be shown.

    `known` gives what can be told without a database: few requests ask for it.
    """

    def __init__(
        self,
        reading: Reading,
        principal: Principal,
        viewer: Viewer,
        known: Callable[[], Constants] = dict,
        *,
        explanation: Explanation | None = None,
        near: bool = False,
    ) -> None:
        self._reading = reading
        self._principal = principal
        self._viewer = viewer
        self._known = known
        self._oracle: Oracle | None = None
        self._about: dict[str, Any] = {}
        self._near = reading.near if near else None
        self.explanation = explanation
        self.tag: str | None = None
        self._released: list[Released] = []
        self._unplanned: list[Unplanned] = []
        self.looks: list[Shown] = []

    async def __aenter__(self) -> None:
        """Be able to read field by field, in a transaction that ends with the context."""
        self._held = AsyncExitStack()
        self._reads = asyncio.Lock()

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await (self.leave() if kind is None else self._held.aclose())

    async def leave(self) -> None:
        """Give back what was held to read field by field; before a mutation, what shows the one before."""
        async with self._held:
            self._settle()

    @property
    def about(self) -> dict[str, Any]:
        """What the response's extensions say of what was read."""
        return self._about

    @property
    def released(self) -> list[Released]:
        """What everything that was read under decisions rests on: it may leave once that is recorded."""
        return self._released

    def _settle(self) -> None:
        """Say what the stock executor read, now that all of it is read."""
        if self._oracle is None:
            return
        site, trees = self._oracle.site, [each.tree.root for each in self._unplanned]
        personal = [each for one in self._unplanned for _, each in one.needs.masked if each.personal]
        if site.account is None:
            self._look(personal, (), ())
        else:
            counted = sorted(set[str]().union(*(accounted_for(site.schema, each) for each in trees)))
            self._look(personal, counted, tuple(site.account.customers))
        if site.court is not None and site.court.head:
            fields = sorted(set[str]().union(*map(coordinates, trees)))
            released = site.court.released(self._viewer.purpose.name, fields)
            self._released.append(released)
            self._withhold(released.withheld, ())
        self._oracle, self._unplanned = None, []

    async def operation(self, asked: Asked, tags: frozenset[str] | None = None) -> str | None:
        """Answer a whole query as JSON. Raises NotPlannable before anything was read, and typed refusals.

        With `tags`, what answers rest on that the caller has kept, the answer gets a `tag` of its own if it may be kept
        too; when that is one of them, the answer is None: it is the one the caller has.
        """
        planned = self._planned(asked)
        visible = not planned.tree.waiting or await self._wait(planned)
        if tags is not None and not (visible and may_be_tagged(self._principal, planned)):
            tags = None
        if self._near is not None and visible and not planned.replayed:
            async with self._near(self._viewer.tenant, planned.plan.folders, _at_least(planned)) as held:
                if held is not None:
                    return await self._answered(held, planned, tags, visible=True, by="replica")
        if tags is None:
            row = await self._fetch(planned, {})
            return self._told(planned.plan, row, row["position"], visible=visible)
        async with self._reading.connections.lent() as held:
            return await self._answered(held, planned, tags, visible=visible)

    async def _answered(
        self, held: Any, planned: Planned, tags: frozenset[str] | None, *, visible: bool, by: Server = "primary"
    ) -> str | None:
        if self.explanation is not None:
            self.explanation.server = by
        if tags is not None:
            self.tag = await tag_of(held, self._reading.planner.schemas, self._principal, self._viewer, planned)
            if self.tag in tags:
                return None
        row = await self._fetched(held, planned, {})
        return self._told(planned.plan, row, row["position"], visible=visible)

    def _constants(self) -> Constants:
        return {"viewer": lambda _: described(self._principal, self._viewer), **self._known()}

    def _planned(self, asked: Asked) -> Planned:
        if self.explanation is None:
            return self._reading.planner.operation(asked, self._principal, self._viewer)
        with self.explanation.taking("plan"):
            return self._reading.planner.operation(asked, self._principal, self._viewer)

    async def delivery(self, followed: Followed, after: int, upto: int) -> tuple[str | None, int]:
        """Read what a subscription delivers of what changed behind `after`, up to `upto`.

        The payload, None when it has nothing in it, and the position up to which nothing is left out.
        """
        assert followed.delivery is not None  # noqa: S101  # events are not read here
        row = await self._fetch(followed.delivery, {"after": after, "upto": upto})
        plan, upto = followed.delivery.plan, row["upto"]
        if not row["found"]:
            self._tell(upto, (), visible=True)
            return None, upto
        return self._told(plan, row, upto, visible=True, above=(followed.key,)), upto

    async def stand_by(self, asked: Asked) -> None:
        """Be ready for the fields of a query that the stock executor runs. Raises typed refusals.

        Raises NotPlannable when it will run none: it has to say what is wrong with the variables.
        """
        unplanned = self._reading.planner.unplanned(asked, self._principal, self._viewer)
        if unplanned.reads:
            visible = await self._wait(unplanned)
            self._oracle, self._unplanned = await self._opened(unplanned), [unplanned]
            self._tell(self._oracle.position, unplanned.needs.masked, visible=visible)

    async def field(self, info: GraphQLResolveInfo[Any], source: Any) -> Any:
        """Answer one field that the stock executor met.

        Below a mutation, `source` is its payload, and the answer shows what the mutation did, as JSON; one that did
        nothing has nothing to show.
        """
        if isinstance(source, Row | Page):
            return await below(info, source)
        if source is None:
            assert self._oracle is not None  # noqa: S101  # fields that are read were announced
            return await self._oracle.root(info)
        return None if source.position is None else await self._shown(info, source)

    async def _shown(self, info: GraphQLResolveInfo[Any], payload: Any) -> Any:
        visible = await self._reading.wait_for(self._viewer.tenant, payload.position, PAYLOAD_WAIT_SECONDS)
        above = () if info.path.prev is None else info.path.prev.as_list()
        try:
            operation = info.context["operation"]
            asked = Asked(operation.text, operation.document, operation.name, {})
            planned = self._reading.planner.field(info, asked, self._principal, self._viewer)
        except NotPlannable:
            unplanned = self._reading.planner.unplanned_field(info, self._principal, self._viewer)
            oracle = await self._beside(unplanned)
            self._tell(oracle.position, unplanned.needs.masked, visible=visible, above=above)
            return await oracle.entity(info, payload.keys)
        async with self._reads:
            row = await self._fetch_beside(planned, payload.keys)
        data = self._told(planned.plan, row, row["position"], visible=visible, above=above)
        value = orjson.loads(data)[str(info.path.key)]
        return None if value is None else orjson.Fragment(orjson.dumps(value))

    async def _beside(self, unplanned: Unplanned) -> Oracle:
        # One connection serves all fields of a payload: a request that held one and asked for another could wait for
        # others that do the same, until all of them are refused.
        async with self._reads:
            unplanned.needs.check_cursors(self._reading.cursors, self._viewer)
            if self._oracle is None:
                self._oracle = await self._opened(unplanned)
            self._unplanned.append(unplanned)
            return self._oracle

    async def _fetch_beside(self, planned: Planned, given: Mapping[str, Any]) -> asyncpg.Record:
        if self._oracle is None:
            return await self._fetch(planned, given)
        async with self._oracle.site.turn:
            return await self._fetched(self._oracle.site.connection, planned, given)

    async def _opened(self, unplanned: Unplanned) -> Oracle:
        unplanned.needs.check_cursors(self._reading.cursors, self._viewer)
        opened = stock.transaction(self._reading, self._viewer, unplanned, self._constants())
        return await self._held.enter_async_context(opened)

    async def _wait(self, request: Request) -> bool:
        wanted = _wanted(request)
        if not wanted:
            return True
        patience = min(max(each["maxWaitMs"] for each in wanted), LONGEST_WAIT_MS) / 1000
        return await self._reading.wait_for(self._viewer.tenant, _at_least(request), patience)

    async def _fetch(self, planned: Planned, given: Mapping[str, Any]) -> asyncpg.Record:
        if self.explanation is None and not planned.replayed:
            values = evaluate(planned.plan, self._moment(planned, given, {}))
            return await self._reading.group_reads.row(planned.plan, self._viewer.tenant, values)
        async with self._reading.connections.lent() as held:
            return await self._fetched(held, planned, given)

    async def _fetched(self, held: Any, planned: Planned, given: Mapping[str, Any]) -> asyncpg.Record:
        if not planned.replayed:
            return await self._row(held, planned.plan, self._moment(planned, given, {}))
        async with replayed(self._reading, self._viewer, held, planned, planned.plan.tables) as tenants:
            return await self._row(held, planned.plan, self._moment(planned, given, tenants))

    def _row(self, held: Any, plan: Plan, moment: Moment) -> Awaitable[asyncpg.Record]:
        values = evaluate(plan, moment)
        if self.explanation is None:
            found: Awaitable[asyncpg.Record] = held.fetchrow(plan.sql, *values)
            return found
        return self.explanation.fetch(held, plan.sql, values)

    def _moment(self, planned: Planned, given: Mapping[str, Any], tenants: Mapping[int, UUID]) -> Moment:
        return Moment(
            viewer=self._viewer,
            values=planned.values,
            cursors=self._reading.cursors,
            constants=self._constants,
            now=self._reading.now(),
            given=given,
            tenants=tenants,
        )

    def _told(
        self, plan: Plan, row: asyncpg.Record, position: int, *, visible: bool, above: Sequence[str | int] = ()
    ) -> str:
        """Say what the response is about, and give its data. Raises what stands in the way of the whole request."""
        data: str = row["data"]
        if plan.decisions is None:
            data = self._accounted(plan, data)
            self._tell(position, plan.masked, visible=visible, above=above)
            return data
        check_gate(row["gate"])
        data, released = release(dict(row), plan, self._viewer.purpose.name)
        self._released.append(released)
        self._tell(position, plan.masked, visible=visible, above=above)
        self._withhold(released.withheld, above)
        return data

    def _accounted(self, plan: Plan, data: str) -> str:
        """The data as staff are shown it; what they are shown of people is remembered."""
        customers: Sequence[UUID] = ()
        if plan.accounted:
            data, customers = taken_off(data, plan.counted)
        self._look(plan.personal, plan.accounted, customers)
        return data

    def saw(self, sights: Iterable[Sight]) -> None:
        """Remember what a field shows of people that is computed from the log, if it is somebody on the staff."""
        shown = summed_up(sights)
        self._look(shown.categories, shown.fields, shown.customers)

    def _look(self, categories: Iterable[Category], fields: Sequence[str], customers: Sequence[UUID]) -> None:
        seen = self._viewer.categories.intersection(categories)
        if seen and self._viewer.kind is Kind.STAFF and not self._viewer.decided:
            self.looks.append(Shown(categories=seen, fields=fields, customers=customers))

    def _withhold(self, withheld: Iterable[Withheld], above: Sequence[str | int]) -> None:
        redactions = [
            {"path": [*above, *each.path], "category": each.category.value, "reason": each.reason.value}
            for each in withheld
        ]
        if redactions:
            self._about.setdefault("redactions", []).extend(redactions)

    def _tell(self, position: int | None, masked: Masked, *, visible: bool, above: Sequence[str | int] = ()) -> None:
        if position is not None:
            self._about["consistency"] = {"position": str(position), "stale": not visible}
        seen = self._viewer.categories
        redactions = [
            {"path": [*above, *path], "category": category.value, "reason": "CATEGORY_NOT_READABLE"}
            for path, category in (() if self._viewer.kind in OUTSIDE else masked)
            if category not in seen
        ]
        if redactions:
            self._about.setdefault("redactions", []).extend(redactions)


def _wanted(request: Request) -> list[Mapping[str, Any]]:
    """What the request says of consistency, in each place where it does."""
    given = (request.values[slot].get("consistency") for slot in request.tree.waiting)
    return [each for each in given if each is not None]


def _at_least(request: Request) -> int:
    """The position that the read models have to have reached; 0 when any will do."""
    return max((each["atLeast"] for each in _wanted(request)), default=0)
