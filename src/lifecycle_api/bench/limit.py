"""The limit: two endpoints as someone would write them by hand, with the same token check, masks and pool.

Nothing here knows GraphQL: a path, a JSON body with what varies, one statement (`limit.sql`), and its bytes.
"""

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response

from lifecycle_api import sqlfiles
from lifecycle_api.access.visibility import Viewer, viewer_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.http.authentication import Authenticate, Verify, require_principal
from lifecycle_api.planner.cursors import Cursors

SQL: Final = sqlfiles.load(Path(__file__).parent, "limit")
PAGE: Final = "/limit/customer"
LIST: Final = "/limit/customers"

Arguments = tuple[Any, ...]


class Limit:
    """Endpoints on the tables of these schemas, by projection."""

    def __init__(self, connections: Connections, cursors: Cursors, schemas: Mapping[str, str]) -> None:
        self._connections = connections
        self._cursors = cursors
        self.page_sql = SQL["customer_page"].format(**schemas)
        self.list_sql = SQL["customer_list"].format(**schemas)

    def routes(self, verify: Verify) -> list[BaseRoute]:
        """POST a customer's id for their page; POST nothing for the list."""

        def endpoint(handler: Callable[[Request], Awaitable[Response]]) -> Authenticate:
            return Authenticate(request_response(handler), verify)

        return [
            Route(PAGE, endpoint(self._page), methods=["POST"]),
            Route(LIST, endpoint(self._list), methods=["POST"]),
        ]

    def page_arguments(self, viewer: Viewer, customer: UUID) -> Arguments:
        """What the statement of the page takes."""
        return (
            viewer.tenant,
            customer,
            viewer.sees(Category.IDENTITY),
            viewer.sees(Category.CONTACT),
            viewer.sees(Category.CONTENT),
            viewer.sees(Category.FINANCIAL),
            _listed(viewer.rooftops),
            self._cursors.key(viewer, "timeline:TimelineItem:newest"),
        )

    def list_arguments(self, viewer: Viewer) -> Arguments:
        """What the statement of the list takes."""
        key = self._cursors.key(viewer, "customers:Customer:last_visit")
        return viewer.tenant, viewer.sees(Category.IDENTITY), _listed(viewer.rooftops), key

    async def _page(self, request: Request) -> Response:
        principal = require_principal(request.scope)
        for scope in ("customers:read", "vehicles:read", "timeline:read", "consents:read"):
            principal.require(scope)
        asked = orjson.loads(await request.body())
        customer = UUID(asked["id"].removeprefix("customer:"))
        return await self._fetched(self.page_sql, self.page_arguments(viewer_of(principal), customer))

    async def _list(self, request: Request) -> Response:
        principal = require_principal(request.scope)
        principal.require("customers:read")
        return await self._fetched(self.list_sql, self.list_arguments(viewer_of(principal)))

    async def _fetched(self, sql: str, arguments: Arguments) -> Response:
        async with self._connections.lent() as connection:
            row = await connection.fetchrow(sql, *arguments)
        consistency = f'{{"consistency":{{"position":"{row["position"]}","stale":false}}}}'
        body = f'{{"data":{row["data"]},"extensions":{consistency}}}'
        return Response(body, media_type="application/json")


def _listed(rooftops: frozenset[UUID] | None) -> list[UUID] | None:
    return None if rooftops is None else list(rooftops)
