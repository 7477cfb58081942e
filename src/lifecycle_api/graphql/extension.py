"""Hands the executor the operation that was read, validated and admitted before: it reads nothing itself."""

from collections.abc import Iterator

from strawberry.extensions import SchemaExtension
from strawberry.utils.logging import StrawberryLogger

# Strawberry logs every error with its message, which may hold people's data; `log_fault` does it instead.
StrawberryLogger.logger.addFilter(lambda _record: False)


class Prepared(SchemaExtension):
    """Executes what stands in the context; without an admitted operation there, nothing is executed at all."""

    def on_parse(self) -> Iterator[None]:
        """Take the document. Raises KeyError when nobody admitted it."""
        self.execution_context.graphql_document = self.execution_context.context["operation"].located
        yield

    def on_validate(self) -> Iterator[None]:
        """It is valid."""
        self.execution_context.pre_execution_errors = []
        yield
