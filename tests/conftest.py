"""What every test may ask for."""

import asyncio
import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

from lifecycle_api.projector.deploy import deploy
from tests.support.postgres import Server, running_server
from tests.support.scheduling import Together

# How fast the machine is, or how busy, says nothing about whether a property holds.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


# Whatever a machine's proxy is for: what tests serve and ask is on this machine.
for name in ("NO_PROXY", "no_proxy"):
    os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost")))

# A shell starts what runs in its background with Ctrl-C ignored, and programs under test would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Who gives the tests to the processes that run them."""
    return Together(config, log)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Tests run on asyncio, as the service does."""
    return "asyncio"


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A running PostgreSQL, shared by everyone who tests this tree."""
    with running_server() as running:
        yield running


@pytest.fixture
def dsn(server: Server) -> Iterator[str]:
    """A migrated database for one test."""
    with server.database() as address:
        yield address


@pytest.fixture
def empty_dsn(server: Server) -> Iterator[str]:
    """A database for one test with nothing in it."""
    with server.database(migrated=False) as address:
        yield address


@pytest.fixture(scope="session")
def deployed_server(server: Server) -> Iterator[Server]:
    """The server, with the shipped read models in the template of its databases."""
    with server.database() as dsn:
        asyncio.run(deploy(dsn))
        yield replace(server, template=urlsplit(dsn).path.removeprefix("/"))


@pytest.fixture
def deployed_dsn(deployed_server: Server) -> Iterator[str]:
    """A database of its own with the shipped read models."""
    with deployed_server.database() as dsn:
        yield dsn
