"""Whatever a subscription could deliver, it is told of: no row changes by an event that does not concern it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from graphql import parse

from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.graphql.following import concern_of
from lifecycle_api.planner.following import followed
from lifecycle_api.planner.planner import Asked
from tests.support.duel import simulated
from tests.support.graph import Graph
from tests.support.people import staff
from tests.support.postgres import Server

pytestmark = pytest.mark.anyio

FOLLOWED = {
    "timelineChanged(customer: $id)": "SELECT 'customer:' || customer_id, position FROM <customer_timeline>.item",
    "timelineChanged(vehicle: $id)": "SELECT 'vehicle:' || vin, position FROM <customer_timeline>.item WHERE vin <> ''",
    "customerChanged(id: $id)": "SELECT 'customer:' || id, position FROM <customer_profile>.customer",
    "repairOrderChanged(id: $id)": """
        SELECT 'repair_order:' || id, position FROM <service_drive>.repair_order
        UNION SELECT 'repair_order:' || repair_order_id, position FROM <service_drive>.recommendation
        UNION SELECT 'repair_order:' || repair_order_id, position FROM <service_drive>.concern
        UNION SELECT 'repair_order:' || repair_order_id, position FROM <service_drive>.inspection_item""",
    "handoffsChanged": "SELECT NULL, position FROM <handoff_board>.handoff",
    "appointmentsChanged": "SELECT NULL, position FROM <appointment_book>.appointment",
}


@pytest.fixture(scope="module")
def dsn_of_sample(server: Server) -> Iterator[str]:
    """A database for the sample."""
    with server.database() as dsn:
        yield dsn


@pytest.fixture
async def sample(dsn_of_sample: str, tmp_path: Path) -> AsyncIterator[Graph]:
    """A simulated group, taken in from its files."""
    async with AsyncExitStack() as held:
        yield (await simulated(dsn_of_sample, tmp_path / "group", held)).graph


async def test_every_change_concerns_those_who_follow_it(sample: Graph) -> None:
    """By the tags of the event at whose position it changed."""
    _, found = await sample.parts.store.headers(sample.tenant, after=0, limit=10**6)
    headers = {each.position: each for each in found}
    for field, statement in FOLLOWED.items():
        for schema in sample.resources.reading.planner.schemas.live.items():
            statement = statement.replace(f"<{schema[0]}>", schema[1])  # noqa: PLW2901  # it is this one
        rows = await sample.parts.pool.fetch(statement)
        missed = [row for row in rows if not _concern(sample, field, row[0]).matches(headers[row[1]])]
        assert missed == [], field
        assert len(rows) > 10, field


def _concern(sample: Graph, field: str, id_: str | None) -> Any:
    named = "($id: ID!)" if id_ is not None else ""
    text = f"subscription {named} {{ {field} {{ position }} }}"
    who = staff(sample.tenant)
    asked = Asked(text, parse(text), None, {"id": id_} if id_ is not None else {})
    viewer = viewer_of(who)
    return concern_of(followed(sample.resources.reading.planner, asked, who, viewer), viewer)
