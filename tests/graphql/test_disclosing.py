"""What partners are shown stands in the log before they are; what cannot be recorded is not shown."""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import orjson
import pytest

from lifecycle_api import app
from lifecycle_api.access.policy import Reason
from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.ledger import Ledger, Release
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import DataDisclosed, DataDisclosureRefused
from lifecycle_api.domain.registry import Event
from lifecycle_api.graphql.answering import READINGS
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.planner.released import Released, Ruled
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.log import EventStore
from tests.graphql.test_decided import ANN, BOB, CUSTOMER, CUSTOMERS, FOLLOWUP, carfair, fair
from tests.support.decisions import engagement, granted, withdrawn
from tests.support.facts import NOON, a, noted
from tests.support.graph import Graph
from tests.support.people import auditor, consumer, partner, staff

pytestmark = pytest.mark.anyio
__all__ = ["fair"]


class Meddling(Ledger):
    """A ledger before whose writing something else is recorded, as often as there is something."""

    def __init__(self, graph: Graph, *meanwhile: Event) -> None:
        """Keep what is recorded in between."""
        super().__init__(graph.parts.store, uuid4)
        self._graph = graph
        self._meanwhile = list(meanwhile)
        self.tried = 0

    async def record(self, principal: Principal, release: Release) -> int:
        """Record what happened meanwhile, then the disclosure."""
        self.tried += 1
        if self._meanwhile:
            await self._graph.happened(self._meanwhile.pop(0), at=None)
        return await super().record(principal, release)


class Together(Ledger):
    """A ledger that lets the first two wait for each other, so that both have read before either is recorded."""

    def __init__(self, graph: Graph) -> None:
        """Wait for the second."""
        super().__init__(graph.parts.store, uuid4)
        self._both = asyncio.Barrier(2)
        self.came = 0

    async def record(self, principal: Principal, release: Release) -> int:
        """Record when both are there; whoever comes again has waited."""
        self.came += 1
        if self.came <= self._both.parties:
            await self._both.wait()
        return await super().record(principal, release)


class Unwritten(Ledger):
    """A ledger that only remembers what it was given."""

    def __init__(self) -> None:
        """Nothing so far."""
        self.given: list[Release] = []

    async def record(self, principal: Principal, release: Release) -> int:  # noqa: ARG002  # whoever it is
        """Remember it."""
        self.given.append(release)
        return 1


def with_ledger(graph: Graph, ledger: Ledger) -> Graph:
    """The same with another ledger."""
    return replace(graph, resources=replace(graph.resources, disclosing=Disclosing(ledger, app.now)))


def disclosures(events: Iterable[Event]) -> list[DataDisclosed]:
    """Those among events."""
    return [each for each in events if isinstance(each, DataDisclosed)]


async def test_an_answer_is_in_the_log_before_it_leaves(fair: Graph) -> None:
    """Who got what of whom, why, under what, and the hash of the very bytes; the answer says where it stands."""
    answer = await fair.answer(carfair(fair), CUSTOMERS, purposes=FOLLOWUP)
    position = int(answer.extensions["disclosure"]["position"])
    recorded = await fair.recorded(position)
    told = recorded.event
    assert isinstance(told, DataDisclosed)
    assert (told.party, told.purpose, told.recipient_kind) == (a("carfair"), "lead_followup", "partner")
    assert told.customers == (a("ann"),)
    assert told.agreement == a("deal")
    assert [(each.categories, each.occurred_at, each.effect, each.reason, each.consent) for each in told.decisions] == [
        ((Category.NONE, Category.IDENTITY, Category.CONTACT), None, "permit", None, a("ann says")),
        ((Category.CONTENT,), NOON, "deny", "AGREEMENT_CATEGORY", None),
    ]
    assert "Customer.name" in told.fields
    assert answer.data is not None
    assert told.response_sha256 == hashlib.sha256(answer.data).hexdigest()
    assert told.document_sha256 == hashlib.sha256(CUSTOMERS.encode()).hexdigest()


