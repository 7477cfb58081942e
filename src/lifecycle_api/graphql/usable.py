"""What an audience can ever use of a schema, from the metadata beside its fields: scopes, categories, reach."""

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_introspection_type,
)

from lifecycle_api.access.contracts import Contract
from lifecycle_api.access.visibility import OUTSIDE
from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.marks import KINDS, SCOPE, metadata_of
from lifecycle_api.planner.audience import widest
from lifecycle_api.planner.filters import FILTER, SEARCHED
from lifecycle_api.planner.selection import source_of, table_of
from lifecycle_api.planner.source import Column, Embedded, Expression, Follow, Pages, Table


class Usable:
    """Says of each element of a schema whether somebody under a contract can ever use it."""

    def __init__(self, schema: GraphQLSchema, contract: Contract) -> None:
        """Take the whole schema."""
        self._schema = schema
        self._contract = contract
        self._categories = contract.categories
        self._audiences = [widest(kind) for kind in sorted(contract.kinds)]

    def type(self, type_: GraphQLNamedType) -> bool:
        """Whether a type has anything to show."""
        return type_.name not in self._hidden

    def fields(self, type_: Any) -> dict[str, GraphQLField]:
        """The fields of an object or interface that can be selected."""
        return {name: field for name, field in type_.fields.items() if self._field(field, self._hidden)}

    def arguments(self, field: GraphQLField) -> dict[str, GraphQLArgument]:
        """The arguments of a field that can be given."""
        source = source_of(field)
        hidden = (
            set()
            if not isinstance(source, Pages)
            else {
                *(name for name, each in source.arguments.items() if not self._reads(each.category)),
                *(["search"] if source.search and not all(map(self._reads, SEARCHED[source.search])) else []),
            }
        )
        return {name: each for name, each in field.args.items() if name not in hidden and self._given(each)}

    def inputs(self, type_: GraphQLInputObjectType) -> dict[str, GraphQLInputField]:
        """The fields of an input object that can be given."""
        return {name: each for name, each in type_.fields.items() if self._compares(each)}

    @cached_property
    def unsortable(self) -> Mapping[str, frozenset[str]]:
        """By enum, the values that name an order by something that cannot be read."""
        found: dict[str, frozenset[str]] = {}
        for field in self._all_fields():
            source = source_of(field)
            if isinstance(source, Pages) and "orderBy" in field.args:
                enum = get_named_type(field.args["orderBy"].type)
                assert isinstance(enum, GraphQLEnumType)  # noqa: S101  # orders have names
                unread = {name for name, order in source.orders.items() if not self._reads(order.category)}
                found[enum.name] = frozenset(name for name, each in enum.values.items() if _word(each.value) in unread)
        return found

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Types that nothing can be selected of, and those that only lead to such."""
        hidden = {type_.name for type_ in self._composites() if self._barred(table_of(type_))}
        while True:
            empty = {
                type_.name
                for type_ in self._composites()
                if not any(self._field(field, hidden) for field in type_.fields.values())
            }
            if empty <= hidden:
                return frozenset(hidden)
            hidden |= empty

    def _field(self, field: GraphQLField, hidden: frozenset[str] | set[str]) -> bool:
        source, scope, kinds = source_of(field), metadata_of(field).get(SCOPE), metadata_of(field).get(KINDS)
        if scope is not None and not self._contract.allows(scope):
            return False
        if kinds is not None and not kinds & self._contract.kinds:
            return False
        if isinstance(source, Column | Expression | Embedded) and not self._reads(source.category):
            return False
        if isinstance(source, Follow) and not source.standing and self._contract.kinds <= OUTSIDE.keys():
            return False
        target: Any = get_named_type(field.type)
        if isinstance(source, Pages):
            target = get_named_type(target.fields["nodes"].type)
        return target.name not in hidden

    def _barred(self, table: Table | None) -> bool:
        if table is None:
            return False
        if table.scope is not None and not self._contract.allows(table.scope):
            return True
        return not any(each.reaches(table) for each in self._audiences)

    def _given(self, argument: GraphQLArgument) -> bool:
        match get_named_type(argument.type):
            case GraphQLInputObjectType() as type_:
                return bool(self.inputs(type_))
            case GraphQLEnumType() as type_:
                return len(self.unsortable.get(type_.name, ())) < len(type_.values)
        return True

    def _compares(self, field: GraphQLInputField) -> bool:
        declared = metadata_of(field).get(FILTER)
        if declared is None:
            return True
        return self._reads(declared.category) and not (declared.internal and self._contract.kinds <= OUTSIDE.keys())

    def _reads(self, category: Category) -> bool:
        return not category.sealed or category in self._categories

    def _all_fields(self) -> Iterator[GraphQLField]:
        for type_ in self._composites():
            yield from type_.fields.values()

    def _composites(self) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
        for type_ in self._schema.type_map.values():
            if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and not is_introspection_type(type_):
                yield type_


def _word(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
