"""The schema language of a contract, with directives that say what introspection cannot: scope, category, cost, events.

They are written when the text is, from what stands beside the fields: a directive that strawberry knows of would be
looked for at every field of every request.
"""

import json
from collections.abc import Iterator
from copy import copy
from typing import Any, Final

from graphql import (
    ConstDirectiveNode,
    FieldDefinitionNode,
    GraphQLField,
    GraphQLSchema,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    Visitor,
    build_schema,
    lexicographic_sort_schema,
    parse,
    print_ast,
    print_schema,
    visit,
)
from strawberry.printer import print_schema as print_strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.marks import EMITS, SCOPE, metadata_of
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.price import ASSUMED, MUTATION, SUBSCRIPTION, price_of
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Embedded, Expression, Many, Node, Pages

DIRECTIVES: Final = '''
"""The scopes that a token needs for this, all of them."""
directive @scope(all: [String!]!) on FIELD_DEFINITION | OBJECT | INTERFACE

"""The category of data it holds or compares; whoever may not read the category finds null, or is refused."""
directive @category(name: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION

"""What it costs in points besides its rows, of which each costs one, and each page one more."""
directive @cost(weight: String!) on FIELD_DEFINITION

"""How many items a list is taken to have: what a slicing argument says, or else what is assumed."""
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION

"""The types of the events that it can record; docs/events.md lists them all."""
directive @emits(events: [String!]!) on FIELD_DEFINITION
'''

_SIZED: Final = 'slicingArguments: ["first"], sizedFields: ["edges", "nodes"]'
_ROOTS: Final = {"Mutation": MUTATION, "Subscription": SUBSCRIPTION}


def as_text(schema: GraphQLSchema) -> str:
    """A contract's schema in the schema language, sorted, so that two versions of it can be compared."""
    # Strawberry's printer knows how to write defaults that graphql-core does not.
    shown = copy(schema._strawberry_schema)  # type: ignore[attr-defined]  # noqa: SLF001  # that is where it leaves itself
    shown._schema = schema  # noqa: SLF001
    # Strawberry's own sorting would lose its enum types, and with them the enums that mutations take.
    plain = print_schema(lexicographic_sort_schema(build_schema(print_strawberry(shown))))
    marked = visit(parse(plain, no_location=True), _Marking(schema))
    return f"{DIRECTIVES.lstrip()}\n{_spaced(print_ast(marked))}\n"


def _spaced(text: str) -> str:
    """Part what is described by empty lines, which printing a syntax tree leaves out."""
    spaced: list[str] = []
    inside = False
    for line in text.split("\n"):
        begins = not inside and line.lstrip().startswith('"""')
        if begins and spaced and spaced[-1] and not spaced[-1].endswith(("{", "(")):
            spaced.append("")
        spaced.append(line)
        inside ^= line.count('"""') % 2 == 1
    return "\n".join(spaced)


class _Marking(Visitor):
    """Puts directives on the definitions of types, fields and input fields."""

    def __init__(self, schema: GraphQLSchema) -> None:
        super().__init__()
        self._types: Any = schema.type_map

    def leave_object_type_definition(self, node: ObjectTypeDefinitionNode, *_: Any) -> Any:
        """Mark a type with its scope, and its fields with all there is."""
        return self._composite(node)

    def leave_interface_type_definition(self, node: InterfaceTypeDefinitionNode, *_: Any) -> Any:
        """The same for an interface."""
        return self._composite(node)

    def leave_input_object_type_definition(self, node: Any, *_: Any) -> Any:
        """Mark the fields that compare data of a category."""
        declared = self._types[node.name.value].fields
        return _with(node, fields=tuple(self._input(each, declared[each.name.value]) for each in node.fields))

    def _composite(self, node: Any) -> Any:
        type_ = self._types[node.name.value]
        table = table_of(type_)
        scope = [_scope(table.scope)] if table is not None and table.scope is not None else []
        fields = tuple(self._field(each, node.name.value, type_.fields[each.name.value]) for each in node.fields)
        return _with(node, fields=fields, directives=_parsed(scope))

    def _field(self, node: FieldDefinitionNode, parent: str, field: GraphQLField) -> Any:
        return _with(node, directives=(*(node.directives or ()), *_parsed(list(_marks(parent, field)))))

    def _input(self, node: InputValueDefinitionNode, field: Any) -> Any:
        declared = metadata_of(field).get(FILTER)
        marks = [] if declared is None else list(_category(declared.category))
        return _with(node, directives=(*(node.directives or ()), *_parsed(marks)))


def _marks(parent: str, field: GraphQLField) -> Iterator[str]:
    beside, source = metadata_of(field), source_of(field)
    if beside.get(SCOPE) is not None:
        yield _scope(beside[SCOPE])
    if isinstance(source, Column | Expression | Embedded):
        yield from _category(source.category)
    if weight := _weight(parent, field):
        yield f'@cost(weight: "{weight}")'
    match source:
        case Pages():
            yield f"@listSize({_SIZED})"
        case Many(limit=limit):
            yield f"@listSize(assumedSize: {min(ASSUMED, limit)})"
        case Node(many=True):
            yield '@listSize(slicingArguments: ["ids"])'
    if beside.get(EMITS):
        yield f"@emits(events: {json.dumps(beside[EMITS])})"


def _weight(parent: str, field: GraphQLField) -> int:
    price = price_of(field)
    return _ROOTS.get(parent, 0) if price is None else price.points


def _category(category: Category) -> Iterator[str]:
    if category is not Category.NONE:
        yield f'@category(name: "{category}")'


def _scope(name: str) -> str:
    return f'@scope(all: ["{name}"])'


def _parsed(marks: list[str]) -> tuple[ConstDirectiveNode, ...]:
    if not marks:
        return ()
    document: Any = parse(f"scalar Marked {' '.join(marks)}", no_location=True)
    return tuple(document.definitions[0].directives)


def _with(node: Any, **changed: Any) -> Any:
    return type(node)(**{**{name: getattr(node, name) for name in node.keys if name != "loc"}, **changed})
