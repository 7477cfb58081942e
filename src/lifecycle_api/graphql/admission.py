"""Whether an operation may run, decided before it runs, for every operation on every transport."""

from collections.abc import Mapping
from typing import Any, Protocol

from graphql import DocumentNode, OperationDefinitionNode

from lifecycle_api.access.principal import Principal

Formula = Any
"""What an operation costs as a function of its variables; only the admission that made it looks inside."""


class Admission(Protocol):
    """Measures operations once, and admits each request for one."""

    def measure(self, document: DocumentNode, definition: OperationDefinitionNode) -> Formula:
        """The cost formula of a valid operation, kept with it. Raises LifecycleError for what nobody may run."""
        ...

    async def admit(
        self, formula: Formula, variables: Mapping[str, Any], principal: Principal | None
    ) -> Mapping[str, Any]:
        """Let the operation run, and give what the response's `extensions` say of it. Raises LifecycleError."""
        ...


class OpenAdmission:
    """Lets everything run."""

    def measure(self, document: DocumentNode, definition: OperationDefinitionNode) -> Formula:
        """There is nothing to know."""

    async def admit(
        self,
        formula: Formula,  # noqa: ARG002  # the protocol's signature
        variables: Mapping[str, Any],  # noqa: ARG002
        principal: Principal | None,  # noqa: ARG002
    ) -> Mapping[str, Any]:
        """There is nothing to say."""
        return {}
