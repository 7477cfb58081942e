"""A bare fetch, delivered: whatever a caller sends is answered with what a statement gives, and nothing is looked at.

No HTTP server, no address, no token: what these cost is the distance between this and an endpoint. The statements are
fetched by the same connections and on the same event loop as everyone else's, for the same callers.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

from lifecycle_api.graphql.connections import Connections

Statement = tuple[str, tuple[Any, ...]]
"""SQL whose first column is text, and its arguments."""


@asynccontextmanager
async def bare(host: str, connections: Connections, statements: Iterable[Statement]) -> AsyncIterator[int]:
    """Answer with these statements in turn, on the port that is given, until the context ends."""
    turn = cycle(statements)
    server = await asyncio.get_running_loop().create_server(lambda: _Answers(connections, turn), host, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


class _Answers(asyncio.Protocol):
    """One caller's connection: what comes is a request, whole, for callers wait for each answer."""

    def __init__(self, connections: Connections, turn: Iterator[Statement]) -> None:
        self._connections = connections
        self._turn = turn

    def connection_made(self, transport: Any) -> None:
        """Remember whom to answer."""
        self._transport = transport

    def data_received(self, _: bytes) -> None:
        """Answer."""
        self._answering = asyncio.create_task(self._answer(*next(self._turn)))

    async def _answer(self, sql: str, arguments: tuple[Any, ...]) -> None:
        row = await self._connections.run(lambda connection: connection.fetchrow(sql, *arguments))
        data = row[0].encode()
        self._transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(data), data))