@pytest.mark.parametrize(
    "differing",
    [
        {"customer": a("bob")},
        {"rooftop": a("south")},
        {"reason": Reason.MINOR},
        {"consent": a("another")},
        {"agreement": a("another")},
        {"occurred_at": NOON - timedelta(days=1)},
        {"occurred_at": None},
    ],
)
async def test_what_is_decided_alike_stands_together(differing: dict[str, Any]) -> None:
    """By its first category, in the order in which they come; whatever differs in anything else stays apart."""
    name = Ruled(Category.IDENTITY, a("ann"), a("north"), None, a("ann says"), a("deal"), NOON)
    number, car = name._replace(category=Category.CONTACT, **differing), name._replace(category=Category.VEHICLE)
    released = Released(purpose="lead_followup", decided_on=1, decided_at=NOON, rulings=(name, number, car))
    ledger = Unwritten()
    await Disclosing(ledger, app.now).record(partner(uuid4()), released, b"", "")
    (release,) = ledger.given
    together, apart = release.decisions
    assert (together.categories, apart.categories) == ((Category.IDENTITY, Category.VEHICLE), (Category.CONTACT,))
    assert (together.customer, together.consent, together.occurred_at) == (a("ann"), a("ann says"), NOON)
    changed = {**differing, "effect": "deny"} if "reason" in differing else differing
    assert apart == msgspec.structs.replace(together, categories=(Category.CONTACT,), **changed)


@pytest.mark.parametrize("ahead", ["", "pageInfo { hasNextPage }"])
@pytest.mark.parametrize(("first", "oldest"), [(1, NOON + timedelta(days=2)), (2, NOON + timedelta(days=1))])
async def test_what_is_on_record_is_how_old_the_oldest_row_shown_is(
    fair: Graph, ahead: str, first: int, oldest: datetime
) -> None:
    """Rows that are all decided alike are told together; one that is only looked ahead at is not among them."""
    for days in (1, 2):
        await fair.happened(noted(f"note {days}"), occurred_at=NOON + timedelta(days=days))
    await fair.shown()
    document = (
        "query($id: ID!, $first: Int!) {"
        f" customer(id: $id) {{ timeline(first: $first) {{ {ahead} nodes {{ occurredAt text }} }} }} }}"
    )
    await fair.ask(carfair(fair), document, purposes=FOLLOWUP, id=ANN, first=first)
    (told,) = disclosures(await fair.events())
    assert {each.occurred_at for each in told.decisions if Category.CONTENT in each.categories} == {oldest}


async def test_the_customer_sees_that_somebody_looked(fair: Graph) -> None:
    """And so does the dealer; those who look at this disclose nothing."""
    await fair.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=ANN)
    question = "{ disclosures { nodes { party purpose categories } } whoHasMyData { nodes { party categories } } }"
    for who in (consumer(fair.tenant, a("ann")), staff(fair.tenant)):
        seen = await fair.read(who, question)
        assert [each["party"] for each in seen["disclosures"]["nodes"]] == [f"party:{a('carfair')}"]
        assert {"IDENTITY"} <= set(seen["whoHasMyData"]["nodes"][0]["categories"])
    assert len(disclosures(await fair.events())) == 1


async def test_a_withdrawal_in_between_is_obeyed(fair: Graph) -> None:
    """It came after the data was read and before the disclosure was recorded: what was read is not shown."""
    ledger = Meddling(fair, withdrawn("ann"))
    reply = await with_ledger(fair, ledger).ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=ANN)
    assert reply.data == {"customer": None}
    assert ledger.tried >= 1
    assert not any(each.effect == "permit" for one in disclosures(await fair.events()) for each in one.decisions)


async def test_a_consent_for_one_use_is_used_once(fair: Graph) -> None:
    """Of two who read before either is recorded, one is shown the person; the other reads again, when it is used up."""
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",), max_uses=1), at=None)
    await fair.shown()
    together = with_ledger(fair, Together(fair))
    asked = [together.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=BOB) for _ in range(2)]
    shown = [reply.data["customer"] is not None for reply in await asyncio.gather(*asked)]
    assert sorted(shown) == [False, True]
    rested = [each.consent for one in disclosures(await fair.events()) for each in one.decisions if not each.reason]
    assert set(rested) == {a("bob says")}


