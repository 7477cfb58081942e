"""Says what of an operation is deprecated: found in the document once, and in its variables where any can hold some."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    ObjectFieldNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    type_from_ast,
    visit,
)

from lifecycle_api.graphql.marks import deprecation_of

Notice = Mapping[str, str]
"""`{"coordinate", "replacement", "sunset"}`, as the response's `extensions.deprecations` lists them."""


class Deprecations:
    """What is deprecated of one valid operation."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        """Look through the document."""
        types = TypeInfo(schema)
        found = _Found(types)
        visit(document, TypeInfoVisitor(types, found))
        self._written = found.notices
        given = {
            each.variable.name.value: type_from_ast(schema, each.type) for each in operation.variable_definitions or ()
        }
        self._watched = {name: type_ for name, type_ in given.items() if _can_hold(type_, set())}

    def of(self, variables: Mapping[str, Any]) -> list[Notice]:
        """The notices for the operation with these variables, in the order of their coordinates."""
        if not self._written and not self._watched:
            return []
        notices = dict(self._written)
        for name, type_ in self._watched.items():
            notices |= {notice["coordinate"]: notice for notice in _given(type_, variables.get(name))}
        return [notices[coordinate] for coordinate in sorted(notices)]


class _Found(Visitor):
    """Collects what is deprecated in a document, by coordinate."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.notices: dict[str, Notice] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note a field."""
        parent, field = self._types.get_parent_type(), self._types.get_field_def()
        self._note(f"{parent and parent.name}.{node.name.value}", field)

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """Note an argument."""
        parent, field = self._types.get_parent_type(), self._types.get_field_def()
        if parent is not None and field is not None and self._types.get_directive() is None:
            fields = parent.fields.items()  # type: ignore[union-attr]  # only objects and interfaces have fields
            name = next((name for name, each in fields if each is field), "__schema")  # introspection's
            self._note(f"{parent.name}.{name}({node.name.value}:)", self._types.get_argument())

    def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> None:
        """Note a field of an input object."""
        parent = get_named_type(self._types.get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType):
            self._note(f"{parent.name}.{node.name.value}", parent.fields.get(node.name.value))

    def enter_enum_value(self, node: EnumValueNode, *_: Any) -> None:
        """Note a value of an enum."""
        type_ = get_named_type(self._types.get_input_type())
        if isinstance(type_, GraphQLEnumType):
            self._note(f"{type_.name}.{node.value}", type_.values.get(node.value))

    def _note(self, coordinate: str, declared: Any) -> None:
        self.notices |= {notice["coordinate"]: notice for notice in _notice(coordinate, declared)}


def _notice(coordinate: str, declared: Any) -> Iterator[Notice]:
    reason = getattr(declared, "deprecation_reason", None)
    if reason is not None:
        read = deprecation_of(reason)
        yield {"coordinate": coordinate, "replacement": read.replacement, "sunset": read.sunset.isoformat()}


def _can_hold(given: Any, seen: set[str]) -> bool:
    """Whether a value of an input type can have something deprecated in it."""
    type_ = get_named_type(given)
    if isinstance(type_, GraphQLEnumType):
        return any(each.deprecation_reason is not None for each in type_.values.values())
    if not isinstance(type_, GraphQLInputObjectType) or type_.name in seen:
        return False
    seen.add(type_.name)
    return any(each.deprecation_reason is not None or _can_hold(each.type, seen) for each in type_.fields.values())


def _given(type_: GraphQLInputType | Any, value: Any) -> Iterator[Notice]:
    named = get_named_type(type_)
    if isinstance(value, list):
        for each in value:
            yield from _given(named, each)
    elif isinstance(named, GraphQLEnumType):
        yield from _notice(f"{named.name}.{value}", named.values.get(value))
    elif isinstance(named, GraphQLInputObjectType) and isinstance(value, Mapping):
        for name, each in value.items():
            if name in named.fields:
                yield from _notice(f"{named.name}.{name}", named.fields[name])
                yield from _given(named.fields[name].type, each)
