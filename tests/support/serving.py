"""Serves an ASGI application on a free port of this machine, as the service itself is served."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from lifecycle_api.http.protocol import Protocol
from tests.support.waiting import PATIENCE_SECONDS


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """The base address of the served application, such as `http://127.0.0.1:49152`."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_config=None, lifespan="off", access_log=False, http=Protocol)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)
