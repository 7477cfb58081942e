"""Subscriptions deliver what changed, once, to those who may read it, and go on where they were."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from lifecycle_api import app
from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.tokens import Reason, TokenExpired, TokenInvalid
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.following import Delivery, Subscription
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.question import Answer, Asker, Question, Renew
from tests.support.facts import NOON, VIN, a, noted, offered, opened, registered
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import consumer, staff
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

TIMELINE = """subscription ($id: ID!, $after: EventPosition, $categories: [TimelineCategory!]) {
  timelineChanged(customer: $id, after: $after, categories: $categories) { position items { position title text } }
}"""
HANDOFFS = "subscription ($at: ID) { handoffsChanged(rooftop: $at) { position handoffs { id status version } } }"
EVENTS = """subscription ($types: [String!], $after: EventPosition) {
  events(types: $types, after: $after) { position events { position type rooftop data withheld erased } }
}"""


def ann(graph: Graph) -> dict[str, Any]:
    """The variable that names Ann."""
    del graph
    return {"id": f"customer:{a('ann')}"}


class Stream:
    """What a subscriber gets, one after the other."""

    def __init__(self, graph: Graph, subscription: Subscription) -> None:
        self._graph = graph
        self._deliveries = subscription.deliveries()

    async def next(self) -> Delivery:
        """The next delivery or heartbeat."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await anext(self._deliveries)

    async def answer(self) -> tuple[int, Answer]:
        """The next delivery, with its position, once the read models show what is recorded."""
        await self._graph.shown()
        while (delivery := await self.next()).answer is None:
            pass  # how many heartbeats come before it is a matter of how fast the machine is
        return delivery.position, delivery.answer

    async def data(self) -> Any:
        """What the next delivery holds."""
        position, answer = await self.answer()
        assert not answer.errors
        (payload,) = orjson.loads(answer.body)["data"].values()
        assert payload.get("position", str(position)) == str(position)
        return payload

    async def silence(self, position: int) -> None:
        """Nothing is delivered of what happened up to a position, of which a heartbeat tells at last."""
        await self._graph.shown()
        while (delivery := await self.next()).position < position:
            assert delivery.answer is None
        assert (delivery.position, delivery.answer) == (position, None)


@asynccontextmanager
async def asked(
    graph: Graph,
    who: Principal | None,
    document: str,
    *,
    admission: Admission = ADMISSION,
    resume: int | None = None,
    heartbeat: float = 0.2,
    **variables: Any,
) -> AsyncIterator[Subscription | Answer]:
    """What is answered to a subscription."""
    following = replace(graph.resources.following, heartbeat_seconds=heartbeat)
    answering = Answering(SCHEMA, replace(graph.resources, following=following), admission)
    question = Question(query=document, variables=variables)
    async with answering.subscribed(question, Asker(who, "test"), after=resume) as found:
        yield found


@asynccontextmanager
async def following(graph: Graph, who: Principal, document: str, **given: Any) -> AsyncIterator[Stream]:
    """A subscription that is not refused."""
    await graph.shown()
    async with asked(graph, who, document, **given) as found:
        assert isinstance(found, Subscription), found.body
        yield Stream(graph, found)


async def code(graph: Graph, who: Principal | None, document: str, **given: Any) -> str:
    """The code with which a subscription is refused."""
    async with asked(graph, who, document, **given) as found:
        assert isinstance(found, Answer)
        assert found.data is None
        (error,) = found.errors
        answered: str = error["extensions"]["code"]
        return answered


async def test_a_timeline_tells_what_is_new(graph: Graph) -> None:
    """In the order of the log, and nothing of other customers."""
    async with following(graph, staff(graph.tenant), TIMELINE, **ann(graph)) as stream:
        first = await graph.happened(noted("one"), registered("ben"), noted("two"))
        assert await stream.data() == {
            "position": str(first),
            "items": [
                {"position": str(first - 2), "title": "Note written", "text": "Likes blue."},
                {"position": str(first), "title": "Note written", "text": "Likes blue."},
            ],
        }
        await stream.silence(await graph.happened(noted("for Ben", customer="ben")))
        second = await graph.happened(noted("three"))
        assert [each["position"] for each in (await stream.data())["items"]] == [str(second)]


