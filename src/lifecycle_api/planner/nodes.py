"""Writes what `node` and `nodes` find: rows of any type, by global ids whose prefixes name it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graphql import GraphQLInterfaceType, GraphQLObjectType

from lifecycle_api.planner.arguments import at, id_type
from lifecycle_api.planner.binds import Moment
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.selection import Pick, table_of
from lifecycle_api.planner.source import Table

if TYPE_CHECKING:
    from lifecycle_api.planner.compiler import Compiler

Types = Mapping[str, tuple[GraphQLObjectType, Table]]


def write_one(compiler: "Compiler", pick: Pick, place: Place) -> str:
    """Write the row with the id that is given."""
    statement, slot, types = compiler.statement, pick.slot or 0, _types(compiler, pick)
    prefix = id_type(at(statement.values, slot, ["id"]))
    if prefix not in types:
        return "NULL::json"
    type_, table = types[prefix]

    def key(moment: Moment) -> Any:
        return key_of(at(moment.values, slot, ["id"]), table.prefix, table.key_type)

    return compiler.found(pick, type_, statement.binds((slot, "id"), table.key_type, key), place)


def write_many(compiler: "Compiler", pick: Pick, place: Place) -> str:
    """Write the rows with the ids that are given, in their order. How many there are does not decide the statement."""
    statement, slot, types = compiler.statement, pick.slot or 0, _types(compiler, pick)

    def prefixes(moment: Moment) -> list[str]:
        return [id_type(each) for each in at(moment.values, slot, ["ids"])]

    def keys(moment: Moment) -> list[str | None]:
        return [_key(types, each) for each in at(moment.values, slot, ["ids"])]

    given = (
        f"{statement.binds((slot, 'prefixes'), 'text[]', prefixes)}, {statement.binds((slot, 'keys'), 'text[]', keys)}"
    )
    asked = {id_type(each) for each in at(statement.values, slot, ["ids"])}
    cases = " ".join(
        f"WHEN '{prefix}' THEN {compiler.found(pick, type_, f'asked.key::{table.key_type}', place)}"
        for prefix, (type_, table) in types.items()
        if prefix in asked
    )
    row = f"CASE asked.prefix {cases} END" if cases else "NULL::json"
    return (
        f"(SELECT json_agg({row} ORDER BY asked.place) FROM unnest({given}) WITH ORDINALITY asked(prefix, key, place))"
    )


def _types(compiler: "Compiler", pick: Pick) -> Types:
    assert pick.children is not None  # noqa: S101  # validation asks for a selection
    interface = pick.children.type
    assert isinstance(interface, GraphQLInterfaceType)  # noqa: S101  # `node` returns what has an id
    tables = [(type_, table_of(type_)) for type_ in compiler.statement.schema.get_possible_types(interface)]
    return {table.prefix: (type_, table) for type_, table in tables if table is not None and table.prefix is not None}


def _key(types: Types, id_: str) -> str | None:
    if id_type(id_) not in types:
        return None
    _, table = types[id_type(id_)]
    key = key_of(id_, table.prefix, table.key_type)
    return None if key is None else str(key)
