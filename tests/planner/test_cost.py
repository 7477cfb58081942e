"""The price of an operation: known before it runs, and explained field by field."""

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    parse,
)

from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.http.operations import operations_folder, saved_operations
from lifecycle_api.planner.cost import Formula
from lifecycle_api.planner.price import price_of


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    """The schema that is served."""
    return make_schema()._schema


def formula(schema: GraphQLSchema, text: str) -> Formula:
    """The formula of a document's operation."""
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Formula(schema, document, operation)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("{ __typename viewer { name } }", 1),
        ('{ customer(id: "c") { id name address { city } } }', 2),
        ('{ a: customer(id: "c") { id } b: customer(id: "c") { id } }', 3),
        ('{ customer(id: "c") { id } customer(id: "c") { name } }', 2),
        ("{ customers(first: 50) { nodes { name } } }", 1 + 1 + 50),
        ("{ customers(first: 50) { nodes { name } edges { cursor node { name } } pageInfo { endCursor } } }", 52),
        ("{ customers { nodes { contactPoints { value } } } }", 1 + 1 + 20 * (1 + 1 + 10)),
        ("{ leads(first: 3) { nodes { customer { id } } edges { node { assignedTo { id } } } } }", 1 + 1 + 3 * (1 + 2)),
        ('{ nodes(ids: ["a", "b", "c"]) { id ... on Lead { customer { id } } } }', 1 + 3 * 2),
        ('{ customer(id: "c", asOf: { valid: "2026-01-01T00:00:00Z" }) { id } }', 1 + 1 + 100),
        ('{ customer(id: "c", asOf: null) { id } }', 2),
        ("{ leads(first: 5) { count(upTo: 250) { value } } }", 1 + 6 + 3),
        ('{ limits { points } operationCost(document: "") { points } }', 1 + 10),
        ("{ __schema { types { name } } }", 101),
    ],
)
def test_a_point_is_about_a_row(schema: GraphQLSchema, text: str, points: int) -> None:
    """Values of a row are free, sizes multiply what is below, aliases count, the past and introspection are dear."""
    assert formula(schema, text).points({}) == points


def test_of_an_interface_the_dearest_type_counts(schema: GraphQLSchema) -> None:
    """A row is of one type only."""
    items = "... on DealItem { deal { id } } ... on HandoffItem { handoff { id customer { id } } } customer { id }"
    text = f'{{ customer(id: "c") {{ timeline(first: 10) {{ nodes {{ {items} }} }} }} }}'
    assert formula(schema, text).points({}) == 1 + 1 + 1 + 10 * (1 + 2 + 1)


@pytest.mark.parametrize(
    ("variables", "points"),
    [
        ({}, 1 + 1 + 5),
        ({"n": 7}, 1 + 1 + 7),
        ({"n": 7.0}, 1 + 1 + 7),
        ({"n": 10**9}, 1 + 1 + 100),
        ({"n": "seven"}, 1 + 1),
        ({"n": -7}, 1 + 1),
        ({"n": None, "more": True}, 1 + 1),
        ({"n": 7, "more": True}, 1 + 1 + 7 * 2),
        ({"n": 7, "ids": ["a", "b"]}, 1 + 1 + 7 + 2),
        ({"n": 7, "ids": "a"}, 1 + 1 + 7 + 1),
        ({"n": 7, "at": {}}, 1 + 1 + 7 + 100),
    ],
)
def test_one_formula_serves_all_variables(schema: GraphQLSchema, variables: Mapping[str, Any], points: int) -> None:
    """Also those that do not fit, which are refused later, and pages larger than there are."""
    priced = formula(
        schema,
        """query ($n: Int! = 5, $more: Boolean = false, $ids: [ID!]! = [], $at: AsOfInput) {
          leads(first: $n) { nodes { id customer @include(if: $more) { id } } }
          nodes(ids: $ids) { id }
          customer(id: "c", asOf: $at) @skip(if: true) { id }
          vehicle(vin: "v", asOf: $at) { vin }
        }""",
    )
    assert priced.points(variables) == points + 1
    assert priced.points(variables) == points + 1  # known by now


def test_the_parts_are_the_price(schema: GraphQLSchema) -> None:
    """By path of the response, the dearest first, without what is free."""
    text = """query ($n: Int!) { people: customers(first: $n) { nodes {
      name contactPoints { value } last: timeline(first: 1) { nodes { rooftop { name } } } } } }"""
    priced = formula(schema, text)
    assert priced.parts({"n": 10}) == [
        ("people.nodes.contactPoints", 110),
        ("people.nodes.last", 20),
        ("people", 11),
        ("people.nodes.last.nodes.rooftop", 10),
    ]
    assert sum(part.points for part in priced.parts({"n": 10})) + 1 == priced.points({"n": 10})


@pytest.mark.parametrize("saved", saved_operations(operations_folder()), ids=lambda saved: saved.name)
def test_the_saved_operations_are_affordable(schema: GraphQLSchema, saved: Any) -> None:
    """Their parts add up too, whatever they select."""
    priced = formula(schema, saved.query)
    assert 1 < priced.points(saved.variables) < 2_000
    assert sum(part.points for part in priced.parts(saved.variables)) + 1 == priced.points(saved.variables)


def test_prices_name_arguments_that_there_are(schema: GraphQLSchema) -> None:
    """Or a field would be free by a misspelling."""
    priced = [
        (field, price)
        for type_ in schema.type_map.values()
        for field in getattr(type_, "fields", {}).values()
        if isinstance(field, GraphQLField) and (price := price_of(field)) is not None
    ]
    for field, price in priced:
        if price.counted is not None:
            assert price.counted in field.args
        if price.items:
            name, *inner = price.items
            type_: Any = get_named_type(field.args[name].type)
            for step in inner:
                type_ = type_.fields[step].type
            assert is_list_type(get_nullable_type(type_))
    assert len(priced) > 2


def test_what_is_nested_in_many_types_is_priced_once(schema: GraphQLSchema) -> None:
    """Or thirty types below thirty types below thirty types would take longer than to read them."""
    types = [
        name for name in schema.type_map if name.endswith("Item") and name not in {"TimelineItem", "ChecklistItem"}
    ]
    inner = "id"
    for _ in range(6):
        each = " ".join(f"... on {name} {{ {name[0].lower()}{index}: id }}" for index, name in enumerate(types))
        inner = f"{each} customer {{ timeline(first: 1) {{ nodes {{ {inner} }} }} }}"
    text = f'{{ customer(id: "c") {{ timeline(first: 1) {{ nodes {{ {inner} }} }} }} }}'
    assert formula(schema, text).points({}) == 1 + 1 + 2 + 6 * 3