async def test_a_vehicle_has_a_timeline_too(graph: Graph) -> None:
    """By VIN or by global id."""
    document = """subscription ($id: ID!) {
      timelineChanged(vehicle: $id) { __typename items { __typename vehicle { vin } } }
    }"""
    for name in (VIN, f"vehicle:{VIN}"):
        async with following(graph, staff(graph.tenant), document, id=name) as stream:
            await graph.happened(opened(f"order {name}"))
            payload = await stream.data()
            assert payload["__typename"] == "TimelineChange"
            assert payload["items"] == [{"__typename": "RepairOrderItem", "vehicle": {"vin": VIN}}]


async def test_only_the_categories_asked_for_are_told(graph: Graph) -> None:
    """The others pass by in silence."""
    given = {**ann(graph), "categories": ["HANDOFF"]}
    async with following(graph, staff(graph.tenant), TIMELINE, **given) as stream:
        await stream.silence(await graph.happened(noted()))
        position = await graph.happened(offered())
        assert [each["position"] for each in (await stream.data())["items"]] == [str(position)]


async def test_who_was_away_misses_nothing_and_hears_nothing_twice(graph: Graph) -> None:
    """Going on from the position of any delivery or heartbeat, in pages when there is much."""
    start = await graph.happened(noted("first"))
    last = await graph.happened(*(noted(f"note {number}") for number in range(150)))
    positions: list[int] = []
    after = start
    while after < last:
        async with following(graph, staff(graph.tenant), TIMELINE, after=str(after), **ann(graph)) as stream:
            payload = await stream.data()
            after = int(payload["position"])
            positions += [int(each["position"]) for each in payload["items"]]
    assert positions == list(range(start + 1, last + 1))


async def test_the_transport_can_say_where_to_go_on(graph: Graph) -> None:
    """As `Last-Event-ID` does; it wins over the argument."""
    position = await graph.happened(noted("one"), noted("two"))
    given = {**ann(graph), "after": "0"}
    async with following(graph, staff(graph.tenant), TIMELINE, resume=position - 1, **given) as stream:
        assert [each["position"] for each in (await stream.data())["items"]] == [str(position)]


async def test_what_one_may_not_read_is_withheld_from_deliveries_too(graph: Graph) -> None:
    """Who has no job at the dealership sees that there was a note, and is told why its text is null."""
    async with following(graph, staff(graph.tenant, roles=frozenset()), TIMELINE, **ann(graph)) as stream:
        await graph.happened(noted())
        position, answer = await stream.answer()
    assert b'"text":null' in answer.body
    assert answer.extensions["redactions"] == [
        {"path": ["timelineChanged", "items", "text"], "category": "content", "reason": "CATEGORY_NOT_READABLE"}
    ]
    assert answer.extensions["consistency"] == {"position": str(position), "stale": False}


async def test_whose_customer_it_is_not_hears_nothing_at_all(graph: Graph) -> None:
    """Not even that something happened: another rooftop's staff, another customer, another group."""
    strangers = [staff(graph.tenant, a("south")), consumer(graph.tenant, a("ben")), staff(a("other group"))]
    await graph.parts.store.create_tenant(strangers[2].tenant, "Another group")
    for stranger in strangers:
        async with following(graph, stranger, TIMELINE, **ann(graph)) as stream:
            position = await graph.happened(noted(f"for {stranger.subject} {stranger.tenant}"))
            await stream.silence(position if stranger.tenant == graph.tenant else 0)
    async with following(graph, consumer(graph.tenant, a("ann")), TIMELINE, **ann(graph)) as stream:
        await graph.happened(noted("mine"))
        assert len((await stream.data())["items"]) == 1


async def test_one_thing_is_told_as_it_is_now(graph: Graph) -> None:
    """Whenever something about it is recorded."""
    document = "subscription ($id: ID!) { customerChanged(id: $id) { customer { id version } } }"
    async with following(graph, staff(graph.tenant), document, **ann(graph)) as stream:
        await graph.happened(noted())
        assert (await stream.data())["customer"]["id"] == f"customer:{a('ann')}"
    document = "subscription ($id: ID!) { repairOrderChanged(id: $id) { position repairOrder { status } } }"
    order = f"repair_order:{a('order')}"
    async with following(graph, staff(graph.tenant), document, id=order) as stream:
        await graph.happened(opened("order"))
        assert (await stream.data())["repairOrder"]["status"] == "OPEN"


