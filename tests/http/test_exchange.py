"""What leaves a connection, write by write: whole answers in one, and everything else as any HTTP server sends it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from lifecycle_api.http.protocol import Protocol

ASK = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"
PLAIN = (b"content-length", b"4")
IDLE_SECONDS = 5


class Kept(asyncio.Transport):
    """A transport to nobody, which keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes] = []
        self.closed = False
        self.reading = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep bytes, if there are any."""
        if data:
            self.told.append(bytes(data))

    def close(self) -> None:
        """Keep that it is over."""
        self.closed = True

    def pause_reading(self) -> None:
        """Keep that nothing more is to be read."""
        self.reading = False

    def resume_reading(self) -> None:
        """Keep that more may come."""
        self.reading = True

    def is_closing(self) -> bool:
        """Whether it is over."""
        return self.closed


class ByHand(asyncio.SelectorEventLoop):
    """A loop whose clock stands still until it is set."""

    now = 0.0

    def time(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def loop() -> Iterator[ByHand]:
    """A loop of our own."""
    made = ByHand()
    yield made
    made.close()


class Line:
    """A caller's connection to an application."""

    def __init__(self, loop: ByHand, app: ASGIApp) -> None:
        config = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False, proxy_headers=False)
        self.state, self.loop, self.transport = ServerState(), loop, Kept()
        self.end = Protocol(config, self.state, {}, _loop=loop)
        self.loop.call_soon(self.end.connection_made, self.transport)
        self.turn()

    def asked(self, data: bytes) -> list[bytes]:
        """What has been answered since, when all of this was looked at."""
        before = len(self.transport.told)
        self.end.data_received(data)
        self.turn()
        return self.transport.told[before:]

    def turn(self) -> None:
        """Let the loop do what can be done now."""
        for _ in range(5):
            self.loop.run_until_complete(asyncio.sleep(0))


def answering(*messages: dict[str, Any]) -> ASGIApp:
    """An application that answers with these messages."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return app


def start(*headers: tuple[bytes, bytes], status: int = 200) -> dict[str, Any]:
    """The beginning of an answer."""
    return {"type": "http.response.start", "status": status, "headers": list(headers)}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    """A part of its body."""
    return {"type": "http.response.body", "body": data, "more_body": more}


def test_head_and_body_are_one_write(loop: ByHand) -> None:
    """Two would wake their reader twice."""
    line = Line(loop, answering(start((b"x-one", b"1"), PLAIN), body(b"page")))
    whole = b"HTTP/1.1 200 OK\r\nx-one: 1\r\ncontent-length: 4\r\n\r\npage"
    assert line.asked(ASK) == [whole]
    assert line.asked(ASK) == [whole]
    assert line.state.total_requests == 2


def test_what_was_asked_ahead_is_answered_in_turn(loop: ByHand) -> None:
    """One after the other, each as a write of its own; nothing more is read before the first is answered."""
    busy = list[bytes]()

    async def path(scope: Scope, _receive: Receive, send: Send) -> None:
        busy.append(scope["raw_path"])
        await asyncio.sleep(0)
        assert (busy.pop(), line.transport.reading) == (scope["raw_path"], scope["raw_path"] != b"/1")
        await send(start((b"content-length", b"2")))
        await send(body(scope["raw_path"]))

    line = Line(loop, path)
    line.asked(b"".join(ASK.replace(b"/", b"/%d" % each, 1) for each in range(1, 4)))
    line.turn()
    assert [each[-2:] for each in line.transport.told] == [b"/1", b"/2", b"/3"]


def test_an_answer_in_parts_begins_with_its_first_part(loop: ByHand) -> None:
    """Its head says that parts come, and waits for the first."""
    parts = answering(start(), body(b"one", more=True), body(b"two"))
    whole = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"
    assert Line(loop, parts).asked(ASK) == [whole]


def test_who_asks_for_the_head_gets_no_body(loop: ByHand) -> None:
    """The length of the body is in the head."""
    line = Line(loop, answering(start(PLAIN), body(b"page")))
    assert line.asked(ASK.replace(b"GET", b"HEAD")) == [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n"]


def test_what_has_not_changed_has_no_body(loop: ByHand) -> None:
    """Nor a length."""
    line = Line(loop, answering(start((b"etag", b'"1"'), status=304), body(b"")))
    assert line.asked(ASK) == [b'HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n']


@pytest.mark.parametrize(
    "ask", [ASK.replace(b"1.1", b"1.0"), ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")]
)
def test_a_connection_that_ends_says_so(loop: ByHand, ask: bytes) -> None:
    """After the answer it is closed."""
    line = Line(loop, answering(start(PLAIN), body(b"page")))
    assert line.asked(ask) == [b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\npage"]
    assert line.transport.closed


@pytest.mark.parametrize(
    "headers",
    [
        [PLAIN, (b"x-one", b"1\r\nx-two: 2")],
        [PLAIN, (b"x-one\r\nx-two", b"2")],
        [PLAIN, (b"x-one: 1\r\nx-two", b"2")],
    ],
)
def test_no_header_brings_another_one(loop: ByHand, headers: list[tuple[bytes, bytes]]) -> None:
    """Whatever it was made of: it is the application's fault, and nothing of it is sent."""
    line = Line(loop, answering(start(*headers), body(b"page")))
    assert b"x-" not in b"".join(line.asked(ASK))
    assert line.transport.closed


