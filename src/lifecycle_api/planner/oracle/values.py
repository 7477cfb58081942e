"""Turns what the driver returns for a row into what the schema's types take, and withholds what is not to be seen."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLEnumType, GraphQLNamedType, GraphQLObjectType, get_named_type, is_non_null_type

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.source import Column, Documents, Embedded, Expression

EXPRESSION = "="  # begins the names under which a row carries the values of its type's expressions
TOLD = "?"  # begins the names under which a row says whether a consumer is told the value
OTHERWISE = "!"  # begins the names under which a row carries what a consumer is told instead

Values = Mapping[str, Any]


def held(
    source: Column | Expression | Embedded | Documents, name: str, type_: GraphQLNamedType, row: Values, viewer: Viewer
) -> Any:
    """The value of the field `name`, of the named type `type_`, that stands in a row."""
    if isinstance(source, Documents):
        return [plain(type_, each) for each in orjson.loads(row[source.column])]
    if source.category.sealed and not viewer.decided and not viewer.sees(source.category):
        return None
    if not row.get(TOLD + name, True):
        return _written(source, row.get(OTHERWISE + name)) if isinstance(source, Column) else None
    if isinstance(source, Embedded):
        return _embedded(source, type_, row)
    return _meant(type_, _single(source, name, row))


def plain(type_: GraphQLNamedType, values: Values) -> SimpleNamespace:
    """An object whose values are at hand, by the names of the schema's fields, as the executor reads it."""
    assert isinstance(type_, GraphQLObjectType)  # noqa: S101  # only objects have fields
    named = {name: each.extensions["strawberry-definition"].python_name for name, each in type_.fields.items()}
    return SimpleNamespace(**{named[name]: _member(type_, name, value) for name, value in values.items()})


def _member(type_: GraphQLObjectType, name: str, value: Any) -> Any:
    inner = get_named_type(type_.fields[name].type)
    if not isinstance(inner, GraphQLObjectType):
        return _meant(inner, value)
    if isinstance(value, list):
        return [plain(inner, each) for each in value]
    return None if value is None else plain(inner, value)


def _meant(type_: GraphQLNamedType, value: Any) -> Any:
    """What the executor sends: of an enum it names the members' values, also of those that the row has by name."""
    if not isinstance(type_, GraphQLEnumType):
        return value
    if isinstance(value, list):
        return [_meant(type_, each) for each in value]
    return type_.values[value].value if value in type_.values else value


def _single(source: Column | Expression, name: str, row: Values) -> Any:
    if isinstance(source, Expression):
        return _wire(row[EXPRESSION + name])
    return _written(source, row[source.name])


def _written(source: Column, value: Any) -> Any:
    if value is None:
        return None
    match source.wire:
        case "text":
            return str(_wire(value))
        case "id":
            return f"{source.prefix}:{_wire(value)}"
    return _wire(value)  # an enum's word is its member's value: the executor names it


def _embedded(source: Embedded, type_: GraphQLNamedType, row: Values) -> SimpleNamespace | None:
    assert isinstance(type_, GraphQLObjectType)  # noqa: S101  # it has columns for fields
    values = {name: _single(each, name, row) for name, each in source.columns.items()}
    promised = [values[name] for name, field in type_.fields.items() if is_non_null_type(field.type)]
    if row[source.present] is None or None in promised:
        return None
    return plain(type_, values)


def _wire(value: Any) -> Any:
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list():
            return [_wire(each) for each in value]
    return value


def instant(value: datetime) -> str:
    """An instant as it is sent."""
    # As PostgreSQL writes it into JSON: no more digits than the fraction of the second has.
    whole, _, zone = value.astimezone(UTC).isoformat().partition("+")
    return f"{whole.rstrip('0') if value.microsecond else whole}+{zone}"
