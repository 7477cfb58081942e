"""Serves the application with uvicorn, on a port that was found free before anything was promised."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.question import LARGEST_REQUEST
from lifecycle_api.http.ending import ENDING
from lifecycle_api.http.garbage import search_less

_BACKLOG = 2048


class PortTaken(LifecycleError):
    """Another program listens on this port; choose another one."""

    code: ClassVar[str] = "PORT_TAKEN"


class _Server(uvicorn.Server):
    """Ends when it is told to, and that is no failure: the original would raise the signal again.

    `announce` is called once requests are answered and signals are heeded, not before. What is answered without end
    learns from the request's state that the server is ending, which would wait for it.
    """

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce
        self.answering = asyncio.Event()
        self._ending = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.lifespan.state[ENDING] = self._ending
        await super().startup(sockets=sockets)
        search_less()
        self._announce()
        self.answering.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending.set()
        await super().shutdown(sockets=sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def listen(host: str, port: int, *, or_any: bool = False) -> socket.socket:
    """A listening socket; port 0, or `or_any` when the port is taken, takes a free one. Raises PortTaken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if or_any and port:
            return listen(host, 0)
        raise PortTaken(f"Cannot listen on {host}:{port}; choose another port.", host=host, port=port) from error
    listener.listen(_BACKLOG)
    return listener


def address(listener: socket.socket) -> str:
    """The URL at which a listening socket is reached."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve(
    app: ASGIApp,
    listener: socket.socket,
    *,
    log_level: str,
    announce: Callable[[], None] = lambda: None,
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; when `meanwhile` is given, until that is done."""
    config = uvicorn.Config(
        app,
        log_level=log_level,
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        http=_protocol(),
        ws_max_size=LARGEST_REQUEST,
    )
    server = _Server(config, announce)
    if meanwhile is None:
        await server.serve(sockets=[listener])
    else:
        await _serve_while(server, listener, meanwhile)


def _protocol() -> type[asyncio.Protocol]:
    try:
        from lifecycle_api.http.protocol import Protocol  # noqa: PLC0415  # there is no httptools on Windows
    except ImportError:
        return H11Protocol
    return Protocol


async def _serve_while(server: _Server, listener: socket.socket, meanwhile: Callable[[], Awaitable[None]]) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.answering.wait()
        await meanwhile()
    finally:
        server.should_exit = True
        await serving
