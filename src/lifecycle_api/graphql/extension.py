"""Puts the planner in front of the executor: a planned query never reaches it, an anonymous one gets nothing."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import orjson
from graphql import FieldNode, GraphQLError, OperationType
from strawberry.extensions import SchemaExtension
from strawberry.types import ExecutionResult

from lifecycle_api.access.tokens import Unauthenticated
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.reading import Reader
from lifecycle_api.planner.planner import Asked
from lifecycle_api.planner.selection import TYPENAME, NotPlannable, operation_of


class Reads(SchemaExtension):
    """Answers planned queries with one statement, and gives the others a reader for their fields."""

    def __init__(self) -> None:
        self._reader: Reader | None = None

    async def on_execute(self) -> AsyncIterator[None]:
        """Set the result of a query that can be planned, or that is refused."""
        async with AsyncExitStack() as held:
            try:
                self.execution_context.result = await self._answer(held)
            except NotPlannable:
                pass
            except LifecycleError as refusal:
                error = GraphQLError(refusal.message, original_error=refusal)
                self.execution_context.result = ExecutionResult(data=None, errors=[error])
            yield

    def get_results(self) -> dict[str, Any]:
        """What the response says about the data it carries."""
        return {} if self._reader is None else self._reader.about

    async def _answer(self, held: AsyncExitStack) -> ExecutionResult:
        context = self.execution_context
        document, asked = context.graphql_document, context.context
        assert document is not None  # noqa: S101  # parsing came before
        operation = operation_of(document, context.operation_name)
        if asked["principal"] is None:
            return _nothing_but_typename(operation)
        reader = Reader(asked["services"].reading, asked["principal"], asked["viewer"], held)
        self._reader = asked["reader"] = reader
        if operation.operation is not OperationType.QUERY:
            raise NotPlannable("mutations are executed field by field")
        assert context.query is not None  # noqa: S101  # parsing came before
        query = Asked(context.query, document, context.operation_name, context.variables or {})
        try:
            data = await reader.operation(query)
        except NotPlannable:
            await reader.stand_by(query)
            raise
        return ExecutionResult(data=orjson.Fragment(data), errors=None)  # type: ignore[arg-type]


def _nothing_but_typename(operation: Any) -> ExecutionResult:
    selections = operation.selection_set.selections
    if all(isinstance(each, FieldNode) and each.name.value == TYPENAME for each in selections):
        raise NotPlannable("anyone may know the name of the root type")
    raise Unauthenticated