async def test_a_board_tells_what_changed_on_it(graph: Graph) -> None:
    """At one rooftop, or at all of those in reach."""
    everywhere, south = staff(graph.tenant), {"at": f"rooftop:{a('south')}"}
    async with (
        following(graph, everywhere, HANDOFFS) as board,
        following(graph, everywhere, HANDOFFS, **south) as southern,
    ):
        position = await graph.happened(offered(), at="north")
        assert await board.data() == {
            "position": str(position),
            "handoffs": [{"id": f"handoff:{a('handoff')}", "status": "OFFERED", "version": str(position)}],
        }
        await southern.silence(position)


async def test_events_are_told_as_far_as_they_may_be_read(graph: Graph) -> None:
    """Of the types asked for, at the rooftops in reach, with what is protected withheld by name."""
    advisor = staff(graph.tenant, a("north"), scopes=frozenset({"events:read"}))
    given: dict[str, Any] = {"types": ["note.recorded"], "after": "0"}
    await graph.happened(noted("southern"), at="south")
    position = await graph.happened(registered("ben"), noted("northern"), at="north")
    async with following(graph, advisor, EVENTS, **given) as stream:
        payload = await stream.data()
    assert payload["position"] == str(position)
    assert [(each["position"], each["rooftop"]) for each in payload["events"]] == [
        (str(position), f"rooftop:{a('north')}")
    ]
    assert payload["events"][0]["data"]["text"] == "Likes blue."
    async with following(graph, staff(graph.tenant, roles=frozenset()), EVENTS, **given) as stream:
        southern, northern = (await stream.data())["events"]
    assert northern["data"]["text"] is southern["data"]["text"] is None
    assert (northern["withheld"], northern["erased"]) == (["text"], [])


async def test_every_delivery_is_paid_for(graph: Graph) -> None:
    """A subscription costs when it starts, a delivery what its reading costs; an empty bucket delays it."""
    small = Admission(SCHEMA._schema, Limits(), Buckets({Kind.STAFF: Allowance(31, 40)}, app.now))
    async with following(graph, staff(graph.tenant), TIMELINE, admission=small, **ann(graph)) as stream:
        await graph.happened(noted("one"))
        _, first = await stream.answer()
        assert first.extensions["cost"]["requested"] == 10
        await graph.happened(noted("two"))
        assert len((await stream.data())["items"]) == 1


@pytest.mark.parametrize(
    ("document", "variables", "refused"),
    [
        ("subscription { __typename }", {}, "GRAPHQL_REFUSED"),
        ("{ viewer { name } }", {}, "METHOD_NOT_ALLOWED"),
        ("mutation { recordEvents(input: {items: []}) { position } }", {}, "METHOD_NOT_ALLOWED"),
        ("subscription { nothing { position } }", {}, "GRAPHQL_REFUSED"),
        ("subscription { timelineChanged { position } }", {}, "INVALID_ARGUMENT"),
        ('subscription { timelineChanged(customer: "lead:1") { position } }', {}, "INVALID_ARGUMENT"),
        (
            'subscription { timelineChanged(customer: "a", vehicle: "b") { position } }',
            {},
            "INVALID_ARGUMENT",
        ),
        (TIMELINE, {"id": 7.5}, "INVALID_ARGUMENT"),
        (TIMELINE, {"id": f"customer:{a('ann')}", "after": "99"}, "INVALID_ARGUMENT"),
        ('subscription { events(types: ["nothing.happened"]) { position } }', {}, "UNKNOWN_EVENT_TYPE"),
        (f"subscription {{ handoffsChanged {{ {'a' * 64}: position }} }}", {}, "INVALID_ARGUMENT"),
        ("subscription { a: events { position } b: events { position } }", {}, "GRAPHQL_REFUSED"),
    ],
)
async def test_what_cannot_be_followed_is_refused(
    graph: Graph, document: str, variables: dict[str, Any], refused: str
) -> None:
    """Before anything is delivered."""
    assert (
        await code(
            graph,
            staff(graph.tenant, scopes=frozenset({"events:read", "timeline:read", "customers:read"})),
            document,
            **variables,
        )
        == refused
    )


