"""The schema as it is served, and as `schema.graphql` has it."""

import strawberry
from graphql import build_schema, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from lifecycle_api.graphql.extension import Prepared
from lifecycle_api.graphql.mutations.errors import ERROR_TYPES
from lifecycle_api.graphql.mutations.root import Mutation
from lifecycle_api.graphql.query import Query
from lifecycle_api.graphql.scalars import SCALARS
from lifecycle_api.graphql.splicing import Splicing
from lifecycle_api.graphql.timeline import ITEM_TYPES


def make_schema() -> strawberry.Schema:
    """Build the schema."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[*ITEM_TYPES, *ERROR_TYPES],
        execution_context_class=Splicing,
        extensions=[Prepared],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )


def as_text() -> str:
    """The schema in the schema language, sorted, so that two versions of it can be compared."""
    # Strawberry's own sorting would lose its enum types, and with them the enums that mutations take.
    return print_schema(lexicographic_sort_schema(build_schema(make_schema().as_str()))) + "\n"
