"""What a change of the schema would break: what was released stays until it was deprecated and its sunset has come."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from graphql import (
    REMOVE,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    Visitor,
    build_schema,
    parse,
    print_ast,
    validate,
    visit,
)
from graphql.utilities import find_breaking_changes

from lifecycle_api.graphql.marks import deprecation_of

_ROOTS = frozenset({"Query", "Mutation", "Subscription"})


def broken(released: str, current: str, today: date) -> list[str]:
    """What callers of a released contract would miss in the current one, a sentence each."""
    promised = build_schema(print_ast(_promised(parse(released), today)))
    return sorted(change.description for change in find_breaking_changes(promised, build_schema(current)))


def refused(documents: Mapping[str, str], schema: GraphQLSchema) -> list[str]:
    """What is wrong with documents, by their names, that clients are known to send."""
    return [f"{name}: {error.message}" for name, text in documents.items() for error in _errors(text, schema)]


def _errors(text: str, schema: GraphQLSchema) -> list[GraphQLError]:
    try:
        return validate(schema, parse(text))
    except GraphQLError as error:
        return [error]


def _promised(document: DocumentNode, today: date) -> DocumentNode:
    """A released schema without what may be gone by now, and without types that nothing else names."""
    left: DocumentNode = visit(document, _Sunset(today))
    while (kept := _named(left)) != (there := {node.name.value for node in _types(left)}):
        gone = there - kept
        definitions = tuple(node for node in left.definitions if _name(node) not in gone)
        left = DocumentNode(definitions=definitions)
    return left


def _named(document: DocumentNode) -> set[str]:
    """The types that stay: the roots, those that are named, and those that implement one that is."""
    types = list(_types(document))
    named = {name for node in document.definitions for name in _mentioned(node)}
    implementing = {node.name.value for node in types for one in getattr(node, "interfaces", None) or ()}
    return {node.name.value for node in types} & (named | implementing | _ROOTS)


def _types(document: DocumentNode) -> Iterator[Any]:
    return (node for node in document.definitions if node.kind.endswith("type_definition"))


def _name(node: Any) -> str | None:
    return node.name.value if node.kind.endswith("type_definition") else None


def _mentioned(node: Any) -> set[str]:
    names = _Names()
    visit(node, names)
    return names.found - {_name(node)}


class _Names(Visitor):
    """Collects the names of the types that a definition mentions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_named_type(self, node: NamedTypeNode, *_: Any) -> None:
        """Note it."""
        self.found.add(node.name.value)


class _Sunset(Visitor):
    """Takes out what was deprecated with a sunset that has come."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today

    def _leave(self, node: Any, *_: Any) -> Any:
        reason = next((each for each in node.directives or () if each.name.value == "deprecated"), None)
        if reason is not None and deprecation_of(reason.arguments[0].value.value).sunset <= self._today:
            return REMOVE
        return None

    leave_field_definition = leave_input_value_definition = leave_enum_value_definition = _leave
