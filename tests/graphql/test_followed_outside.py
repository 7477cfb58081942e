"""Partners and auditors follow what they may see: each delivery is decided on, recorded, and tells nothing else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.domain.events.agreements import AgreementSuspended
from lifecycle_api.domain.events.customers import CustomerProfileCorrected
from lifecycle_api.domain.events.disclosures import DataDisclosed, DataDisclosureRefused
from lifecycle_api.domain.events.engagements import EngagementEnded
from lifecycle_api.domain.events.parties import PartySuspended
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import PersonName
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.following import Delivery, Subscription
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.question import Answer, Asker, Question
from tests.graphql.test_decided import ANN, BOB, FOLLOWUP, carfair, fair
from tests.support.decisions import engagement, granted, withdrawn
from tests.support.facts import NOON, a, noted, opened, phone
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import auditor, staff
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio
__all__ = ["fair"]

TIMELINE = """subscription ($id: ID!, $after: EventPosition) {
  timelineChanged(customer: $id, after: $after) { position items { position title text } }
}"""
NAME = """subscription ($id: ID!, $after: EventPosition) {
  customerChanged(id: $id, after: $after) { position customer { name } }
}"""
SUSPENDED = AgreementSuspended(agreement=a("deal"), party=a("carfair"), reason="R")
HEARTBEAT = 0.1


class Outside:
    """Somebody outside of the controller who follows something."""

    def __init__(self, graph: Graph, subscription: Subscription) -> None:
        self._graph = graph
        self._deliveries = subscription.deliveries()

    async def next(self) -> Delivery:
        """The next delivery or heartbeat, once the read models show what is recorded."""
        await self._graph.shown()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await anext(self._deliveries)

    async def answer(self) -> Any:
        """The body of the next delivery."""
        while (delivery := await self.next()).answer is None:
            pass
        return orjson.loads(delivery.answer.body)

    async def silence(self, position: int) -> None:
        """Nothing is delivered of what happened up to a position."""
        while (delivery := await self.next()).position < position:
            assert delivery.answer is None
        assert delivery.answer is None

    async def ends(self) -> tuple[str, str | None]:
        """The code and the reason with which it ends."""
        (error,) = (await self.answer())["errors"]
        with pytest.raises(StopAsyncIteration):
            await self.next()
        return error["extensions"]["code"], error["extensions"].get("reason")


@asynccontextmanager
async def asked(
    graph: Graph,
    who: Principal,
    document: str,
    *,
    purposes: tuple[str, ...] = FOLLOWUP,
    admission: Admission = ADMISSION,
    **variables: Any,
) -> AsyncIterator[Subscription | Answer]:
    """What is answered to a subscription."""
    await graph.shown()
    following = replace(graph.resources.following, heartbeat_seconds=HEARTBEAT)
    answering = Answering(SCHEMA, replace(graph.resources, following=following), admission)
    question = Question(query=document, variables={"id": ANN, **variables}, purposes=purposes, transport="sse")
    async with answering.subscribed(question, Asker(who, "test")) as found:
        yield found


@asynccontextmanager
async def following(graph: Graph, who: Principal, document: str, **given: Any) -> AsyncIterator[Outside]:
    """A subscription that is not refused."""
    async with asked(graph, who, document, **given) as found:
        assert isinstance(found, Subscription), found.body
        yield Outside(graph, found)


async def refused(graph: Graph, who: Principal, document: str, **given: Any) -> tuple[str, str | None]:
    """The code and the reason with which a subscription is refused."""
    async with asked(graph, who, document, **given) as found:
        assert isinstance(found, Answer)
        assert found.data is None
        (error,) = found.errors
        return error["extensions"]["code"], error["extensions"].get("reason")


async def disclosed(graph: Graph) -> list[DataDisclosed]:
    """What stands in the ledger."""
    return [each for each in await graph.events() if isinstance(each, DataDisclosed)]


async def test_each_delivery_is_a_disclosure_of_what_was_agreed(fair: Graph) -> None:
    """With the fields that were not agreed left out and said so; what was asked for at the start is the purpose."""
    async with following(fair, carfair(fair), TIMELINE) as stream:
        at = await fair.happened(noted("one"))
        answer = await stream.answer()
    assert answer["data"]["timelineChanged"]["items"] == [{"position": str(at), "title": "Note written", "text": None}]
    path = ["timelineChanged", "items", 0, "text"]
    assert answer["extensions"]["redactions"] == [{"path": path, "category": "content", "reason": "AGREEMENT_CATEGORY"}]
    (record,) = await disclosed(fair)
    assert (record.purpose, record.transport, record.rows) == ("lead_followup", "sse", 1)
    assert record.customers == (a("ann"),)
    assert answer["extensions"]["disclosure"]["position"] == str(at + 1)


async def test_what_is_hidden_is_passed_in_silence(fair: Graph) -> None:
    """What happened at a rooftop without an agreement, or to someone else: no delivery, and no disclosure."""
    async with following(fair, carfair(fair), TIMELINE) as stream:
        await stream.silence(await fair.happened(noted("elsewhere"), at="south"))
        await stream.silence(await fair.happened(noted("for Bob", customer="bob")))
    assert await disclosed(fair) == []


async def test_what_is_hidden_costs_nothing(fair: Graph) -> None:
    """Or what is left of the bucket would tell of it."""
    who, buckets = carfair(fair), Buckets({Kind.PARTNER: Allowance(1000, 1)}, lambda: NOON)
    async with following(fair, who, TIMELINE, admission=Admission(SCHEMA._schema, Limits(), buckets)) as stream:
        begun = buckets.look(who)
        await stream.silence(await fair.happened(noted("hidden"), at="south"))
        assert buckets.look(who) == begun
        await fair.happened(noted("one"))
        await stream.answer()
        assert buckets.look(who) != begun


async def test_a_state_is_told_only_when_it_looks_different(fair: Graph) -> None:
    """A note moves the customer's version on, and a visit too; a partner that sees neither learns of neither."""
    async with (
        following(fair, carfair(fair), NAME) as stream,
        following(fair, staff(fair.tenant), NAME, purposes=()) as inside,
    ):
        at = await fair.happened(noted("one"), opened("order"), phone("ann", "+12065550199"))
        assert (await inside.answer())["data"]["customerChanged"]["position"] == str(at)
        await stream.silence(at)
        name = CustomerProfileCorrected(customer=a("ann"), name=PersonName("Anna"), reason="Typo")
        await fair.happened(name)
        told = (await stream.answer())["data"]["customerChanged"]["customer"]
        assert told == {"name": "Anna"}
        await stream.silence(await fair.happened(noted("two")))
    assert len(await disclosed(fair)) == 1


