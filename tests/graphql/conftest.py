"""A dealer group for each test of the schema. They share a database: groups have nothing to do with each other."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.facts import onboarded, registered, rooftop
from tests.support.graph import Graph, deployed, open_graph
from tests.support.postgres import Server


@pytest.fixture(scope="session")
def deployed_dsn(server: Server) -> Iterator[str]:
    """One database with all read models."""
    with deployed(server) as dsn:
        yield dsn


@pytest.fixture
async def graph(deployed_dsn: str) -> AsyncIterator[Graph]:
    """A dealer group with two rooftops, Sam the service advisor, and Ann, a customer of the northern one."""
    async with open_graph(deployed_dsn) as opened:
        await opened.happened(rooftop("north"), at="north")
        await opened.happened(rooftop("south"), at="south")
        await opened.happened(onboarded("sam"), onboarded("max"), at=None)
        await opened.happened(registered("ann"), at="north")
        yield opened
