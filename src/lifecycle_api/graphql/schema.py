"""The schema as it is served."""

import strawberry
from strawberry.schema.config import StrawberryConfig

from lifecycle_api.graphql.extension import Prepared
from lifecycle_api.graphql.mutations.errors import ERROR_TYPES
from lifecycle_api.graphql.mutations.root import Mutation
from lifecycle_api.graphql.query import Query
from lifecycle_api.graphql.scalars import SCALARS
from lifecycle_api.graphql.splicing import Splicing
from lifecycle_api.graphql.subscription import Subscription
from lifecycle_api.graphql.timeline import ITEM_TYPES


def make_schema() -> strawberry.Schema:
    """Build the schema."""
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*ITEM_TYPES, *ERROR_TYPES],
        execution_context_class=Splicing,
        extensions=[Prepared],
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
