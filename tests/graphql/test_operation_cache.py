"""What is known of an operation is found out once, and forgotten in the end; nothing else executes operations."""

import ast
from pathlib import Path
from typing import Any

import orjson
import pytest

import lifecycle_api
from lifecycle_api.graphql import operations
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.question import Asker, Question
from lifecycle_api.planner.planner import Planner
from tests.support.facts import a
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio

SOURCE = Path(lifecycle_api.__file__).parent
QUERY = "query($id: ID!, $named: Boolean!) { customer(id: $id) { id name @include(if: $named) } }"
NOTE = """mutation($key: ID!) {
  recordNote(input: {idempotencyKey: $key, customer: "%s", text: "Likes blue."}) {
    note { text } userErrors { message }
  }
}"""
EXECUTES = {"execute", "execute_sync", "subscribe", "stream"}


@pytest.fixture
def answering(graph: Graph) -> Answering:
    """The one function, on a graph."""
    return Answering(SCHEMA, graph.resources, ADMISSION)


async def ask(answering: Answering, asker: Asker, query: str, **variables: Any) -> Any:
    """The whole response."""
    return orjson.loads((await answering.answer(Question(query=query, variables=variables), asker)).body)


async def test_the_second_answer_is_the_first_one(
    graph: Graph, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is parsed, validated, priced or planned again, whatever the values of the variables."""
    await graph.shown()
    asker = Asker(staff(graph.tenant), "test")
    first = await ask(answering, asker, QUERY, id=f"customer:{a('ann')}", named=True)
    for name in ("parse", "validate"):
        monkeypatch.delattr(operations, name)
    monkeypatch.delattr("lifecycle_api.planner.planner.compile_plan")
    assert await ask(answering, asker, QUERY, id=f"customer:{a('ann')}", named=True) == first
    assert (await ask(answering, asker, QUERY, id=f"customer:{a('ben')}", named=True))["data"] == {"customer": None}
    assert first["data"]["customer"]["name"]


async def test_a_switch_is_another_plan(graph: Graph, answering: Answering) -> None:
    """Under the same document."""
    await graph.shown()
    asker = Asker(staff(graph.tenant), "test")
    for named in (True, False, True):
        told = await ask(answering, asker, QUERY, id=f"customer:{a('ann')}", named=named)
        assert ("name" in told["data"]["customer"]) is named


async def test_each_audience_has_its_own_reading_of_a_document(graph: Graph, answering: Answering) -> None:
    """What staff asked before stays unknown to a consumer, whose part of the schema lacks it."""
    query = "{ quarantine { nodes { id } } }"
    assert "errors" not in await ask(answering, Asker(staff(graph.tenant), "test"), query)
    refused = await ask(answering, Asker(consumer(graph.tenant, a("ann")), "test"), query)
    assert [each["extensions"]["code"] for each in refused["errors"]] == ["GRAPHQL_REFUSED"]


async def test_strangers_fill_no_cache(graph: Graph, answering: Answering) -> None:
    """Only who has a token is remembered what they asked, and only what is not very long, and so many of it."""
    known = answering._operations._known
    await ask(answering, Asker(None, "test"), "{ __typename }")
    asker = Asker(staff(graph.tenant), "test")
    await ask(answering, asker, "{ __typename } #" + "x" * operations.LONGEST_KEPT)
    assert len(known) == 0
    known._size = 3
    for number in range(9):
        await ask(answering, asker, f"{{ a{number}: __typename }}")
    assert len(known) == 2 * 3


async def test_what_a_mutation_shows_is_planned_once(
    graph: Graph, answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second time its entity's plan is at hand."""
    asker, document = Asker(staff(graph.tenant), "test"), NOTE % f"customer:{a('ann')}"
    first = await ask(answering, asker, document, key="1")
    assert first["data"]["recordNote"]["userErrors"] == []
    monkeypatch.delattr("lifecycle_api.planner.planner.compile_plan")
    assert (await ask(answering, asker, document, key="2"))["data"] == first["data"]


async def test_new_read_models_are_new_plans(graph: Graph) -> None:
    """Plans belong to a planner, and a planner to the versions that it was made for."""
    planner = graph.resources.reading.planner
    assert Planner(planner.schema, planner.schemas)._plans is not planner._plans


def test_nothing_else_executes_operations() -> None:
    """Whoever runs a document, a plan or a field reader, runs it from the one function or from what that hands out."""
    allowed = {"graphql/answering.py", "graphql/following.py", "graphql/reading.py", "graphql/dry_run.py"}
    found = {
        path.relative_to(SOURCE).as_posix()
        for folder in ("graphql", "http")
        for path in (SOURCE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _executes(node.func)
    }
    assert found <= allowed
    assert "graphql/answering.py" in found


def _executes(called: ast.expr) -> bool:
    match called:
        case ast.Name(id="Reader"):
            return True
        case ast.Attribute(value=ast.Attribute(attr="schema"), attr=name):
            return name in EXECUTES
        case ast.Attribute(value=ast.Attribute(attr="planner"), attr=name):
            return name in {"operation", "field"}
    return False
