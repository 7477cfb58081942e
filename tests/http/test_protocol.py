"""Answers leave in one go, and are otherwise what any HTTP server sends."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from lifecycle_api.http.application import Application
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.protocol import MOST, OneWrite
from tests.support.serving import serving

ASK = b"GET /%b HTTP/1.1\r\nHost: here\r\n%b\r\n"


class Kept(asyncio.Transport):
    """A transport to nobody, which keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep bytes."""
        self.told.append(bytes(data))

    def write_eof(self) -> None:
        """Keep that nothing more comes."""
        self.told.append("eof")

    def close(self) -> None:
        """Keep that it is over."""
        self.told.append("closed")

    def is_closing(self) -> bool:
        """Whether it is over."""
        return "closed" in self.told


async def _parts() -> AsyncIterator[str]:
    yield "one"
    yield "two"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Two pages, one of which comes in parts."""
    routes = [Route("/", lambda _: PlainTextResponse("page")), Route("/parts", lambda _: StreamingResponse(_parts()))]
    with serving(Application(routes, Origins())) as base:
        found = urlsplit(base)
        yield str(found.hostname), int(found.port or 0)


def told(address: tuple[str, int], asked: bytes) -> bytes:
    """Everything that is answered to these bytes, until the server hangs up."""
    with socket.create_connection(address) as connection:
        connection.sendall(asked)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.anyio
async def test_what_is_written_in_one_turn_leaves_in_one_go() -> None:
    """Head and body wake their reader once; what comes later is not waited for."""
    beneath = Kept()
    transport = OneWrite(beneath)
    transport.write(b"head ")
    transport.writelines([b"body", b" end"])
    assert beneath.told == []
    await asyncio.sleep(0)
    transport.write(b"more")
    await asyncio.sleep(0)
    assert beneath.told == [b"head body end", b"more"]


@pytest.mark.anyio
async def test_much_is_not_gathered() -> None:
    """Whoever writes without end has to hear when the transport is full."""
    beneath = Kept()
    transport = OneWrite(beneath)
    for _ in range(3):
        transport.write(bytes(MOST // 2))
    assert beneath.told == [bytes(MOST // 2 * 3)]
    transport.write(b"more")
    await asyncio.sleep(0)
    assert beneath.told[1:] == [b"more"]


@pytest.mark.anyio
async def test_nothing_that_was_written_is_lost_by_closing() -> None:
    """What is still to be sent goes first."""
    for end, ends in ((OneWrite.close, "closed"), (OneWrite.write_eof, "eof")):
        beneath = Kept()
        transport = OneWrite(beneath)
        transport.write(b"last words")
        end(transport)
        await asyncio.sleep(0)
        assert beneath.told == [b"last words", ends]
    assert not transport.is_closing()


def test_an_answer_is_whole_when_the_connection_closes(address: tuple[str, int]) -> None:
    """Also in parts, and of those who asked ahead each gets theirs in turn."""
    close = ASK % (b"", b"Connection: close\r\n")
    assert told(address, close).endswith(b"\r\n\r\npage")
    assert told(address, ASK % (b"parts", b"Connection: close\r\n")).endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert told(address, ASK % (b"", b"") * 2 + close).count(b"page") == 3


def test_who_asks_for_the_head_gets_no_body(address: tuple[str, int]) -> None:
    """The length of the body is in the head."""
    answer = told(address, ASK.replace(b"GET", b"HEAD") % (b"", b"Connection: close\r\n"))
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: 4" in answer
