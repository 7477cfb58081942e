"""Writes one SQL statement for a tree of selections. Rows become JSON in PostgreSQL; values are always bound."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from graphql import GraphQLObjectType, get_named_type

from lifecycle_api.planner import constants, nodes, pages, shown
from lifecycle_api.planner.arguments import at
from lifecycle_api.planner.beside import Beside
from lifecycle_api.planner.binds import Moment
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.selection import TYPENAME, NotPlannable, Pick, Selection, alias, table_of
from lifecycle_api.planner.source import (
    Column,
    Constant,
    Documents,
    Embedded,
    Expression,
    Lookup,
    Many,
    Node,
    One,
    Pages,
    Table,
)
from lifecycle_api.planner.statement import Statement


@dataclass(frozen=True)
class Compiler:
    """Follows selections from row to row; how rows are found is the statement's."""

    statement: Statement

    def root(self, pick: Pick, place: Place) -> str:
        """Write the value of a root field."""
        match pick.source:
            case None if pick.name == TYPENAME:
                return "'Query'"
            case Constant(name=name):
                return constants.write(self.statement, pick, name)
            case Lookup(argument=argument):
                return self._lookup(pick, argument, place)
            case Node(many=several):
                return nodes.write_many(self, pick, place) if several else nodes.write_one(self, pick, place)
            case Pages():
                return pages.write(self, pick, None, place.inside(pick.key))
            case One(column=column):
                return self._one(pick, self._given(pick, column), place.inside(pick.key))
        raise NotPlannable(f"{pick.name} has no source")

    def row(self, selection: Selection, place: Place, beside: Beside | None = None) -> str:
        """Write the JSON of the row called `place.t`; of an interface's row, by the type it names."""
        if selection.uniform:
            return _object(self._columns(*selection.first, place), beside)
        table = table_of(selection.type)
        if table is None or table.kind is None:
            raise NotPlannable(f"{selection.type.name} does not say which type a row is of")
        # What all types have in common is written once: the statement would grow by their number at every level.
        shared, once = selection.shared, f"s{place.depth}"
        names = {pick.key: f"{once}.c{index}" for index, pick in enumerate(shared)}
        kind = f"{place.t}.{table.kind}"

        def case(types: list[str], picks: tuple[Pick, ...]) -> str:
            columns = self._columns(types[0], picks, place, names | _typenames(picks, kind))
            return f"WHEN {kind} IN ({_quoted(types)}) THEN {_object(columns, None if shared else beside)}"

        chosen = f"CASE {' '.join(case(types, picks) for types, picks in selection.groups)} END"
        columns = ", ".join(f"{self.value('', pick, place)} AS c{index}" for index, pick in enumerate(shared))
        return f"(SELECT {chosen} FROM (SELECT {columns} OFFSET 0) {once})" if shared else chosen

    def value(self, type_name: str, pick: Pick, place: Place) -> str:
        """Write a field of the row called `place.t`."""
        match pick.source:
            case None if pick.name == TYPENAME:
                return f"'{type_name}'"
            case Column() | Expression() | Embedded() | Documents():
                return shown.value(self.statement, type_name, pick, pick.source, place)
            case One(column=column):
                return self._one(pick, f"{place.t}.{column}", place.below(pick.key))
            case Many():
                return self._many(pick, pick.source, place)
            case Pages():
                return pages.write(self, pick, place.t, place.below(pick.key))
        raise NotPlannable(f"{type_name}.{pick.name} has no source")

    def single(self, selection: Selection, place: Place, rows: str) -> str:
        """Write the one row there is at most; who has standing is told why it is not shown."""
        if self.statement.deciding is not None and (decided := place.own) is not None:
            row = self.statement.deciding.one(decided, self.row(selection, place))
            return f"({self.statement.beforehand(place)}SELECT {row} {rows})"
        if not selection.uniform:
            return f"(SELECT {self.row(selection, place)} {rows})"
        return f"(SELECT row_to_json(x) FROM (SELECT {self._columns(*selection.first, place)} {rows}) x)"

    def found(self, pick: Pick, type_: GraphQLObjectType, key: str, place: Place) -> str:
        """Write the row of one type of an interface that has this key."""
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        selection = Selection(type_, {type_.name: pick.children.picks[type_.name]})
        return self._with_key(selection, key, place.inside(pick.key))

    def _columns(
        self, name: str, picks: tuple[Pick, ...], place: Place, written: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        columns = [f'{written.get(pick.key) or self.value(name, pick, place)} AS "{alias(pick.key)}"' for pick in picks]
        return ", ".join([*columns, *shown.carried(self.statement, name, picks, place)])

    def _one(self, pick: Pick, key: str, place: Place) -> str:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        return self._with_key(pick.children, key, place)

    def _with_key(self, selection: Selection, key: str, place: Place) -> str:
        column = str(self.statement.table(selection.type).key)
        place = self.statement.entered(selection.type, place, {column: key})
        rows = self.statement.rows(selection.type, [f"{place.t}.{column} = {key}"], place)
        return self.single(selection, place, rows)

    def _many(self, pick: Pick, source: Many, parent: Place) -> str:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        equal = {there: f"{parent.t}.{here}" for there, here in source.join.items()}
        place = self.statement.entered(pick.children.type, parent.below(pick.key), equal)
        joined = [f"{place.t}.{there} = {here}" for there, here in equal.items()]
        wanted = [*joined, source.where.format(t=place.t, parent=parent.t)] if source.where else joined
        rows = self.statement.rows(pick.children.type, wanted, place, ())
        ordered = f"SELECT {place.t}.* {rows} ORDER BY {source.order.format(t=place.t)} LIMIT {source.limit}"
        before = self.statement.beforehand(place)
        if not pick.children.uniform:
            row = self.row(pick.children, place, beside := Beside())
            return f"({before}SELECT coalesce(json_agg({row}), '[]') FROM ({ordered}) {place.t}{beside})"
        # Rows that become JSON as they are cost less than an expression for each of them.
        rows = f"SELECT {self._columns(*pick.children.first, place)} FROM ({ordered}) {place.t}"
        return f"({before}SELECT coalesce(json_agg(x), '[]') FROM ({rows}) x)"

    def _lookup(self, pick: Pick, argument: str, place: Place) -> str:
        type_ = get_named_type(pick.field.type) if pick.field else None
        assert type_ is not None  # noqa: S101  # root fields are fields
        return self._one(pick, self._key(self.statement.table(type_), pick, argument), place.inside(pick.key))

    def _given(self, pick: Pick, column: str) -> str:
        # A mutation's payload is no row: it knows the key of what it returns.
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        key_type = self.statement.table(pick.children.type).key_type
        return self.statement.binds(("given", column), key_type, lambda moment: moment.given[column])

    def _key(self, table: Table, pick: Pick, argument: str) -> str:
        slot = pick.slot

        def bind(moment: Moment) -> Any:
            return key_of(at(moment.values, slot or 0, (argument,)), table.prefix, table.key_type)

        return self.statement.binds((slot, argument), table.key_type, bind)


def _object(columns: str, beside: Beside | None) -> str:
    return f"(SELECT row_to_json(x) FROM (SELECT {columns}) x)" if beside is None else beside.object(columns)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{each}'" for each in names)


def _typenames(picks: tuple[Pick, ...], kind: str) -> dict[str, str]:
    return {pick.key: kind for pick in picks if pick.name == TYPENAME}