async def test_whoever_goes_on_is_told_how_things_stand(fair: Graph) -> None:
    """At once, whatever happened meanwhile: what they were told before is not known here."""
    async with following(fair, carfair(fair), NAME, after="1") as stream:
        assert (await stream.answer())["data"]["customerChanged"]["customer"] == {"name": "Ann"}
        await stream.silence(await fair.happened(noted("one")))


@pytest.mark.parametrize(
    ("said", "code", "reason"),
    [
        (withdrawn("ann"), "ACCESS_ENDED", "CONSENT_WITHDRAWN"),
        (SUSPENDED, "ACCESS_ENDED", "AGREEMENT_NOT_IN_FORCE"),
        (PartySuspended(party=a("carfair"), reason="R"), "PARTY_SUSPENDED", None),
    ],
)
@pytest.mark.parametrize("document", [TIMELINE, NAME])
async def test_it_ends_with_what_it_rests_on(
    fair: Graph, document: str, said: Event, code: str, reason: str | None
) -> None:
    """At once, with a typed error; what happens meanwhile is not told."""
    async with following(fair, carfair(fair), document) as stream:
        await fair.happened(said, noted("one"), at=None)
        assert await stream.ends() == (code, reason)
    assert await disclosed(fair) == []


async def test_it_ends_when_a_consent_runs_out(fair: Graph) -> None:
    """By itself, a heartbeat later, with nothing recorded."""
    now = fair.resources.reading.now()
    short = granted("ann says", "ann", "lead_followup", to=("carfair",), expires_at=now + timedelta(hours=1))
    await fair.happened(short, at=None)
    clock = [now]

    def tell() -> datetime:
        return clock[0]

    there = replace(fair, resources=replace(fair.resources, reading=replace(fair.resources.reading, now=tell)))
    async with following(there, carfair(fair), TIMELINE) as stream:
        assert (await stream.next()).answer is None
        clock[0] += timedelta(hours=2)
        assert await stream.ends() == ("ACCESS_ENDED", "CONSENT_EXPIRED")


