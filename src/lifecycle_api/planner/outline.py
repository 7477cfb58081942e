"""What an operation needs, read off its selections: for those who want to know before they ask for it."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLSchema, OperationType
from graphql.execution.values import VariableValues, get_variable_values

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.planner.arguments import coerce
from lifecycle_api.planner.oracle.needs import needs_of
from lifecycle_api.planner.planner import Asked
from lifecycle_api.planner.selection import Reader, Tree, fragments_of, operation_of


@dataclass(frozen=True)
class Outline:
    """The root fields by name, and the scopes of the rows and the protected categories that are read."""

    roots: tuple[str, ...]
    scopes: frozenset[str]
    categories: frozenset[Category]


def outline(schema: GraphQLSchema, asked: Asked, viewer: Viewer) -> Outline:
    """What an operation of any kind needs. Raises InvalidArgument when the variables do not fit."""
    operation = operation_of(asked.document, asked.name)
    variables = get_variable_values(schema, operation.variable_definitions or (), dict(asked.variables))
    if not isinstance(variables, VariableValues):
        raise InvalidArgument(f"The variables do not fit: {variables[0].message}", argument="variables")
    root = schema.get_root_type(operation.operation)
    assert root is not None  # noqa: S101  # the document is valid
    reader = Reader(schema, fragments_of(asked.document), variables)
    tree = Tree(reader.selection(root, [operation.selection_set]), reader.slots)
    values = coerce(tree.slots, variables, lenient=True)
    needed = [needs_of(schema, each, values, viewer) for each in _read(tree, operation.operation)]
    return Outline(
        tuple(pick.name for pick in tree.root.only),
        frozenset().union(*(each.scopes for each in needed)),
        frozenset().union(*({category for _, category in each.masked} | each.compared for each in needed)),
    )


def _read(tree: Tree, kind: OperationType) -> Iterator[Tree]:
    """What is read by rows: a query's fields; of others what is selected of their payloads."""
    if kind is OperationType.QUERY:
        yield tree
        return
    for pick in tree.root.only:
        if pick.children is not None:
            yield Tree(pick.children, tree.slots)
