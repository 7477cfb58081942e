"""Requests as HTTP has them, over real connections: in parts, ahead of each other, with a question first."""

import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from lifecycle_api.http.application import Application
from lifecycle_api.http.cors import Origins
from tests.support.serving import serving

ASK = b"GET /%b HTTP/1.1\r\nHost: here\r\n%b\r\n"
SEND = b"POST /again HTTP/1.1\r\nHost: here\r\nConnection: close\r\n%b\r\n%b"
CLOSE = b"Connection: close\r\n"


async def _parts() -> AsyncIterator[str]:
    yield "one"
    yield "two"


async def _again(request: Request) -> Response:
    return Response(await request.body())


def _asked(request: Request) -> Response:
    scope = request.scope
    return JSONResponse(
        [scope["path"], scope["raw_path"].decode(), scope["query_string"].decode(), scope["http_version"]]
    )


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """Pages: one that comes in parts, one that gives back what was sent, one that tells what was asked."""
    routes = [
        Route("/", lambda _: PlainTextResponse("page")),
        Route("/parts", lambda _: StreamingResponse(_parts())),
        Route("/again", _again, methods=["POST"]),
        Route("/asked/{rest:path}", _asked),
    ]
    with serving(Application(routes, Origins())) as base:
        found = urlsplit(base)
        yield str(found.hostname), int(found.port or 0)


def told(address: tuple[str, int], *asked: bytes) -> bytes:
    """Everything that is answered to these bytes, until the server hangs up; between them, an answer is waited for."""
    with socket.create_connection(address) as connection:
        found = b""
        for each in asked:
            connection.sendall(each)
            found += connection.recv(65_536)
        return found + b"".join(iter(lambda: connection.recv(65_536), b""))


def test_an_answer_is_whole_when_the_connection_closes(address: tuple[str, int]) -> None:
    """Also in parts, and of those who asked ahead each gets theirs in turn."""
    close = ASK % (b"", CLOSE)
    assert told(address, close).endswith(b"\r\n\r\npage")
    assert told(address, ASK % (b"parts", CLOSE)).endswith(b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert told(address, ASK % (b"", b"") * 2 + close).count(b"page") == 3


def test_a_connection_is_kept(address: tuple[str, int]) -> None:
    """Whoever has an answer may ask again."""
    assert told(address, ASK % (b"", b""), ASK % (b"parts", b""), ASK % (b"", CLOSE)).count(b"HTTP/1.1 200") == 3


def test_who_asks_for_the_head_gets_no_body(address: tuple[str, int]) -> None:
    """The length of the body is in the head."""
    answer = told(address, ASK.replace(b"GET", b"HEAD") % (b"", CLOSE))
    assert answer.endswith(b"\r\n\r\n")
    assert b"content-length: 4" in answer


def test_a_body_may_come_in_parts(address: tuple[str, int]) -> None:
    """It is read to its end."""
    sent = SEND % (b"Transfer-Encoding: chunked\r\n", b"3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n")
    assert told(address, sent).endswith(b"\r\n\r\nonetwo")


def test_who_asks_whether_to_send_is_told_to(address: tuple[str, int]) -> None:
    """Once somebody reads the body, and before anything else."""
    found = told(address, SEND % (b"Expect: 100-continue\r\nContent-Length: 3\r\n", b""), b"one")
    assert found.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
    assert found.endswith(b"\r\n\r\none")


def test_an_address_is_given_as_it_is_meant(address: tuple[str, int]) -> None:
    """And as it was written, with the version of HTTP it came with."""
    found = told(address, (ASK % (b"asked/a%20b?c=%20", b"")).replace(b"1.1", b"1.0"))
    assert found.endswith(b'["/asked/a b","/asked/a%20b","c=%20","1.0"]')


def test_what_is_no_http_is_refused(address: tuple[str, int]) -> None:
    """And the connection with it."""
    assert told(address, b"what?\r\n\r\n").startswith(b"HTTP/1.1 400 ")
