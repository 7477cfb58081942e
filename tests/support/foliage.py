"""Selections by plain chance: a type's own values, and short ways from it to others."""

from random import Random

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    InlineFragmentNode,
    NamedTypeNode,
    NameNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from tests.support.graph import SCHEMA

DEPTH = 3


def twigs(type_: GraphQLNamedType, chance: Random, number: int) -> list[FieldNode]:
    """Some values of a type; objects that hold nothing but values, such as money, are taken whole."""
    found = []
    for name, inner in _fields(type_).items():
        if _flat(inner):
            found.append(_node(name, [_node(each, []) for each in _fields(inner)]))
    return chance.sample(found, min(number, len(found)))


def branches(type_: GraphQLNamedType, chance: Random, depth: int = DEPTH) -> list[FieldNode]:
    """One way from a type to others, with values on the way; none when it leads nowhere."""
    ways = [(name, inner) for name, inner in _fields(type_).items() if not _flat(inner)]
    if not ways or depth == 0:
        return []
    name, inner = chance.choice(ways)
    # The parts of a connection are no step of the way.
    left = depth if "Connection" in type_.name or "Edge" in type_.name else depth - 1
    selections: list[SelectionNode] = [*twigs(inner, chance, chance.randint(1, 4)), *branches(inner, chance, left)]
    if isinstance(inner, GraphQLInterfaceType):
        kinds = SCHEMA._schema.get_possible_types(inner)
        selections += [_fragment(each, chance) for each in chance.sample(kinds, min(4, len(kinds)))]
    return [_node(name, selections)] if selections else []


def _fragment(type_: GraphQLObjectType, chance: Random) -> InlineFragmentNode:
    condition = NamedTypeNode(name=NameNode(value=type_.name))
    inner = SelectionSetNode(selections=tuple(twigs(type_, chance, 4)))
    return InlineFragmentNode(type_condition=condition, directives=(), selection_set=inner)


def _fields(type_: GraphQLNamedType) -> dict[str, GraphQLNamedType]:
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        return {}
    return {name: get_named_type(field.type) for name, field in type_.fields.items()}


def _node(name: str, selections: list[SelectionNode] | list[FieldNode]) -> FieldNode:
    inner = SelectionSetNode(selections=tuple(selections)) if selections else None
    return FieldNode(name=NameNode(value=name), arguments=(), directives=(), selection_set=inner)


def whole(type_: GraphQLNamedType, depth: int = 1) -> str:
    """All fields of a type, and of what they lead to in so many steps; lists are short, in their usual order."""
    fields = _fields(type_)
    names = ["__typename", *(name for name, inner in fields.items() if is_leaf_type(inner))]
    for name, inner in fields.items():
        if "nodes" in fields:  # the parts of a connection are no step
            below = "{ cursor }" if name == "edges" else whole(inner, depth)
        else:
            below = whole(inner, depth - 1) if depth or _flat(inner) else ""
        if below and not is_leaf_type(inner):
            names.append(f"{name}{_short(type_, name)} {below}")
    if isinstance(type_, GraphQLInterfaceType):
        names += [_apart(kind, depth) for kind in SCHEMA._schema.get_possible_types(type_)]
    return f"{{ {' '.join(names)} }}"


def _apart(type_: GraphQLObjectType, depth: int) -> str:
    """A type's own fields, under names of their own."""
    values = [
        f"{type_.name}_{name}: {name} {'' if is_leaf_type(inner) else whole(inner, depth - 1)}"
        for name, inner in _fields(type_).items()
        if is_leaf_type(inner) or _flat(inner) or depth
    ]
    return f"... on {type_.name} {{ {' '.join(values)} }}"


def _flat(type_: GraphQLNamedType) -> bool:
    return all(is_leaf_type(each) for each in _fields(type_).values())


def _short(type_: GraphQLNamedType, name: str) -> str:
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    few = {"first": "3", "upTo": "2"}
    given = [
        f"{argument}: {few.get(argument) or _member(declared)}"
        for argument, declared in type_.fields[name].args.items()
        if argument in few or is_required_argument(declared)
    ]
    return f"({', '.join(given)})" if given else ""


def _member(declared: GraphQLArgument) -> str:
    """The first value of the enum that has to be given."""
    enum = get_named_type(declared.type)
    assert isinstance(enum, GraphQLEnumType)
    return str(next(iter(enum.values)))
