"""What staff are shown of somebody's money or papers is recorded one by one; of the rest it is counted how often."""

from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded, StaffAccessSummarised
from lifecycle_api.planner.planner import Planner
from lifecycle_api.planner.selection import NotPlannable
from tests.graphql.test_subscriptions import following
from tests.support.facts import a, registered, structured
from tests.support.graph import Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio

DEALS = "{ deals { nodes { number price { amount } customer { name } } } }"
STORY = (
    "query($id: ID!) { customer(id: $id) { name timeline { nodes { title ... on DealItem { amount { amount } } } } } }"
)


@pytest.fixture
async def sold(graph: Graph) -> Graph:
    """Ann has a deal, Ben has none."""
    await graph.happened(registered("ben"), structured(), at="north")
    await graph.shown()
    return graph


async def looks(graph: Graph) -> list[Any]:
    """Whose money was shown, by the log."""
    return [each for each in await graph.events() if isinstance(each, StaffAccessRecorded)]


@pytest.mark.parametrize("document", [DEALS, STORY])
async def test_money_that_is_shown_is_on_record(sold: Graph, document: str) -> None:
    """Of whom, by whom, which field; and the answer looks as it would anyway."""
    who = staff(sold.tenant, role=Role.SALES_MANAGER)
    reply = await sold.ask(who, document, id=f"customer:{a('ann')}")
    assert reply.errors == ()
    assert "#" not in str(reply.data)
    (look,) = await looks(sold)
    assert (look.customers, look.reader, look.roles) == ((a("ann"),), who.subject, ("sales_manager",))
    assert look.fields == (("Deal.price",) if document is DEALS else ("DealItem.amount",))


async def test_money_that_is_delivered_is_on_record_too(sold: Graph) -> None:
    """To whoever follows a timeline."""
    document = """subscription($id: ID!) { timelineChanged(customer: $id, after: "1") {
      items { ... on DealItem { amount { amount } } }
    } }"""
    who = staff(sold.tenant, role=Role.SALES_MANAGER)
    async with following(sold, who, document, id=f"customer:{a('ann')}") as stream:
        assert "#" not in str(await stream.data())
    (look,) = await looks(sold)
    assert (look.customers, look.fields) == ((a("ann"),), ("DealItem.amount",))


async def test_who_sees_no_money_leaves_no_record_of_it(sold: Graph) -> None:
    """An advisor gets nulls, a customer looks at their own, and Ben's page shows none."""
    await sold.ask(staff(sold.tenant), DEALS)
    await sold.ask(consumer(sold.tenant, a("ann")), DEALS)
    await sold.ask(staff(sold.tenant, role=Role.SALES_MANAGER), STORY, id=f"customer:{a('ben')}")
    assert await looks(sold) == []


async def test_the_rest_is_counted(sold: Graph) -> None:
    """And summed up from time to time."""
    who = staff(sold.tenant)
    for _ in range(3):
        await sold.ask(who, "{ customers { nodes { name } } }")
    await sold.ask(who, "{ rooftops { nodes { name } } }")
    await sold.parts.staff_access.summarise()
    (summary,) = [each for each in await sold.events() if isinstance(each, StaffAccessSummarised)]
    assert (summary.reader, summary.answers, list(summary.categories)) == (who.subject, 3, ["identity"])


async def test_the_stock_executor_is_no_way_around(sold: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves the same record."""

    def unable(*_: Any) -> Any:
        raise NotPlannable

    monkeypatch.setattr(Planner, "operation", unable)
    reply = await sold.ask(staff(sold.tenant, role=Role.SALES_MANAGER), DEALS)
    assert reply.data["deals"]["nodes"][0]["price"] is not None
    (look,) = await looks(sold)
    assert (look.customers, look.fields) == ((a("ann"),), ("Deal.price",))
