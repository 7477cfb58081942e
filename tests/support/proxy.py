"""A TCP proxy in front of PostgreSQL that can lose an answer: the server commits, the client never hears of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit, urlunsplit


class LossyProxy:
    """Passes bytes both ways, until :meth:`lose_answer_to` makes it cut a connection instead of answering."""

    def __init__(self, dsn: str) -> None:
        self._target = dsn
        self._needle: bytes | None = None
        self.lost = 0
        self._connections: set[asyncio.Task[None]] = set()

    def lose_answer_to(self, statement: bytes) -> None:
        """Cut the next connection that has sent `statement` when the server answers that all is done."""
        self._needle = statement

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[str]:
        """The DSN of the proxy."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        try:
            yield self._dsn(port)
        finally:
            server.close()
            for task in self._connections:
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

    def _dsn(self, port: int) -> str:
        parts = urlsplit(self._target)
        login = parts.netloc.rpartition("@")[0]
        return urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{port}", query=""))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        up_reader, up_writer = await self._connect()
        heard = asyncio.Event()
        directions = [
            asyncio.ensure_future(self._up(reader, up_writer, heard)),
            asyncio.ensure_future(self._down(up_reader, writer, heard)),
        ]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for stream in (writer, up_writer):
                stream.transport.abort()
            for direction in directions:
                direction.cancel()
            await asyncio.gather(*directions, return_exceptions=True)

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        parts = urlsplit(self._target)
        options = parse_qs(parts.query)
        if folder := options.get("host"):
            return await asyncio.open_unix_connection(f"{folder[0]}/.s.PGSQL.{options.get('port', ['5432'])[0]}")
        return await asyncio.open_connection(parts.hostname, parts.port)

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: asyncio.Event) -> None:
        while data := await reader.read(65536):
            if self._needle is not None and self._needle in data:
                self._needle = None
                heard.set()
            writer.write(data)
            await writer.drain()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, heard: asyncio.Event) -> None:
        while data := await reader.read(65536):
            # ReadyForQuery, idle: the transaction is committed.
            if heard.is_set() and data.endswith(b"Z\x00\x00\x00\x05I"):
                self.lost += 1
                return
            writer.write(data)
            await writer.drain()
