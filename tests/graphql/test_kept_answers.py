"""Answers that staff may keep, named by what they rest on; and how an answer came about, for developers."""

from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import Principal
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import QUERIES, Answer, Asker, Question
from tests.support.facts import a, noted
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import consumer, partner, staff

pytestmark = pytest.mark.anyio

PAGE = "query($id: ID!) { customer(id: $id) { name notes { nodes { text } } } }"
PINNED = (
    "query($id: ID!, $position: EventPosition!)"
    " { customer(id: $id, asOf: {known: {position: $position}}) { name notes { nodes { text } } } }"
)
ANN = f"customer:{a('ann')}"


async def answered(graph: Graph, who: Principal, question: Question) -> Answer:
    """The answer to a question."""
    return await Answering(SCHEMA, graph.resources, ADMISSION).answer(question, Asker(who, "test"))


async def answer(graph: Graph, who: Principal, query: str, *tags: str, **variables: Any) -> Answer:
    """The answer to a caller who may keep it, and has kept those."""
    await graph.shown()
    question = Question(query=query, variables={"id": ANN, **variables}, kinds=QUERIES, tags=frozenset(tags))
    return await answered(graph, who, question)


async def test_what_has_not_changed_is_not_sent_again(graph: Graph) -> None:
    """Until anything is recorded, whatever it is: then the same question is answered under another tag."""
    who = staff(graph.tenant)
    first = await answer(graph, who, PAGE)
    assert first.data is not None
    assert first.tag is not None
    again = await answer(graph, who, PAGE, "W/another", first.tag)
    assert (again.unchanged, again.data, again.tag) == (True, None, first.tag)
    await graph.happened(noted("n1", text="Prefers mornings"))
    after = await answer(graph, who, PAGE, first.tag)
    assert (after.unchanged, after.tag == first.tag) == (False, False)
    assert b"Prefers mornings" in (after.data or b"")


async def test_an_answer_pinned_to_a_position_stays_what_it_is(graph: Graph) -> None:
    """Whatever happens in business later; a position that lies ahead pins nothing."""
    who, position = staff(graph.tenant), await graph.happened(noted("n1", text="Prefers mornings"))
    now, ahead = str(position), str(position + 1)
    first = await answer(graph, who, PINNED, position=now)
    early = await answer(graph, who, PINNED, position=ahead)
    await graph.happened(noted("n2", text="No, evenings"))
    assert first.tag is not None
    assert early.tag is not None
    assert (await answer(graph, who, PINNED, first.tag, position=now)).unchanged
    assert not (await answer(graph, who, PINNED, early.tag, position=ahead)).unchanged


async def test_a_tag_is_of_one_question_and_one_reader(graph: Graph) -> None:
    """Another document, another argument, another person, role or rooftop: another tag."""
    sam = staff(graph.tenant)
    others = [
        (sam, PAGE.replace("name", "kind"), ANN),
        (sam, PAGE, f"customer:{a('ben')}"),
        (replace_subject(sam), PAGE, ANN),
        (staff(graph.tenant, role=Role.ADMINISTRATOR), PAGE, ANN),
        (staff(graph.tenant, a("north")), PAGE, ANN),
    ]
    tags = [(await answer(graph, who, query, id=customer)).tag for who, query, customer in [(sam, PAGE, ANN), *others]]
    assert len(set(tags)) == len(tags)
    assert None not in tags


async def test_only_staff_may_keep_answers_and_only_what_was_read(graph: Graph) -> None:
    """A consumer's own data and a partner's are fetched each time; so is what is true for the moment alone."""
    for who in (consumer(graph.tenant, a("ann")), partner(graph.tenant)):
        assert (await answer(graph, who, "{ vehicles { nodes { vin } } }")).tag is None
    for query in ("{ rateLimit { available } }", "{ __schema { types { name } } }", "{ viewer { name } }"):
        assert (await answer(graph, staff(graph.tenant), query)).tag is None


async def test_how_a_read_was_answered(graph: Graph) -> None:
    """By its plan, with the statement's hash, the rows it read and how long it took; or field by field."""
    who = staff(graph.tenant, role=Role.ADMINISTRATOR)
    told = await explained(graph, who, PAGE)
    assert (told["path"], len(told["statements"]), told["rows"] > 0) == ("plan", 1, True)
    assert set(told["ms"]) == {"plan", "statement", "total"}
    long = "a" * 64
    assert (await explained(graph, who, PAGE.replace("name", f"{long}: name")))["path"] == "oracle"


async def test_how_a_read_was_answered_is_not_for_everyone(graph: Graph) -> None:
    """It takes a scope."""
    who = staff(graph.tenant, scopes=frozenset({"customers:read"}))
    question = Question(query=PAGE, variables={"id": ANN}, explain=True)
    (error,) = (await answered(graph, who, question)).errors
    assert error["extensions"] == {"code": "SCOPE_MISSING", "scope": "ops:explain"}


async def explained(graph: Graph, who: Principal, query: str) -> dict[str, Any]:
    """What the answer to a query about Ann says of how it came about."""
    await graph.shown()
    question = Question(query=query, variables={"id": ANN}, explain=True)
    found = await answered(graph, who, question)
    assert not found.errors
    told: dict[str, Any] = found.extensions["explain"]
    return told


def replace_subject(who: Principal) -> Principal:
    """Somebody else with the same rights."""
    return Principal(**{name: getattr(who, name) for name in who.__struct_fields__} | {"subject": "max"})
