"""Whoever uses something deprecated is told with every answer what to use instead, and until when."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, build_schema, parse

from lifecycle_api.graphql.deprecations import Deprecations
from tests.support.facts import a
from tests.support.graph import Graph
from tests.support.people import consumer, staff

pytestmark = pytest.mark.anyio

YEAR = {
    "coordinate": "VehicleWhere.year",
    "replacement": "Use `modelYear`, which takes ranges too.",
    "sunset": "2027-12-31",
}
OLD = '@deprecated(reason: "Use another. Sunset 2030-01-31.")'
SCHEMA = build_schema(f"""
type Query {{ car(of: Make, where: Where): Car bus: Int {OLD} }}
type Car {{ vin: String!, colour(in: String {OLD}): String {OLD} next: Car }}
enum Make {{ HONDA SAAB {OLD} }}
input Where {{ make: Make, any: [Where!], stage: Int {OLD} }}
""")


def found(query: str, variables: dict[str, Any] | None = None) -> list[str]:
    """The coordinates of what is deprecated in an operation."""
    document = parse(query)
    (operation,) = (each for each in document.definitions if isinstance(each, OperationDefinitionNode))
    return [each["coordinate"] for each in Deprecations(SCHEMA, document, operation).of(variables or {})]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("{ car { vin } }", []),
        ("{ bus }", ["Query.bus"]),
        ("{ car { ...Seen } } fragment Seen on Car { next { paint: colour } }", ["Car.colour"]),
        ('{ car { colour(in: "de") } }', ["Car.colour", "Car.colour(in:)"]),
        ("{ car(of: SAAB) { vin } }", ["Make.SAAB"]),
        ("{ car(where: { any: [{ stage: 1 }] }) { vin } }", ["Where.stage"]),
    ],
)
async def test_what_stands_in_the_document_is_found(query: str, expected: list[str]) -> None:
    """Fields, arguments, input fields and enum values, each once, wherever they stand."""
    assert found(query) == expected


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, []),
        ({"where": None}, []),
        ({"where": {"make": "HONDA", "unknown": 1}}, []),
        ({"where": {"any": [{"make": "SAAB"}, {"stage": None}]}}, ["Make.SAAB", "Where.stage"]),
    ],
)
async def test_what_stands_in_the_variables_is_found(variables: dict[str, Any], expected: list[str]) -> None:
    """However deep; what does not fit is somebody else's to refuse."""
    assert found("query($where: Where) { car(where: $where) { vin } }", variables) == expected


async def test_the_answer_says_what_is_deprecated(graph: Graph) -> None:
    """Beside the data, for planned reads; with the replacement and the day."""
    query = "query($where: VehicleWhere) { vehicles(where: $where) { nodes { vin } } }"
    for who in (staff(graph.tenant), consumer(graph.tenant, a("ann"))):
        reply = await graph.ask(who, query, where={"year": {"eq": 2020}})
        assert reply.errors == ()
        assert reply.extensions["deprecations"] == [YEAR]
        new = await graph.ask(who, query, where={"modelYear": {"eq": 2020}})
        assert "deprecations" not in new.extensions
