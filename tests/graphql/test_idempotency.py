"""A request that is sent again is done once; its key is what says that it is the same."""

import asyncio

import pytest

from tests.support.graph import Graph
from tests.support.mutations import ASSIGN, NOTE, assignment, note, refusal
from tests.support.people import staff

pytestmark = pytest.mark.anyio


async def test_asked_twice_it_is_done_once(graph: Graph) -> None:
    """The second answer is the first one, and says so."""
    who = staff(graph.tenant)
    first, second = [(await graph.ask(who, NOTE, input=note())).data["recordNote"] for _ in range(2)]
    assert [first["replayed"], second["replayed"]] == [False, True]
    assert {**first, "replayed": True} == second


async def test_asked_twice_at_once_it_is_done_once(graph: Graph) -> None:
    """Whichever is first; all get the same answer."""
    who = staff(graph.tenant)
    before = await graph.parts.store.head(graph.tenant)
    replies = await asyncio.gather(*(graph.ask(who, NOTE, input=note()) for _ in range(6)))
    answers = [reply.data["recordNote"] for reply in replies]
    assert {answer["position"] for answer in answers} == {str(before + 1)}
    assert sorted(answer["replayed"] for answer in answers) == [False] + [True] * 5
    assert await graph.parts.store.head(graph.tenant) == before + 1


async def test_a_repeated_request_is_answered_even_if_it_would_be_refused_now(graph: Graph) -> None:
    """Sam has the slot already, because of the first request."""
    who = staff(graph.tenant)
    first, second = [(await graph.ask(who, ASSIGN, input=assignment())).data["assignCustomer"] for _ in range(2)]
    assert first["position"] == second["position"]
    assert (await refusal(graph, who, ASSIGN, assignment("k2")))["code"] == "POLICY_REFUSED"


async def test_a_key_stands_for_one_request(graph: Graph) -> None:
    """Other words, another time or another mutation need another key."""
    who = staff(graph.tenant)
    await graph.ask(who, NOTE, input=note())
    for other in (note(text="Likes red."), note(occurredAt="2026-03-02T12:00:00Z")):
        error = await refusal(graph, who, NOTE, other)
        assert error == {
            "__typename": "IdempotencyKeyReusedError",
            "code": "IDEMPOTENCY_KEY_REUSED",
            "path": ["input", "idempotencyKey"],
        }
    assert (await refusal(graph, who, ASSIGN, assignment()))["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_keys_belong_to_whoever_sends_them(graph: Graph) -> None:
    """Two programs may both begin to count at 1."""
    first = await graph.ask(staff(graph.tenant), NOTE, input=note())
    second = await graph.ask(staff(graph.tenant, client_id="another"), NOTE, input=note(text="Likes red."))
    assert second.data["recordNote"]["userErrors"] == []
    assert first.data["recordNote"]["note"]["id"] != second.data["recordNote"]["note"]["id"]