@pytest.mark.parametrize("said", [b"3", b"5"])
def test_a_wrong_length_ends_the_connection(loop: ByHand, said: bytes) -> None:
    """Whoever reads on would take what follows for something else."""
    line = Line(loop, answering(start((b"content-length", said)), body(b"page")))
    line.asked(ASK)
    assert line.transport.closed


def test_an_answer_that_breaks_before_its_body_is_a_fault(loop: ByHand) -> None:
    """Its head has not been sent yet, so that nothing of it is."""

    async def broken(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(start((b"x-one", b"1"), PLAIN))
        raise ValueError

    line = Line(loop, broken)
    found = b"".join(line.asked(ASK))
    assert found.startswith(b"HTTP/1.1 500 ")
    assert b"x-one" not in found
    assert line.transport.closed


def test_who_does_not_read_is_waited_for(loop: ByHand) -> None:
    """Nothing is written to a transport that is full."""
    line = Line(loop, answering(start(PLAIN), body(b"page")))
    line.end.pause_writing()
    assert line.asked(ASK) == []
    line.end.resume_writing()
    line.turn()
    assert b"".join(line.transport.told).endswith(b"\r\n\r\npage")


def test_who_hangs_up_is_answered_nothing(loop: ByHand) -> None:
    """The application is told, and may go on to the end."""
    heard = []

    async def waits(_scope: Scope, receive: Receive, send: Send) -> None:
        heard.extend([(await receive())["type"], (await receive())["type"]])
        await send(start(PLAIN))
        await send(body(b"page"))
        heard.append("done")

    line = Line(loop, waits)
    assert line.asked(ASK) == []
    line.end.connection_lost(ConnectionResetError())
    line.turn()
    assert heard == ["http.request", "http.disconnect", "done"]
    assert line.transport.told == []
    assert not line.state.tasks


def test_an_idle_connection_is_closed(loop: ByHand) -> None:
    """One that was used meanwhile has its time again, and one that waits for an answer all the time it takes."""
    go = asyncio.Event()

    async def slow_at_last(scope: Scope, _receive: Receive, send: Send) -> None:
        if scope["path"] == "/slow":
            await go.wait()
        await send(start(PLAIN))
        await send(body(b"page"))

    line = Line(loop, slow_at_last)
    for _ in range(3):
        line.asked(ASK)
        loop.now += IDLE_SECONDS - 1
        line.turn()
    line.asked(ASK.replace(b"/", b"/slow", 1))
    loop.now += 3 * IDLE_SECONDS
    line.turn()
    go.set()
    line.turn()
    loop.now += IDLE_SECONDS - 1
    line.turn()
    assert not line.transport.is_closing()
    assert len(line.transport.told) == 4
    loop.now += 1
    line.turn()
    assert line.transport.is_closing()


def test_a_lost_connection_is_not_looked_after(loop: ByHand) -> None:
    """Nothing is left of it that would wake anybody."""
    line = Line(loop, answering(start(PLAIN), body(b"page")))
    line.asked(ASK)
    line.end.connection_lost(ConnectionResetError())
    loop.now += IDLE_SECONDS
    line.turn()
    assert not line.transport.is_closing()
    assert not line.state.connections


def test_a_server_that_ends_lets_an_answer_be_finished(loop: ByHand) -> None:
    """And then hangs up; who waits for nothing is hung up on at once."""
    go = asyncio.Event()

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await go.wait()
        await send(start(PLAIN))
        await send(body(b"page"))

    busy, idle = Line(loop, slow), Line(loop, slow)
    busy.asked(ASK)
    for each in (busy, idle):
        each.end.shutdown()
    assert (busy.transport.closed, idle.transport.closed) == (False, True)
    go.set()
    busy.turn()
    answer = b"".join(busy.transport.told)
    assert b"\r\nconnection: close\r\n" in answer
    assert answer.endswith(b"\r\n\r\npage")
    assert busy.transport.closed
