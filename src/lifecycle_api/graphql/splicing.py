"""The stock executor: on the schema of the asker's contract, and past JSON that PostgreSQL wrote already."""

from typing import Any

import orjson
from graphql import GraphQLSchema
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class Splicing(StrawberryGraphQLCoreExecutionContext):
    """The stock executor, but that a finished piece of JSON is not completed again."""

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: Any,
        root_value: Any = None,
        context_value: Any = None,
        *more: Any,
        **own: Any,
    ) -> Any:
        """Execute on the schema that the operation is valid on: introspection tells of nothing else."""
        del schema  # it is the whole one
        return super().build(context_value["operation"].schema, document, root_value, context_value, *more, **own)

    def complete_value(  # noqa: PLR0917  # the base's signature
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Pass finished JSON on; names, enums and types inside it are as the selection asks already."""
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
