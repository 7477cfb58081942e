"""Finds out what an operation would cost and need, without running it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import FieldNode, OperationType, ValueNode, Visitor, visit
from graphql.utilities import value_from_ast_untyped

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.graphql.admission import Admission, QueryTooExpensive, breakdown
from lifecycle_api.graphql.marks import SCOPE, metadata_of
from lifecycle_api.graphql.operations import DocumentRefused, Operation, Operations
from lifecycle_api.graphql.question import Asker, BadRequest
from lifecycle_api.planner.outline import Outline, outline
from lifecycle_api.planner.planner import Asked, Planner
from lifecycle_api.planner.selection import NotPlannable

FIELD: Final = "operationCost"


@dataclass(frozen=True)
class DryRun:
    """Dry runs for one asker. `texts` are the documents that the arguments name by id."""

    operations: Operations
    admission: Admission
    planner: Planner
    asker: Asker
    texts: Mapping[str, str]

    def __call__(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """An `OperationCost`, for the arguments of `operationCost`.

        Raises InvalidArgument when the document or the variables cannot be used, and refusals for its limits.
        """
        principal, viewer = self.asker.principal, self.asker.viewer
        assert principal is not None  # noqa: S101  # others are asked nothing but their name
        assert viewer is not None  # noqa: S101  # see above
        variables = _object(given.get("variables"))
        operation = self._found(self._document(given), given.get("operationName"))
        asked = Asked(operation.text, operation.document, operation.name, variables)
        needed = outline(self.planner.schema, asked, viewer)
        scopes = needed.scopes | self._root_scopes(operation, needed)
        points, limit = operation.formula.points(variables), self.admission.most(principal)
        planned, refusal = self._tried(operation, asked, principal, viewer)
        missing = [scope for scope in scopes if not principal.may(scope)]
        return {
            "points": points,
            "limit": limit,
            "breakdown": breakdown(operation.formula.parts(variables)),
            "scopes": sorted(scopes),
            "categories": sorted(each for each in needed.categories if each.sealed and each is not Category.NONE),
            "planned": planned,
            "refusal": QueryTooExpensive.code if points > limit else refusal or ("SCOPE_MISSING" if missing else None),
        }

    def _document(self, given: Mapping[str, Any]) -> str:
        match given.get("document"), given.get("documentId"):
            case str(document), None:
                return document
            case None, str(document_id) if document_id in self.texts:
                return self.texts[document_id]
        raise InvalidArgument("Give either `document` or `documentId`.", argument="document")

    def _found(self, document: str, name: str | None) -> Operation:
        try:
            return self.operations.find(document, name, self.asker.contract, keep=False)
        except DocumentRefused as refused:
            message = refused.errors[0].message
        except BadRequest as refused:
            message = refused.message
        raise InvalidArgument(f"The document cannot be run: {message}", argument="document")

    def _root_scopes(self, operation: Operation, needed: Outline) -> frozenset[str]:
        root = self.planner.schema.get_root_type(operation.kind)
        assert root is not None  # noqa: S101  # the document is valid
        named = (metadata_of(root.fields[name]).get(SCOPE) for name in needed.roots if name in root.fields)
        return frozenset(scope for scope in named if scope is not None)

    def _tried(
        self, operation: Operation, asked: Asked, principal: Principal, viewer: Viewer
    ) -> tuple[bool, str | None]:
        if operation.kind is not OperationType.QUERY:
            return operation.kind is OperationType.SUBSCRIPTION, None
        try:
            self.planner.operation(asked, principal, viewer)
        except NotPlannable:
            return False, None
        except LifecycleError as refusal:
            return False, refusal.code
        return True, None


def named_documents(operation: Operation, variables: Mapping[str, Any]) -> set[str]:
    """The ids of the documents whose dry runs an operation asks for."""
    asked = _Asked()
    visit(operation.document, asked)
    values = (value_from_ast_untyped(each, dict(variables)) for each in asked.ids)
    return {each for each in values if isinstance(each, str)}


class _Asked(Visitor):
    """Finds the ids that dry runs are asked for with."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[ValueNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note the id."""
        if node.name.value == FIELD:
            self.ids += [each.value for each in node.arguments or () if each.name.value == "documentId"]


def _object(variables: Any) -> Mapping[str, Any]:
    if not isinstance(variables, dict | None):
        raise InvalidArgument("The variables are an object.", argument="variables")
    return variables or {}
