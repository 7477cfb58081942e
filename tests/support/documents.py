"""Documents on the real schema: selections from hypothesis-graphql, arguments from the data, and what GraphQL adds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    Visitor,
    build_ast_schema,
    get_named_type,
    parse,
    print_ast,
    visit,
)
from hypothesis import strategies as st
from hypothesis_graphql import queries

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.cursors import Cursors
from tests.support.arguments import Arguments
from tests.support.foliage import branches, twigs
from tests.support.graph import SCHEMA
from tests.support.harvest import TYPES, Harvest

QUERY = TYPES["Query"]
# What stories are told from comes more often than settings.
ROOTS = {
    "customer customers vehicle": 5,
    "vehicles deal deals repairOrder repairOrders": 3,
    "lead leads appointment appointments declinedWork handoffs": 2,
    "viewer node nodes rooftops employees sourceBatches quarantine": 1,
}
INTROSPECTION = "{ __schema { queryType { name } } }"


@dataclass(frozen=True)
class Document:
    """A query and its variables."""

    query: str
    variables: Mapping[str, Any]


def documents(harvest: Harvest, cursors: Cursors, viewer: Viewer) -> st.SearchStrategy[Document]:
    """Valid documents; their cursors are the viewer's."""
    weighted = [root for roots, weight in ROOTS.items() for root in roots.split() for _ in range(weight)]
    selections = st.lists(st.sampled_from(weighted).flatmap(selected), min_size=1, max_size=5)
    seeds = st.integers(0, 2**64 - 1)

    def assemble(roots: list[DocumentNode], seed: int) -> Document:
        # Hypothesis' own chance likes extremes: most documents would be refused, or left to the stock executor.
        chance = Random(f"{seed} {' '.join(map(print_ast, roots))}")  # noqa: S311  # nothing here is secret
        return _Assembly(Arguments(chance, harvest, cursors, viewer)).document(roots)

    return st.builds(assemble, selections, seeds)


@cache
def selected(root: str) -> st.SearchStrategy[DocumentNode]:
    """Selections of one root field, without arguments: those are made from the data."""
    kept = visit(_sdl(), _Bare(root))
    return queries(build_ast_schema(kept, assume_valid=True), print_ast=lambda document: document)


@cache
def _sdl() -> DocumentNode:
    return parse(SCHEMA.as_str(), no_location=True)


