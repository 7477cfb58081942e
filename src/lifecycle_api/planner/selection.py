"""Reads an operation's selections into a tree of sourced fields, once per document and skip/include variant."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.execution.values import VariableValues, get_directive_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.fields import SOURCE
from lifecycle_api.planner.source import Many, One, Pages, Source, Table

TYPENAME = "__typename"
LONGEST_ALIAS = 63


class NotPlannable(Exception):  # says why an operation goes to the stock executor; never shown
    """The operation selects something the planner has no source for."""


@dataclass(frozen=True)
class Pick:
    """A selected field: its key in the response, its source, and the place of its arguments."""

    key: str
    name: str
    source: Source | None
    field: GraphQLField | None
    node: FieldNode
    slot: int | None
    children: "Selection | None"

    @property
    def category(self) -> Category:
        """The category of the value; what leads to other rows has none."""
        found: Category = getattr(self.source, "category", Category.NONE)
        return found


@dataclass(frozen=True)
class Selection:
    """What is selected of a type; of an interface, for each type that implements it."""

    type: GraphQLNamedType
    picks: Mapping[str, tuple[Pick, ...]]

    @property
    def uniform(self) -> bool:
        """Whether the same is selected of every type."""
        return len({tuple(map(id, picks)) for picks in self.picks.values()}) == 1

    @property
    def first(self) -> tuple[str, tuple[Pick, ...]]:
        """A type and what is selected of it, which is said for all where it is `uniform`."""
        return next(iter(self.picks.items()))

    @property
    def groups(self) -> list[tuple[list[str], tuple[Pick, ...]]]:
        """The types of which the same is selected, but for their names, together with what that is."""
        found: dict[tuple[object, ...], tuple[list[str], tuple[Pick, ...]]] = {}
        for name, picks in self.picks.items():
            alike = tuple(pick.key if pick.name == TYPENAME else id(pick) for pick in picks)
            found.setdefault(alike, ([], picks))[0].append(name)
        return list(found.values())

    @property
    def shared(self) -> list[Pick]:
        """What leads to other rows, and is selected of every type."""
        first, *others = self.picks.values()
        alike = [pick for pick in first if all(any(pick is each for each in other) for other in others)]
        return [pick for pick in alike if isinstance(pick.source, One | Many | Pages)]

    @property
    def flat(self) -> bool:
        """Whether nothing that is selected leads to other rows."""
        return not any(isinstance(pick.source, One | Many | Pages) for picks in self.picks.values() for pick in picks)

    @property
    def only(self) -> tuple[Pick, ...]:
        """The picks of a selection on an object type."""
        return self.picks[self.type.name]


@dataclass
class Tree:
    """The selections of an operation, or of one field of it, and every pick that takes arguments."""

    root: Selection
    slots: list[Pick] = field(default_factory=list)

    @cached_property
    def pinned(self) -> list[tuple[int, int]]:
        """The root fields that may be read as of another moment: their numbers, and their slots."""
        return list(self._given("asOf"))

    @cached_property
    def waiting(self) -> list[int]:
        """The slots of root fields that may wait for the read models."""
        return [slot for _, slot in self._given("consistency")]

    def _given(self, argument: str) -> Iterator[tuple[int, int]]:
        for index, pick in enumerate(self.root.only):
            named = {each.name.value for each in pick.node.arguments or ()}
            if pick.slot is not None and argument in named:
                yield index, pick.slot


@dataclass
class Reader:
    """Walks the selection sets of one document."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    slots: list[Pick] = field(default_factory=list)
    _known: dict[Hashable, Pick] = field(default_factory=dict)

    def selection(self, type_: GraphQLNamedType, sets: Iterable[SelectionSetNode]) -> Selection:
        """Read selection sets on an object type or an interface. Raises NotPlannable."""
        held = list(sets)
        return Selection(type_, {one.name: self._picks(one, held) for one in self._concrete(type_)})

    def pick(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Pick:
        """Read one field, with all the places that select it under this key. Raises NotPlannable."""
        name = nodes[0].name.value
        if name.startswith("__"):
            return Pick(key, name, None, None, nodes[0], None, None)
        definition = parent.fields[name]
        source = source_of(definition)
        # Types that implement an interface have its fields in common, with all that is selected below.
        same = (key, id(source), *map(id, nodes))
        if source is None or same not in self._known:
            self._known[same] = self._pick(key, definition, nodes)
        return self._known[same]

    def _pick(self, key: str, definition: GraphQLField, nodes: list[FieldNode]) -> Pick:
        name = nodes[0].name.value
        inner = get_named_type(definition.type)
        sets = [node.selection_set for node in nodes if node.selection_set]
        slot = len(self.slots) if definition.args else None
        if slot is not None:
            self.slots.append(Pick(key, name, None, definition, nodes[0], slot, None))
        children = self.selection(inner, sets) if sets else None
        return Pick(key, name, source_of(definition), definition, nodes[0], slot, children)

    def _concrete(self, type_: GraphQLNamedType) -> list[GraphQLObjectType]:
        if isinstance(type_, GraphQLObjectType):
            return [type_]
        if isinstance(type_, GraphQLInterfaceType):
            return list(self.schema.get_possible_types(type_))
        raise NotPlannable(f"{type_.name} is neither an object nor an interface")

    def _picks(self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> tuple[Pick, ...]:
        grouped: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            self._collect(type_, selection_set, grouped)
        return tuple(self.pick(type_, key, nodes) for key, nodes in grouped.items())

    def _collect(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, grouped: dict[str, list[FieldNode]]
    ) -> None:
        for one in selection_set.selections:
            if not self._included(one):
                continue
            if isinstance(one, FieldNode):
                grouped.setdefault(one.alias.value if one.alias else one.name.value, []).append(one)
            elif (inner := self._fragment(type_, one)) is not None:
                self._collect(type_, inner, grouped)

    def _fragment(self, type_: GraphQLObjectType, one: Any) -> SelectionSetNode | None:
        fragment = self.fragments[one.name.value] if isinstance(one, FragmentSpreadNode) else one
        condition = fragment.type_condition
        if condition is None or self._applies(condition.name.value, type_):
            return fragment.selection_set
        return None

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        return condition == type_.name or any(condition == each.name for each in type_.interfaces)

    def _included(self, one: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, one, self.variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, one, self.variables)
        return include is None or bool(include["if"])


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """The document's fragments by name."""
    return {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation of that name, or the only one. Raises NotPlannable when it is not clear which."""
    found = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode) and (name is None or (each.name and each.name.value == name))
    ]
    if len(found) != 1:
        raise NotPlannable("the operation is not named clearly")
    return found[0]


def source_of(definition: GraphQLField) -> Source | None:
    """The source that stands beside a field's declaration, or None for a plain member of a page object."""
    declared = definition.extensions.get("strawberry-definition")
    return declared.metadata.get(SOURCE) if declared is not None else None


def table_of(type_: GraphQLNamedType) -> Table | None:
    """The table behind a type of the schema."""
    declared = type_.extensions.get("strawberry-definition")
    return getattr(getattr(declared, "origin", None), "__table__", None)


def alias(key: str) -> str:
    """A response key as an alias. Raises NotPlannable when PostgreSQL would cut it."""
    if len(key) > LONGEST_ALIAS:
        raise NotPlannable("an alias is longer than an identifier of PostgreSQL can be")
    return key
