"""What staff are shown of somebody's money or papers is recorded one by one; of the rest it is counted how often."""

from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.staff_access import StaffAccessRecorded, StaffAccessSummarised
from lifecycle_api.errors import Unavailable
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


ANN = f"customer:{a('ann')}"
SAID = ("deal.structured.price",)
STANDS = (
    "customer_timeline.item.financial_currency",
    "customer_timeline.item.financial_minor",
    "sales_pipeline.deal.currency",
    "sales_pipeline.deal.price_minor",
)
PAST = (
    (f'{{ events(where: {{ customer: "{ANN}" }}) {{ nodes {{ data }} }} }}', SAID),
    ("{ events { nodes { type } } events { ...Said } } fragment Said on EventPage { nodes { data } }", SAID),
    (f'{{ replay(customer: "{ANN}") {{ columns }} }}', STANDS),
    (f'{{ diff(customer: "{ANN}", from: "0", to: "50") {{ columns {{ after }} }} }}', STANDS),
    (f'{{ replaySteps(customer: "{ANN}") {{ event {{ type }} changes {{ columns {{ after }} }} }} }}', STANDS),
    (f'{{ replaySteps(customer: "{ANN}") {{ event {{ data }} changes {{ kind }} }} }}', SAID),
    (f'{{ personalData(customer: "{ANN}") {{ document }} }}', (*STANDS[:2], *SAID, *STANDS[2:])),
    (f'{{ personalData(customer: "{ANN}") {{ readable }} }}', (*STANDS[:2], *SAID, *STANDS[2:])),
)
NAMES = (
    f'{{ events(where: {{ customer: "{ANN}" }}) {{ nodes {{ type withheld }} }} }}',
    f'{{ replay(customer: "{ANN}") {{ table withheld }} }}',
    f'{{ diff(customer: "{ANN}", from: "0", to: "50") {{ kind columns {{ column }} }} }}',
    f'{{ personalData(customer: "{ANN}") {{ generatedAt }} }}',
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


async def summaries(graph: Graph) -> list[Any]:
    """How often the rest was shown, by the log."""
    await graph.parts.staff_access.summarise()
    return [each for each in await graph.events() if isinstance(each, StaffAccessSummarised)]


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


@pytest.mark.parametrize(("document", "fields"), PAST)
async def test_money_that_is_read_of_the_past_is_on_record_too(
    sold: Graph, document: str, fields: tuple[str, ...]
) -> None:
    """Of whom and which field, of events and of rows that follow from them; the rest is counted."""
    who = staff(sold.tenant, role=Role.ADMINISTRATOR)
    assert (await sold.ask(who, document)).errors == ()
    (look,) = await looks(sold)
    assert (look.customers, look.fields, look.reader) == ((a("ann"),), fields, who.subject)
    assert (await summaries(sold))[0].answers >= 1


@pytest.mark.parametrize("document", NAMES)
async def test_who_is_only_told_what_there_is_leaves_no_record(sold: Graph, document: str) -> None:
    """Types, tables, times and names of columns are nobody's money."""
    assert (await sold.ask(staff(sold.tenant, role=Role.ADMINISTRATOR), document)).errors == ()
    assert [*await looks(sold), *await summaries(sold)] == []


@pytest.mark.parametrize(("document", "_"), PAST)
async def test_money_of_the_past_that_cannot_be_recorded_is_not_shown(
    sold: Graph, monkeypatch: pytest.MonkeyPatch, document: str, _: Any
) -> None:
    """The answer is refused, all of it."""

    async def full(*_: Any, **__: Any) -> Any:
        raise Unavailable

    monkeypatch.setattr(sold.parts.store, "append", full)
    reply = await sold.ask(staff(sold.tenant, role=Role.ADMINISTRATOR), document)
    assert (reply.data, reply.errors) == (None, ("AUDIT_UNAVAILABLE",))


async def test_money_that_is_followed_in_the_log_is_on_record_too(sold: Graph) -> None:
    """Of those who follow all that is recorded."""
    document = 'subscription { events(after: "1") { events { type data } } }'
    who = staff(sold.tenant, role=Role.ADMINISTRATOR)
    async with following(sold, who, document) as stream:
        await stream.data()
    (look,) = await looks(sold)
    assert (look.customers, look.fields) == ((a("ann"),), SAID)


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
    (summary,) = await summaries(sold)
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
