"""Callers of a benchmark count whole answers, and tell success from failure."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from lifecycle_api.bench.bare import bare
from lifecycle_api.bench.load import drive
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.store.database import open_pool

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def answering(*pieces: bytes) -> AsyncIterator[int]:
    """A server that answers whatever comes with these pieces, one after the other; its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(100):
            for each in pieces:
                writer.write(each)
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("pieces", "fails"),
    [
        ([b'HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\n{"data":{}}'], False),
        ([b"HTTP/1.1 200 OK\r\ncontent-le", b"ngth: 11\r\n\r", b'\n{"data"', b":{}}"], False),
        ([b"HTTP/1.1 500 Oh\r\ncontent-length: 2\r\n\r\n{}"], True),
        ([b'HTTP/1.1 200 OK\r\ncontent-length: 13\r\n\r\n{"errors":[]}'], True),
    ],
)
async def test_an_answer_counts_once_however_it_comes(pieces: list[bytes], fails: bool) -> None:  # a case
    """In one piece or several; with errors it is a failure."""
    async with answering(*pieces) as port:
        run = await drive("127.0.0.1", port, [b"?"], callers=2, seconds=0.05)
    assert len(run.latencies) >= 2
    assert run.failures == (len(run.latencies) if fails else 0)


async def test_a_bare_fetch_is_delivered(dsn: str) -> None:
    """Statements take turns, and what they give comes as it is."""
    pool = await open_pool(dsn, max_size=1)
    statements = [("SELECT $1::text", ("one",)), ("SELECT $1::text", ("another",))]
    async with pool, bare("127.0.0.1", Connections(pool, 5), statements) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for expected in (b"one", b"another", b"one"):
            writer.write(b"\n")
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(len(expected)) == expected
        writer.close()