class _Bare(Visitor):
    """Leaves one root field, and no arguments."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def enter_object_type_definition(self, node: ObjectTypeDefinitionNode, *_: Any) -> Any:
        """Keep one field of the root."""
        kept = [each for each in node.fields or () if node.name.value != "Query" or each.name.value == self._root]
        return ObjectTypeDefinitionNode(
            name=node.name, fields=tuple(_bare(each) for each in kept), interfaces=node.interfaces, directives=()
        )

    def enter_interface_type_definition(self, node: InterfaceTypeDefinitionNode, *_: Any) -> Any:
        """Keep all fields."""
        fields = tuple(_bare(each) for each in node.fields or ())
        return InterfaceTypeDefinitionNode(name=node.name, fields=fields, interfaces=node.interfaces, directives=())


def _bare(node: FieldDefinitionNode) -> FieldDefinitionNode:
    return FieldDefinitionNode(name=node.name, arguments=(), type=node.type, directives=())


@dataclass
class _Assembly:
    arguments: Arguments
    fragments: list[FragmentDefinitionNode] = field(default_factory=list)
    aliases: int = 0
    branches: int = 0

    def document(self, roots: list[DocumentNode]) -> Document:
        drawn = [each.definitions[0].selection_set.selections for each in roots]  # type: ignore[attr-defined]
        nodes = [_numbered(node, index) for index, each in enumerate(drawn) for node in each]
        self.branches = self.arguments.chance.choice([0, 1, 2, 4])
        selections = self._set(SelectionSetNode(selections=tuple(nodes)), QUERY).selections
        if self.arguments.sometimes(0.005):
            selections += tuple(parse(INTROSPECTION).definitions[0].selection_set.selections)  # type: ignore[attr-defined]
        operation = OperationDefinitionNode(
            operation=OperationType.QUERY,
            name=NameNode(value="Asked"),
            variable_definitions=tuple(self.arguments.definitions),
            directives=(),
            selection_set=SelectionSetNode(selections=selections),
        )
        text = print_ast(DocumentNode(definitions=(operation, *self.fragments)))
        return Document(text, self.arguments.variables)

    def _set(self, given: SelectionSetNode, type_: GraphQLNamedType) -> SelectionSetNode:
        selections: list[SelectionNode] = []
        for each in given.selections:
            selections += self._selection(each, type_)
        if type_ is not QUERY:
            selections += self._more(type_)
        if len(selections) > 1 and self.arguments.sometimes(0.1):
            cut = self.arguments.chance.randint(1, len(selections) - 1)
            selections = [*selections[:cut], self._fragment(tuple(selections[cut:]), type_)]
        return SelectionSetNode(selections=tuple(selections))

    def _selection(self, given: SelectionNode, type_: GraphQLNamedType) -> list[SelectionNode]:
        if isinstance(given, InlineFragmentNode):
            assert given.type_condition is not None
            inner = TYPES[given.type_condition.name.value]
            selections = self._set(given.selection_set, inner).selections
            return [self._fragment(selections, inner)]
        assert isinstance(given, FieldNode)
        made: list[SelectionNode] = [self._field(given, type_)]
        if self.arguments.sometimes(0.04):
            made.append(self._aliased(self._field(given, type_)))
        if self.arguments.sometimes(0.03):
            made.append(made[0])
        return made

    def _more(self, type_: GraphQLNamedType) -> Iterator[FieldNode]:
        # What hypothesis-graphql draws leads far, but takes little along. Under other names, since types of one
        # interface may use theirs for different things.
        chance = self.arguments.chance
        wanted = [*twigs(type_, chance, chance.choice([0, 0, 1, 2, 4]))]
        if self.branches and self.arguments.sometimes(0.3):
            self.branches -= 1
            wanted += branches(type_, chance)
        for each in wanted:
            yield self._aliased(self._field(each, type_))
        if self.arguments.sometimes(0.2):
            yield FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())

    def _field(self, given: FieldNode, type_: GraphQLNamedType) -> FieldNode:
        assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        declared = type_.fields[given.name.value]
        inner = given.selection_set and self._set(given.selection_set, get_named_type(declared.type))
        made = FieldNode(
            alias=given.alias,
            name=given.name,
            arguments=self.arguments.of(given.name.value, declared),
            directives=self._directives(),
            selection_set=inner,
        )
        return self._aliased(made) if self.arguments.sometimes(0.1) else made

    def _aliased(self, node: FieldNode) -> FieldNode:
        self.aliases += 1
        name = f"a{self.aliases}" if not self.arguments.sometimes(0.0001) else f"a{self.aliases}".ljust(64, "x")
        return FieldNode(
            alias=NameNode(value=name),
            name=node.name,
            arguments=node.arguments,
            directives=node.directives,
            selection_set=node.selection_set,
        )

    def _fragment(self, selections: tuple[SelectionNode, ...], type_: GraphQLNamedType) -> SelectionNode:
        condition = NamedTypeNode(name=NameNode(value=type_.name))
        inner = SelectionSetNode(selections=selections)
        if self.arguments.sometimes(0.6):
            return InlineFragmentNode(type_condition=condition, directives=self._directives(), selection_set=inner)
        name = NameNode(value=f"F{len(self.fragments)}")
        made = FragmentDefinitionNode(name=name, type_condition=condition, directives=(), selection_set=inner)
        self.fragments.append(made)
        return FragmentSpreadNode(name=name, directives=self._directives())

    def _directives(self) -> tuple[DirectiveNode, ...]:
        if not self.arguments.sometimes(0.04):
            return ()
        condition = ArgumentNode(name=NameNode(value="if"), value=self.arguments.condition())
        name = self.arguments.chance.choice(["skip", "include", "include"])
        return (DirectiveNode(name=NameNode(value=name), arguments=(condition,)),)


def _numbered(node: SelectionNode, index: int) -> SelectionNode:
    # The same root field may have been drawn twice, to be asked with other arguments.
    assert isinstance(node, FieldNode)
    return FieldNode(
        alias=NameNode(value=f"r{index}_{node.name.value}") if index else None,
        name=node.name,
        arguments=(),
        directives=(),
        selection_set=node.selection_set,
    )
