"""Writes one SQL statement for a tree of selections. Rows become JSON in PostgreSQL; values are always bound."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final

import orjson
from graphql import GraphQLNamedType, GraphQLObjectType, GraphQLSchema, get_named_type

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner import held, nodes, pages
from lifecycle_api.planner.arguments import Values, at
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.beside import Beside
from lifecycle_api.planner.binds import Binds, Moment
from lifecycle_api.planner.coordinates import Apart
from lifecycle_api.planner.deciding import MARK, STOPPED, Deciding, People
from lifecycle_api.planner.ids import key_of
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.released import Coarser
from lifecycle_api.planner.selection import TYPENAME, NotPlannable, Pick, Selection, alias, table_of
from lifecycle_api.planner.source import (
    MONTH,
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

_QUALIFIED: Final = re.compile(r"<(\w+)>\.(\w+)")

NO_EQUALS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass
class Compiler:
    """Writes a statement and remembers what it read.

    That is tables by folder, scopes, masked fields, and by the paths of rows that are generalised what is selected of
    them. Where types keep values `apart` that stand under one key, rows that are decided on say of which type they are.
    """

    schema: GraphQLSchema
    audience: Audience
    values: Values
    apart: Apart = field(default_factory=dict)
    binds: Binds = field(default_factory=Binds)
    tables: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    scopes: set[str] = field(default_factory=set)
    masked: list[tuple[tuple[str, ...], Category]] = field(default_factory=list)
    compared: set[Category] = field(default_factory=set)
    generalised: dict[tuple[str, ...], Coarser] = field(default_factory=dict)

    @cached_property
    def deciding(self) -> Deciding | None:
        """The decisions of the statement; None for an audience whose bounds are its token's."""
        asking = self.audience.asking(self.binds, self.scopes)
        return None if asking is None else Deciding(asking)

    def entered(self, type_: GraphQLNamedType, place: Place, equal: Mapping[str, str] = NO_EQUALS) -> Place:
        """The place of rows of a type, with the decision about them: their own, or that of what they belong to.

        What their columns have to be `equal` to may say whom all of them are about.
        """
        if self.deciding is None:
            return place
        table = self.table(type_)
        if not self.deciding.opens(table):
            return replace(place, decided=None)
        if not self.deciding.decides(table):
            return place
        person = None if table.subject is None else equal.get(table.subject)
        others = None if person is None else self._others(table, place)
        return replace(place, decided=self.deciding.begin(table, place.t, person, place.decided, others))

    def _others(self, table: Table, place: Place) -> str | None:
        """A query for whom else rows of a table are about that are about a `{person}`."""
        source = (
            f"FROM {self.name(table, place)} o WHERE o.tenant_id = {place.tenant} AND o.{table.subject} = {{person}}"
        )
        found = [f"SELECT o.{each} {source} AND o.{each} IS NOT NULL" for each in table.joint]
        return " UNION ".join(found) or None

    def root(self, pick: Pick, place: Place) -> str:
        """Write the value of a root field."""
        match pick.source:
            case None if pick.name == TYPENAME:
                return "'Query'"
            case Constant(name=name):
                return self._constant(pick, name)
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
            name, picks = next(iter(selection.picks.items()))
            return self._object(self._columns(name, picks, place), beside)
        table = table_of(selection.type)
        if table is None or table.kind is None:
            raise NotPlannable(f"{selection.type.name} does not say which type a row is of")
        # What all types have in common is written once: the statement would grow by their number at every level.
        shared, once = selection.shared, f"s{place.depth}"
        names = {pick.key: f"{once}.c{index}" for index, pick in enumerate(shared)}
        kind = f"{place.t}.{table.kind}"

        def case(types: list[str], picks: tuple[Pick, ...]) -> str:
            columns = self._columns(types[0], picks, place, names | _typenames(picks, kind))
            return f"WHEN {kind} IN ({_quoted(types)}) THEN {self._object(columns, None if shared else beside)}"

        chosen = f"CASE {' '.join(case(types, picks) for types, picks in selection.groups)} END"
        columns = ", ".join(f"{self.value('', pick, place)} AS c{index}" for index, pick in enumerate(shared))
        return f"(SELECT {chosen} FROM (SELECT {columns} OFFSET 0) {once})" if shared else chosen

    def rows(
        self,
        type_: GraphQLNamedType,
        conditions: list[str],
        place: Place,
        compared: Iterable[Category] | None = None,
        people: People | None = None,
    ) -> str:
        """Write `FROM … WHERE …` for the rows of a type that exist for this audience.

        Where they are decided on, a list has those that are permitted, by all categories it compares; without
        `compared` also those about which there is something to say. With `people`, it has nobody else.
        """
        table = self.table(type_)
        visible = self.audience.conditions(table, place.t, self.binds)
        wanted = [f"{place.t}.tenant_id = {place.tenant}", *conditions, *visible]
        name = self._source(table, place)
        exempt = self.deciding is not None and self.deciding.exempts(table)
        if self.audience.capacity is not None and place.decided is None and not exempt:
            # PostgreSQL cannot tell the type of a parameter that nothing uses: so the conditions stay.
            wanted = [*wanted, "false"]
        if people is not None:
            name, wanted = people.found(name, place.t, str(table.key), wanted), ["true"]
        if self.deciding is not None and (decided := place.own) is not None:
            return f"FROM {self.qualified(self.deciding.rows(decided, name, wanted, compared), place)}"
        return f"FROM {name} {place.t} WHERE {self.qualified(' AND '.join(wanted), place)}"

    def _source(self, table: Table, place: Place) -> str:
        """The rows of a table, with whether a stop binds them where that is heeded."""
        name = self.name(table, place)
        stopped = None if self.deciding is None else self.deciding.stopped(table, place.t)
        return name if stopped is None else f"(SELECT {place.t}.*, {stopped} AS is_stopped FROM {name} {place.t})"

    def table(self, type_: GraphQLNamedType) -> Table:
        """The table behind a type; what reading it takes is remembered."""
        table = table_of(type_)
        if table is None:
            raise NotPlannable(f"{type_.name} stands for no table")
        if table.scope:
            self.scopes.add(table.scope)
        return table

    def name(self, table: Table, place: Place) -> str:
        """The qualified name of a table in the schemas of this place."""
        self.tables[table.folder].add(table.name)
        return f"{place.schemas[table.folder]}.{table.name}"

    def qualified(self, sql: str, place: Place) -> str:
        """Put schemas in place of the folders that conditions name, as in `<vehicle_ownership>.period`."""

        def written(found: re.Match[str]) -> str:
            folder, table = found.groups()
            if folder not in place.schemas:
                return found[0]  # what decisions rest on: never of another moment
            self.tables[folder].add(table)
            return f"{place.schemas[folder]}.{table}"

        return _QUALIFIED.sub(written, sql)

    def _object(self, columns: str, beside: Beside | None) -> str:
        return f"(SELECT row_to_json(x) FROM (SELECT {columns}) x)" if beside is None else beside.object(columns)

    def _columns(
        self, name: str, picks: tuple[Pick, ...], place: Place, written: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        columns = [f'{written.get(pick.key) or self.value(name, pick, place)} AS "{alias(pick.key)}"' for pick in picks]
        if self.deciding is not None and (decided := place.own) is not None:
            if not place.gathered:
                columns.append(f'{self.deciding.mark(decided, name if self.apart else None)} AS "{MARK}"')
            if self.deciding.generalises(decided.table) and any(pick.source for pick in picks):
                selected = frozenset(f"{name}.{pick.name}" for pick in picks if pick.source is not None)
                self.generalised[place.path] = Coarser(decided.table.base, selected)
        if (stopped := self._stopped(name, place)) is not None:
            columns.append(f'CASE WHEN {stopped} THEN true END AS "{STOPPED}"')
        if self.audience.accounted and (owner := self._owner(name, picks)) is not None:
            columns.append(f'{place.t}.{owner} AS "{MARK}"')
        return ", ".join(columns)

    def _stopped(self, type_name: str, place: Place) -> str | None:
        """The column that says that a stop binds a row of a type; None where none is heeded."""
        table = table_of(self.schema.type_map[type_name]) if self.deciding is not None and type_name else None
        heeded = table is not None and self.deciding is not None and self.deciding.stopped(table, place.t) is not None
        return f"{place.t}.is_stopped" if heeded else None

    def _owner(self, name: str, picks: tuple[Pick, ...]) -> str | None:
        """The column with the subject of rows of a type, if what is selected of them has to be accounted for."""
        counted = any(pick.category.accounted for pick in picks)
        table = table_of(self.schema.type_map[name]) if counted else None
        return None if table is None else table.subject

    def value(self, type_name: str, pick: Pick, place: Place) -> str:
        """Write a field of the row called `place.t`."""
        match pick.source:
            case None if pick.name == TYPENAME:
                return f"'{type_name}'"
            case Column() | Expression() | Embedded() | Documents():
                written = self._told(type_name, pick, pick.source, place)
                stopped = self._stopped(type_name, place) if pick.category is Category.CONTACT else None
                return written if stopped is None else f"CASE WHEN NOT {stopped} THEN {written} END"
            case One() | Many() | Pages():
                return self._reached(pick, pick.source, place)
        raise NotPlannable(f"{type_name}.{pick.name} has no source")

    def _told(
        self, type_name: str, pick: Pick, source: Column | Expression | Embedded | Documents, place: Place
    ) -> str:
        """A value that stands in the row, as far as it is told to consumers."""
        written = self._held(type_name, pick, source, place)
        own = source.own if isinstance(source, Column | Embedded) else None
        told = self.audience.told(own, place.t, self.binds)
        if told is None:
            return written
        otherwise = self.audience.told(source.otherwise, place.t, self.binds) if isinstance(source, Column) else "NULL"
        return self.qualified(f"CASE WHEN {told} THEN {written} ELSE {otherwise} END", place)

    def _held(
        self, type_name: str, pick: Pick, source: Column | Expression | Embedded | Documents, place: Place
    ) -> str:
        """A value that stands in the row."""
        match source:
            case Embedded():
                written = held.embedded(pick, source, place.t)
                return self._masked(written, source.category, place.inside(pick.key))
            case Documents(column=column):
                return held.documents(pick, f"{place.t}.{column}")
            case Column(telling=True) if self.audience.under_agreements:
                self.generalised[*place.path, pick.key] = Coarser(
                    source.category, frozenset({f"{type_name}.{pick.name}"})
                )
                return MONTH.format(held.plain(source, place.t))
        written = self.qualified(held.plain(source, place.t), place)
        return self._masked(written, source.category, place.inside(pick.key))

    def _reached(self, pick: Pick, source: One | Many | Pages, place: Place) -> str:
        """Other rows that the row leads to."""
        match source:
            case One(column=column):
                return self._one(pick, f"{place.t}.{column}", place.below(pick.key))
            case Many():
                return self._many(pick, source, place)
        return pages.write(self, pick, place.t, place.below(pick.key))

    def _masked(self, sql: str, category: Category, place: Place) -> str:
        if not category.sealed and (self.deciding is None or category is Category.NONE):
            return sql
        self.masked.append((place.path, category))
        if not self.audience.reads(category):
            return f"CASE WHEN false THEN {sql} END"
        if self.deciding is not None:
            if place.decided is None:
                return f"CASE WHEN {'false' if category.sealed else 'true'} THEN {sql} END"
            return f"CASE WHEN {self.deciding.read(place.decided, category)} THEN {sql} END"
        sees = self.binds(("sees", category), "boolean", lambda moment: category in moment.viewer.categories)
        return f"CASE WHEN {sees} THEN {sql} END"

    def _one(self, pick: Pick, value: str, place: Place) -> str:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        table = self.table(pick.children.type)
        place = self.entered(pick.children.type, place, {str(table.key): value})
        rows = self.rows(pick.children.type, [f"{place.t}.{table.key} = {value}"], place)
        return self.single(pick.children, place, rows)

    def single(self, selection: Selection, place: Place, rows: str) -> str:
        """Write the one row there is at most; who has standing is told why it is not shown."""
        if self.deciding is not None and (decided := place.own) is not None:
            row = self.deciding.one(decided, self.row(selection, place))
            return f"({self.beforehand(place)}SELECT {row} {rows})"
        if not selection.uniform:
            return f"(SELECT {self.row(selection, place)} {rows})"
        columns = self._columns(*next(iter(selection.picks.items())), place)
        return f"(SELECT row_to_json(x) FROM (SELECT {columns} {rows}) x)"

    def _many(self, pick: Pick, source: Many, parent: Place) -> str:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        equal = {there: f"{parent.t}.{here}" for there, here in source.join.items()}
        place = self.entered(pick.children.type, parent.below(pick.key), equal)
        joined = [f"{place.t}.{there} = {here}" for there, here in equal.items()]
        wanted = [*joined, source.where.format(t=place.t, parent=parent.t)] if source.where else joined
        rows = self.rows(pick.children.type, wanted, place, ())
        ordered = f"SELECT {place.t}.* {rows} ORDER BY {source.order.format(t=place.t)} LIMIT {source.limit}"
        if not pick.children.uniform:
            row, before = self.row(pick.children, place, beside := Beside()), self.beforehand(place)
            return f"({before}SELECT coalesce(json_agg({row}), '[]') FROM ({ordered}) {place.t}{beside})"
        # Rows that become JSON as they are cost less than an expression for each of them.
        columns = self._columns(*next(iter(pick.children.picks.items())), place)
        rows = f"SELECT {columns} FROM ({ordered}) {place.t}"
        return f"({self.beforehand(place)}SELECT coalesce(json_agg(x), '[]') FROM ({rows}) x)"

    def marks(self, pick: Pick, place: Place) -> str | None:
        """What a page carries along about its rows, which are what is picked; None where each of them does."""
        assert pick.children is not None  # noqa: S101  # rows are objects
        if self.deciding is None or place.own is None or not place.gathered:
            return None
        path = (*place.path, pick.key)
        coarser = any(each[: len(path)] == path for each in self.generalised)
        flat = pick.children.flat and place.own.table.contact is None and not coarser
        return self.deciding.marks(place.own, pick.key, flat=flat)

    def beforehand(self, place: Place) -> str:
        """What stands before the list of the rows called `place.t`."""
        decided = place.own
        return "" if self.deciding is None or decided is None else self.deciding.beforehand(decided)

    def _lookup(self, pick: Pick, argument: str, place: Place) -> str:
        type_ = get_named_type(pick.field.type) if pick.field else None
        assert type_ is not None  # noqa: S101  # root fields are fields
        return self._one(pick, self._key(self.table(type_), pick, (argument,)), place.inside(pick.key))

    def _given(self, pick: Pick, column: str) -> str:
        # A mutation's payload is no row: it knows the key of what it returns.
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        key_type = self.table(pick.children.type).key_type
        return self.binds(("given", column), key_type, lambda moment: moment.given[column])

    def _key(self, table: Table, pick: Pick, path: tuple[str, ...]) -> str:
        slot = pick.slot

        def bind(moment: Moment) -> Any:
            return key_of(at(moment.values, slot or 0, path), table.prefix, table.key_type)

        return self.binds((slot, *path), table.key_type, bind)

    def found(self, pick: Pick, type_: GraphQLObjectType, key: str, place: Place) -> str:
        """Write the row of one type of an interface that has this key."""
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        equal = {str(self.table(type_).key): key}
        inner = self.entered(type_, place.inside(pick.key), equal)
        rows = self.rows(type_, [f"{place.t}.{column} = {value}" for column, value in equal.items()], inner)
        return self.single(Selection(type_, {type_.name: pick.children.picks[type_.name]}), inner, rows)

    def _constant(self, pick: Pick, name: str) -> str:
        def value(moment: Moment) -> str:
            given = {} if pick.slot is None else moment.values[pick.slot]
            return dumps(chosen_of(pick.children, moment.constants()[name](given)))

        return self.binds((name, pick.key), "json", value)


def _quoted(names: list[str]) -> str:
    return ", ".join(f"'{each}'" for each in names)


def _typenames(picks: tuple[Pick, ...], kind: str) -> dict[str, str]:
    return {pick.key: kind for pick in picks if pick.name == TYPENAME}


def dumps(value: Any) -> str:
    """A value as JSON text, which is how the driver takes it."""
    return orjson.dumps(value).decode()


def chosen_of(selection: Selection | None, value: Any) -> Any:
    """What is selected of a value that is at hand, as JSON-ready dicts and lists."""
    if selection is None or value is None:
        return value
    if isinstance(value, list):
        return [chosen_of(selection, each) for each in value]
    return {
        pick.key: selection.type.name if pick.name == TYPENAME else chosen_of(pick.children, value[pick.name])
        for pick in selection.only
    }
