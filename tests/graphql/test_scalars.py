"""What scalars refuse, they say how to write."""

import re

import pytest
from graphql import GraphQLError, GraphQLScalarType

from tests.support.graph import SCHEMA


@pytest.mark.parametrize("written", ["2027-01-01", "2027-01-01T09:30", "2027-01-01 09:30:00", "20270101T093000"])
def test_an_instant_without_a_zone_is_told_how_it_would_be_one(written: str) -> None:
    """Every example in the refusal can be sent as it stands, also where a day was written."""
    instant = SCHEMA._schema.type_map["DateTime"]
    assert isinstance(instant, GraphQLScalarType)
    with pytest.raises(GraphQLError) as refused:
        instant.parse_value(written)
    found = re.search(r"as in (\S+) or (\S+);", refused.value.message)
    assert found is not None
    for example in found.groups():
        assert instant.parse_value(example).date().isoformat() == "2027-01-01"
