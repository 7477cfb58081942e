"""Lets JSON that PostgreSQL wrote stand in a response as it is, also where the stock executor runs."""

from typing import Any

import orjson
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext


class Splicing(StrawberryGraphQLCoreExecutionContext):
    """The stock executor, but that a finished piece of JSON is not completed again."""

    def complete_value(  # noqa: PLR0917  # the base's signature
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """Pass finished JSON on; names, enums and types inside it are as the selection asks already."""
        if isinstance(result, orjson.Fragment):
            return result
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)
