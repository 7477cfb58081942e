"""The limit: two endpoints as someone would write them by hand, with the same token check, masks and pool.

Nothing here knows GraphQL: a path, a JSON body with what varies, one statement (`limit.sql`), and its bytes.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from lifecycle_api import sqlfiles
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer, viewer_of
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.question import LARGEST_REQUEST
from lifecycle_api.http.authentication import Authenticate, Verify, require_principal
from lifecycle_api.http.limits import body_of
from lifecycle_api.http.replies import Reply
from lifecycle_api.planner.cursors import Cursors

SQL: Final = sqlfiles.load(Path(__file__).parent, "limit")
PAGE: Final = "/limit/customer"
LIST: Final = "/limit/customers"
_JSON: Final = [(b"content-type", b"application/json")]

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

        def endpoint(handler: Callable[[Principal, bytes], Awaitable[Reply]]) -> Authenticate:
            return Authenticate(_Endpoint(handler), verify)

        return [
            Route(PAGE, endpoint(self._page), methods=["POST"]),
            Route(LIST, endpoint(self._list), methods=["POST"]),
        ]

    def page_arguments(self, viewer: Viewer, customer: str) -> Arguments:
        """What the statement of the page takes; `customer` is a UUID as text, which the driver reads."""
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

    async def _page(self, principal: Principal, body: bytes) -> Reply:
        for scope in ("customers:read", "vehicles:read", "timeline:read", "consents:read"):
            principal.require(scope)
        asked = orjson.loads(body)
        customer = asked["id"].removeprefix("customer:")
        return await self._fetched(self.page_sql, self.page_arguments(viewer_of(principal), customer))

    async def _list(self, principal: Principal, _body: bytes) -> Reply:
        principal.require("customers:read")
        return await self._fetched(self.list_sql, self.list_arguments(viewer_of(principal)))

    async def _fetched(self, sql: str, arguments: Arguments) -> Reply:
        row = await self._connections.run(lambda connection: connection.fetchrow(sql, *arguments))
        body = b'{"data":%b,"extensions":{"consistency":{"position":"%d","stale":false}}}' % (row[0].encode(), row[1])
        return Reply(HTTPStatus.OK, _JSON, body)


class _Endpoint:
    """Answers a body for whoever sends it."""

    def __init__(self, handler: Callable[[Principal, bytes], Awaitable[Reply]]) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await body_of(scope, receive, LARGEST_REQUEST)
        reply = await self._handler(require_principal(scope), body)
        await reply(scope, receive, send)


def _listed(rooftops: frozenset[UUID] | None) -> list[UUID] | None:
    return None if rooftops is None else list(rooftops)
