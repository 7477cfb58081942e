"""The schema as it is served, and as `schema.graphql` has it."""

import strawberry
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from lifecycle_api.graphql.extension import Reads
from lifecycle_api.graphql.query import Query
from lifecycle_api.graphql.scalars import SCALARS
from lifecycle_api.graphql.timeline import ITEM_TYPES

DOCUMENTS = 1000


def make_schema() -> strawberry.Schema:
    """Build the schema."""
    return strawberry.Schema(
        query=Query,
        types=ITEM_TYPES,
        extensions=[Reads, lambda: ParserCache(maxsize=DOCUMENTS), lambda: ValidationCache(maxsize=DOCUMENTS)],
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=True, disable_field_suggestions=True),
    )
