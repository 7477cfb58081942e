"""A field that the executor asks for, with its arguments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    get_named_type,
)

from lifecycle_api.planner.arguments import given_to, variables_of
from lifecycle_api.planner.selection import source_of
from lifecycle_api.planner.source import Order, Pages, Source


@dataclass(frozen=True)
class Call:
    """A field's name, its declaration, and the arguments given to it as plain values."""

    name: str
    field: GraphQLField
    given: Mapping[str, Any]

    @property
    def source(self) -> Source | None:
        """Where its value comes from."""
        return source_of(self.field)

    @property
    def type(self) -> GraphQLNamedType:
        """The type of its value, or of each in a list of them."""
        return get_named_type(self.field.type)

    @property
    def node(self) -> GraphQLNamedType:
        """The type of a connection's items."""
        connection = self.type
        assert isinstance(connection, GraphQLObjectType)  # noqa: S101  # connections are objects
        node: GraphQLNamedType = get_named_type(connection.fields["nodes"].type)
        return node

    @property
    def where(self) -> GraphQLInputObjectType:
        """The input type of a connection's filters."""
        type_ = get_named_type(self.field.args["where"].type)
        assert isinstance(type_, GraphQLInputObjectType)  # noqa: S101  # filters are fields of an input
        return type_

    def order(self, source: Pages) -> tuple[str, Order]:
        """The order that is asked for, by name, or else the first."""
        name = self.given.get("orderBy") or next(iter(source.orders))
        return name, source.orders[name]


def call_of(info: GraphQLResolveInfo[Any]) -> Call:
    """The call that the executor makes."""
    field = info.parent_type.fields[info.field_name]
    return Call(info.field_name, field, given_to(field, info.field_nodes[0], variables_of(info)))
