"""Writes what a row holds itself: values of columns, and the objects and lists that are made of them."""

from graphql import GraphQLNamedType, GraphQLObjectType, is_non_null_type

from lifecycle_api.planner.selection import TYPENAME, Pick, alias
from lifecycle_api.planner.source import Column, Embedded, Expression


def plain(source: Column | Expression, t: str) -> str:
    """A value of the row called `t`."""
    if isinstance(source, Expression):
        return f"({source.sql.format(t=t)})"
    return wired(source, f"{t}.{source.name}")


def wired(source: Column, value: str) -> str:
    """A value of a column as it is sent."""
    match source.wire:
        case "text":
            return f"{value}::text"
        case "enum":
            return f"upper({value})"
        case "id":
            return f"'{source.prefix}:' || {value}"
    return value


def embedded(pick: Pick, source: Embedded, t: str) -> str:
    """An object whose fields are values of the row called `t`."""
    assert pick.children is not None  # noqa: S101  # validation asks for a selection
    type_ = pick.children.type
    columns = ", ".join(f'{_part(type_.name, source, each, t)} AS "{alias(each.key)}"' for each in pick.children.only)
    present = " AND ".join(f"{sql} IS NOT NULL" for sql in _promised(source, type_, t))
    return f"CASE WHEN {present} THEN (SELECT row_to_json(x) FROM (SELECT {columns}) x) END"


def documents(pick: Pick, column: str) -> str:
    """A list of objects that stands as JSON in a column."""
    assert pick.children is not None  # noqa: S101  # validation asks for a selection
    name = pick.children.type.name
    values = [(f"'{name}'" if each.name == TYPENAME else f"e->'{each.name}'", each.key) for each in pick.children.only]
    parts = ", ".join(f'{value} AS "{alias(key)}"' for value, key in values)
    member = f"(SELECT row_to_json(x) FROM (SELECT {parts}) x)"
    return f"(SELECT coalesce(json_agg({member}), '[]') FROM jsonb_array_elements({column}) e)"


def _promised(source: Embedded, type_: GraphQLNamedType, t: str) -> list[str]:
    # An object without a value that its type promises would be none; so it is null, as without any.
    assert isinstance(type_, GraphQLObjectType)  # noqa: S101  # it has columns for fields
    promised = [name for name, field in type_.fields.items() if is_non_null_type(field.type)]
    return list(dict.fromkeys([f"{t}.{source.present}", *(plain(source.columns[name], t) for name in promised)]))


def _part(type_name: str, source: Embedded, pick: Pick, t: str) -> str:
    return f"'{type_name}'" if pick.name == TYPENAME else plain(source.columns[pick.name], t)
