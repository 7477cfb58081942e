"""Variables and arguments that are read quickly are read as the executor reads them."""

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValues, get_variable_values
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.errors import InvalidArgument
from lifecycle_api.planner.arguments import coerce, shape
from lifecycle_api.planner.selection import NotPlannable, Reader
from lifecycle_api.planner.slots import Slots
from lifecycle_api.planner.variables import Variables
from tests.support.graph import SCHEMA

DOCUMENT = """query($id: ID!, $first: Int!, $after: String, $position: EventPosition = "1", $order: Chronology) {
  customer(id: $id, consistency: {atLeast: $position}) {
    timeline(first: $first, after: $after) { nodes { id } }
    notes(first: 3, orderBy: $order) { nodes { id } }
    leads(first: 5) { nodes { id } }
  }
  node(id: $id) { id }
}"""
PLAIN = "query($id: ID!, $first: Int!, $after: String, $named: Boolean) { __typename }"
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**33), 2**33), st.floats(), st.text(max_size=5), st.lists(st.integers())
)
GIVEN = st.dictionaries(st.sampled_from(["id", "first", "after", "named", "other"]), VALUES)


def operation(document: str) -> OperationDefinitionNode:
    """The only operation of a document."""
    (found,) = parse(document).definitions
    assert isinstance(found, OperationDefinitionNode)
    return found


@given(GIVEN)
def test_plain_variables_are_coerced_as_by_the_executor(values: dict[str, Any]) -> None:
    """Whatever is sent: the same values, or none that fit."""
    declared = operation(PLAIN)
    slowly = get_variable_values(SCHEMA._schema, declared.variable_definitions or (), values)
    variables = Variables(SCHEMA._schema, declared)
    if isinstance(slowly, VariableValues):
        assert variables.coerced(values).coerced == slowly.coerced
    else:
        with pytest.raises(NotPlannable):
            variables.coerced(values)


@pytest.mark.parametrize(
    "later",
    [
        {"id": "customer:2", "first": 7, "after": "x"},
        {"id": "vehicle:2", "first": 1, "after": None},
        {"id": "lead:2", "first": 100},
        {"id": "customer:1", "first": 2, "after": "y", "position": "7", "order": "OLDEST"},
    ],
)
def test_arguments_are_filled_in_as_the_executor_fills_them_in(later: dict[str, Any]) -> None:
    """Also after others were: values and shape are those of a first reading."""
    asked = operation(DOCUMENT)
    schema = SCHEMA._schema
    assert schema.query_type is not None
    reader = Reader(schema, {}, VariableValues({}, {}))
    reader.selection(schema.query_type, [asked.selection_set])
    slots, variables = Slots(reader.slots), Variables(schema, asked)
    slots.filled(variables.coerced({"id": "customer:1", "first": 5, "after": "z"}))
    coerced = variables.coerced(later)
    values, shapes = slots.filled(coerced)
    assert values == coerce(reader.slots, coerced)
    assert shapes == tuple(shape([pick], [each]) for pick, each in zip(reader.slots, values, strict=True))


@pytest.mark.parametrize("later", [{"first": 101}, {"first": 0}, {"after": "a\0b"}])
def test_what_is_filled_in_is_checked_all_the_same(later: dict[str, Any]) -> None:
    """Sizes and texts."""
    asked = operation(DOCUMENT)
    schema = SCHEMA._schema
    assert schema.query_type is not None
    reader = Reader(schema, {}, VariableValues({}, {}))
    reader.selection(schema.query_type, [asked.selection_set])
    slots, variables = Slots(reader.slots), Variables(schema, asked)
    first = {"id": "customer:1", "first": 5, "after": "z"}
    slots.filled(variables.coerced(first))
    with pytest.raises(InvalidArgument):
        slots.filled(variables.coerced({**first, **later}))