async def test_following_needs_a_token_and_a_scope(graph: Graph) -> None:
    """As reading does."""
    assert await code(graph, None, TIMELINE, **ann(graph)) == "UNAUTHENTICATED"
    assert await code(graph, staff(graph.tenant, scopes=frozenset()), TIMELINE, **ann(graph)) == "SCOPE_MISSING"
    assert await code(graph, staff(graph.tenant, scopes=frozenset({"service:read"})), EVENTS) == "SCOPE_MISSING"


async def test_a_client_has_so_many_subscriptions_and_no_more(graph: Graph) -> None:
    """Until one of them ends."""
    few = Admission(SCHEMA._schema, Limits(subscriptions=1), Buckets({}, app.now))
    question = Question(query=TIMELINE, variables=ann(graph))
    answering = Answering(SCHEMA, graph.resources, few)
    asker = Asker(staff(graph.tenant), "test")
    for _ in range(2):
        async with answering.subscribed(question, asker) as first, answering.subscribed(question, asker) as second:
            assert isinstance(first, Subscription)
            assert isinstance(second, Answer)
            assert second.errors[0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"


async def test_a_subscription_ends_with_its_token(graph: Graph) -> None:
    """Also while nothing happens."""
    clock = [NOON]
    resources = replace(graph.resources.following, now=lambda: clock[0], heartbeat_seconds=0.01)
    there = replace(graph, resources=replace(graph.resources, following=resources))
    who = staff(graph.tenant, expires=NOON + timedelta(seconds=90))
    answering = Answering(SCHEMA, there.resources, ADMISSION)
    async with answering.subscribed(Question(query=TIMELINE, variables=ann(graph)), Asker(who, "test")) as found:
        assert isinstance(found, Subscription)
        stream = Stream(there, found)
        assert (await stream.next()).answer is None
        clock[0] += timedelta(seconds=90)
        with pytest.raises(TokenExpired):
            await stream.next()


async def test_rights_are_looked_up_anew_before_each_delivery(graph: Graph) -> None:
    """What was taken away is not shown any more, however short a while ago; a token that was revoked ends it."""
    allowed = [staff(graph.tenant)]

    async def renew() -> Principal:
        if not allowed:
            raise TokenInvalid(Reason.CANCELLED)
        return allowed[0]

    async with renewed(graph, renew) as stream:
        await graph.happened(noted("one"))
        assert [each["text"] for each in (await stream.data())["items"]] == ["Likes blue."]
        allowed[0] = staff(graph.tenant, roles=frozenset())
        await graph.happened(noted("two"))
        assert [each["text"] for each in (await stream.data())["items"]] == [None]
        allowed.clear()
        await graph.happened(noted("three"))
        with pytest.raises(TokenInvalid):
            await stream.data()


async def test_a_revoked_token_ends_a_subscription_in_which_nothing_happens(graph: Graph) -> None:
    """A heartbeat later."""

    async def renew() -> Principal:
        raise TokenInvalid(Reason.CANCELLED)

    async with renewed(graph, renew) as stream:
        with pytest.raises(TokenInvalid):
            await stream.next()


@asynccontextmanager
async def renewed(graph: Graph, renew: Renew) -> AsyncIterator[Stream]:
    """Ann's timeline, followed by somebody whose token is looked at again like this."""
    await graph.shown()
    following = replace(graph.resources.following, heartbeat_seconds=0.2)
    answering = Answering(SCHEMA, replace(graph.resources, following=following), ADMISSION)
    asker = Asker(staff(graph.tenant), "test", renew=renew)
    async with answering.subscribed(Question(query=TIMELINE, variables=ann(graph)), asker) as found:
        assert isinstance(found, Subscription)
        yield Stream(graph, found)


async def test_a_fault_ends_a_subscription_and_is_masked(graph: Graph) -> None:
    """What goes wrong while reading is told as over HTTP."""
    await graph.shown()
    async with asked(graph, staff(graph.tenant), TIMELINE, **ann(graph)) as found:
        assert isinstance(found, Subscription)
        reading = replace(found.resources.reading, connections=None, group_reads=None)  # type: ignore[arg-type]
        broken = replace(found, resources=replace(found.resources, reading=reading))
        stream = Stream(graph, broken)
        await graph.happened(noted())
        _, answer = await stream.answer()
        assert [each["extensions"]["code"] for each in answer.errors] == ["INTERNAL_ERROR"]
        with pytest.raises(StopAsyncIteration):
            await stream.next()