async def test_a_consent_tells_that_it_was_used_up(fair: Graph) -> None:
    """To staff and to the customer, though what was given is given still; before it was used it was not used up."""
    listed = "consents { nodes { maxUses usedUp state } }"
    now = f"query($id: ID!) {{ customer(id: $id) {{ {listed} }} }}"
    of_then = "id: $id, asOf: { known: { position: $at } }"
    then = f"query($id: ID!, $at: EventPosition!) {{ customer({of_then}) {{ {listed} }} }}"

    async def given(whom: str, who: Principal, document: str = now, **variables: Any) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = (await fair.read(who, document, id=whom, **variables))["customer"]["consents"][
            "nodes"
        ]
        return nodes

    await fair.happened(granted("ann says", "ann", "survey"), at=None)
    await fair.happened(granted("bob says", "bob", "lead_followup", to=("carfair",), max_uses=1), at=None)
    before = str(len(await fair.events()))
    await fair.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=BOB)
    used = {"maxUses": 1, "state": "GIVEN", "usedUp": True}
    assert await given(BOB, consumer(fair.tenant, a("bob"))) == [used]
    assert await given(BOB, staff(fair.tenant)) == [used]
    assert await given(BOB, staff(fair.tenant), then, at=before) == [{**used, "usedUp": False}]
    assert not any(each["usedUp"] for each in await given(ANN, staff(fair.tenant)))


async def test_a_consent_for_many_uses_is_no_bottleneck(fair: Graph) -> None:
    """Two who read the same person at the same time need not read again."""
    ledger = Together(fair)
    together = with_ledger(fair, ledger)
    asked = [together.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=ANN) for _ in range(2)]
    assert all(reply.data["customer"] is not None for reply in await asyncio.gather(*asked))
    assert ledger.came == 2


async def test_what_keeps_changing_is_not_shown(fair: Graph) -> None:
    """After some attempts the partner is asked to come back."""
    changes = [granted(f"ann again {number}", "ann", "survey") for number in range(READINGS)]
    ledger = Meddling(fair, *changes)
    reply = await with_ledger(fair, ledger).ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=ANN)
    assert (reply.data, reply.errors) == (None, ("AUDIT_UNAVAILABLE",))
    assert ledger.tried == READINGS
    assert disclosures(await fair.events()) == []


async def test_without_a_record_nothing_is_shown(fair: Graph, deployed_dsn: str) -> None:
    """The log cannot be written to: the partner gets an error, and not a byte of data; staff read on."""
    pool = await open_pool(deployed_dsn)
    await pool.close()
    broken = with_ledger(fair, Ledger(EventStore(pool, fair.parts.keys), uuid4))
    reply = await broken.ask(carfair(fair), CUSTOMERS, purposes=FOLLOWUP)
    assert (reply.data, reply.errors) == (None, ("AUDIT_UNAVAILABLE",))
    assert "Ann" not in orjson.dumps(reply.extensions).decode()
    assert (await broken.read(staff(fair.tenant), CUSTOMERS))["customers"]["nodes"]


async def test_an_auditors_view_is_recorded_like_everyones(fair: Graph) -> None:
    """Under the engagement, also when nothing personal is opened."""
    await fair.happened(*engagement("identity"), at=None)
    ada = auditor(fair.tenant, party=a("ada"), engagement=a("look"))
    reply = await fair.ask(ada, CUSTOMERS)
    assert reply.errors == ()
    (told,) = disclosures(await fair.events())
    assert (told.recipient_kind, told.engagement, told.purpose) == ("auditor", a("look"), "audit")
    assert {a("ann"), a("bob")} <= set(told.customers)


async def test_who_is_refused_as_a_whole_is_noted(fair: Graph) -> None:
    """With the purpose they named and the reason they were given."""
    who = carfair(fair, purposes=("lead_followup",))
    assert (await fair.ask(who, CUSTOMERS, purposes=("resale",))).errors == ("PURPOSE_NOT_GRANTED",)
    noted: list[Any] = [each for each in await fair.events() if isinstance(each, DataDisclosureRefused)]
    assert [(each.party, each.purpose, each.reason) for each in noted] == [
        (a("carfair"), "resale", "PURPOSE_NOT_GRANTED")
    ]


async def test_asking_in_vain_is_in_the_log(fair: Graph) -> None:
    """Bob did not agree: he is not shown, and that he was asked for is known."""
    reply = await fair.ask(carfair(fair), CUSTOMER, purposes=FOLLOWUP, id=BOB)
    assert reply.data == {"customer": None}
    (told,) = disclosures(await fair.events())
    assert told.customers == (a("bob"),)
    assert {each.effect for each in told.decisions} == {"deny"}