async def test_an_auditor_follows_until_the_engagement_ends(fair: Graph) -> None:
    """What it opens, each delivery recorded."""
    await fair.happened(*engagement("identity", "content"), at=None)
    async with following(fair, auditor(fair.tenant), TIMELINE, purposes=()) as stream:
        await fair.happened(noted("one"))
        (item,) = (await stream.answer())["data"]["timelineChanged"]["items"]
        assert item["text"] == "Likes blue."
        await fair.happened(EngagementEnded(engagement=a("look"), party=a("ada"), reason="R"), noted("two"))
        assert (await stream.ends())[0] == "ACCESS_ENDED"
    (record,) = await disclosed(fair)
    assert (record.recipient_kind, record.engagement) == ("auditor", a("look"))


async def test_what_may_not_be_seen_cannot_be_followed(fair: Graph) -> None:
    """Whoever has standing is told why; otherwise there is nothing of that id."""
    await fair.happened(granted("bob says", "bob", "survey", to=("carfair",)), at=None)
    who = carfair(fair)
    assert await refused(fair, who, TIMELINE, id=BOB) == ("ACCESS_ENDED", "CONSENT_NONE")
    for nobody in ("cay", "nobody"):
        assert await refused(fair, who, NAME, id=f"customer:{a(nobody)}") == ("ACCESS_ENDED", "NO_STANDING")
    assert await refused(fair, who, TIMELINE, purposes=()) == ("PURPOSE_MISSING", None)
    assert await refused(fair, who, TIMELINE, purposes=("lead_followup", "survey")) == ("PURPOSE_MISSING", None)
    noted_ = [each.reason for each in await fair.events() if isinstance(each, DataDisclosureRefused)]
    assert noted_ == ["PURPOSE_MISSING", "PURPOSE_MISSING"]


async def test_lists_of_many_are_asked_for(fair: Graph) -> None:
    """Which of many changed would tell of what is hidden in them."""
    for field in ("handoffsChanged", "appointmentsChanged", "events"):
        code, _ = await refused(fair, carfair(fair), f"subscription {{ {field} {{ position }} }}")
        assert code == "GRAPHQL_REFUSED"


async def test_nothing_is_delivered_that_cannot_be_recorded(fair: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes when it can be."""
    disclosing = fair.resources.disclosing
    record = type(disclosing).record

    async def unable(*_: Any) -> None:
        monkeypatch.setattr(type(disclosing), "record", record)
        raise AuditUnavailable

    async with following(fair, carfair(fair), TIMELINE) as stream:
        monkeypatch.setattr(type(disclosing), "record", unable)
        at = await fair.happened(noted("one"))
        delivery = await stream.next()
        assert (delivery.answer, delivery.position < at) == (None, True)
        assert (await stream.answer())["data"]["timelineChanged"]["items"][0]["position"] == str(at)
    assert len(await disclosed(fair)) == 1
