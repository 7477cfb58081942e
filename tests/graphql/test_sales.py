"""What a deal's page says of its course."""

from datetime import UTC, datetime

import pytest

from lifecycle_api.domain.events.deals import ContractSigned, DealFunded
from tests.support.facts import a, structured
from tests.support.graph import Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(("told", "shown"), [(1, 1), (None, 0)])
async def test_days_in_transit_are_those_of_the_rooftops_calendar(graph: Graph, told: int | None, shown: int) -> None:
    """Signed on an evening in Dallas, funded on the next day: where nobody counted, both are one day in UTC."""
    signed = ContractSigned(deal=a("deal"), customer=a("ann"))
    funded = DealFunded(deal=a("deal"), customer=a("ann"), days_in_transit=told)
    await graph.happened(structured(), occurred_at=datetime(2026, 3, 2, 20, tzinfo=UTC))
    await graph.happened(signed, occurred_at=datetime(2026, 3, 3, 1, tzinfo=UTC))
    await graph.happened(funded, occurred_at=datetime(2026, 3, 3, 16, tzinfo=UTC))
    data = await graph.read(staff(graph.tenant), "{ deals(first: 1) { nodes { daysInTransit } } }")
    assert data["deals"]["nodes"] == [{"daysInTransit": shown}]
