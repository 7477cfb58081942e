"""Writes a connection: one keyset page of rows, with its cursors and, when asked for, a capped count."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graphql import GraphQLInputObjectType, get_named_type

from lifecycle_api.planner import filters, shown
from lifecycle_api.planner.arguments import at
from lifecycle_api.planner.beside import Beside
from lifecycle_api.planner.binds import Moment
from lifecycle_api.planner.cursors import sort_name
from lifecycle_api.planner.deciding import MARKS, People
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.selection import TYPENAME, NotPlannable, Pick, Selection, alias
from lifecycle_api.planner.source import Order, Pages

if TYPE_CHECKING:
    from lifecycle_api.planner.compiler import Compiler


class Page:
    """Writes the parts of one connection. `parent` is the alias of the row it hangs on, if any."""

    def __init__(self, compiler: "Compiler", pick: Pick, parent: str | None, place: Place) -> None:
        assert isinstance(pick.source, Pages)  # noqa: S101  # the caller matched on it
        assert pick.slot is not None  # noqa: S101  # connections take `first`
        self.compiler, self.statement, self.pick, self.parent = compiler, compiler.statement, pick, parent
        self.source, self.slot = pick.source, (slot := pick.slot)
        self.given = self.statement.values[pick.slot]
        self.node = _node_of(pick)
        self.equal = {there: f"{parent}.{here}" for there, here in self.source.join.items()}
        rows = [each for each in _children(pick).only if each.name in ("nodes", "edges")]
        # Rows that say of which type they are, and rows that are shown twice, have marks of their own.
        self.rows = rows[0] if len(rows) == 1 and rows[0].name == "nodes" and not self.statement.apart else None
        self.place = replace(self.statement.entered(self.node, place, self.equal), gathered=self.rows is not None)
        self.sort, self.order = _order_of(self.source, self.given.get("orderBy"))
        self.compared = {self.order.category}
        self.table = self.statement.table(self.node)
        self.sorted = self.order.values(self.table)
        self.beside = Beside()
        self.first = self.statement.binds((self.slot, "first"), "int", lambda moment: moment.values[slot]["first"])

    def write(self) -> str:
        """Write the connection as JSON."""
        assert self.pick.children is not None  # noqa: S101  # validation asks for a selection
        parts = [(self._part(each), alias(each.key)) for each in self.pick.children.only]
        if self.rows is not None and (marks := self._marks(self.rows)) is not None:
            parts.append((marks, MARKS))
        columns = ", ".join(f'{value} AS "{key}"' for value, key in parts)
        # HAVING makes one group of the page, also when nothing that is selected aggregates it.
        page = f"FROM ({self._limited()}) {self.place.t}{self.beside} HAVING true"
        return f"({self.statement.beforehand(self.place)}SELECT row_to_json(c) FROM (SELECT {columns} {page}) c)"

    def _part(self, pick: Pick) -> str:
        match pick.name:
            case "nodes":
                return self._listed(self._row(pick, self.place))
            case "edges":
                return self._listed(self._edge(pick))
            case "pageInfo":
                return self._page_info(pick)
            case "count":
                return self._count(pick)
            case name if name == TYPENAME:
                return f"'{_children(self.pick).type.name}'"
        if self.parent is None or pick.source is None:
            raise NotPlannable(f"{pick.name} is no part of a connection")
        above = type(self.place)(self.place.schemas, self.place.tenant, self.place.depth - 1, self.place.path)
        return self.compiler.value("", pick, above)

    def _row(self, pick: Pick, place: Place) -> str:
        return self.compiler.row(_children(pick), place.inside(pick.key), self.beside)

    def _marks(self, rows: Pick) -> str | None:
        return shown.marks(self.statement, rows, self.place, self.first if self.looks_ahead else None)

    def _listed(self, row: str) -> str:
        if not self.looks_ahead:
            return f"coalesce(json_agg({row}), '[]')"
        return f"coalesce(array_to_json((array_agg({row}))[:{self.first}]), '[]')"

    def _edge(self, pick: Pick) -> str:
        selection, place = _children(pick), self.place.inside(pick.key)
        parts = [(self._edge_part(selection, each, place), alias(each.key)) for each in selection.only]
        return self.beside.object(", ".join(f'{value} AS "{key}"' for value, key in parts))

    def _edge_part(self, selection: Selection, pick: Pick, place: Place) -> str:
        match pick.name:
            case "node":
                return self._row(pick, place)
            case "cursor":
                return self._cursor(*self._sorted_by)
        return f"'{selection.type.name}'"

    def _page_info(self, pick: Pick) -> str:
        columns = ", ".join(f"'{each.key}', {self._page_part(each.name)}" for each in _children(pick).only)
        return f"json_build_object({columns})"

    def _page_part(self, name: str) -> str:
        match name:
            case "hasNextPage":
                return f"count(*) > {self.first}"
            case "hasPreviousPage":
                return "true" if self.given.get("after") is not None else "false"
            case "startCursor":
                return self._cursor_of("1")
            case "endCursor":
                return self._cursor_of(f"least({self.first}, count(*))")
        return "'PageInfo'"

    def _cursor_of(self, number: str) -> str:
        """The cursor of the row with this number; null on a page without rows."""
        values = (f"(array_agg({value}))[{number}]" for value in self._sorted_by)
        return f"CASE WHEN count(*) > 0 THEN {self._cursor(*values)} END"

    def _count(self, pick: Pick) -> str:
        slot = pick.slot
        assert slot is not None  # noqa: S101  # it takes `upTo`
        limit = self.statement.binds((slot, "upTo"), "int", lambda moment: at(moment.values, slot, ["upTo"]))
        counted = f"SELECT count(*) AS n FROM (SELECT 1 {self._rows()} LIMIT {limit} + 1) one"
        parts = {
            "value": f"least(n, {limit})",
            "relation": f"CASE WHEN n > {limit} THEN 'AT_LEAST' ELSE 'EXACT' END",
            TYPENAME: "'Count'",
        }
        columns = ", ".join(f'{parts[each.name]} AS "{alias(each.key)}"' for each in _children(pick).only)
        return f"(SELECT row_to_json(x) FROM (SELECT {columns} FROM ({counted}) n) x)"

    @property
    def looks_ahead(self) -> bool:
        """Whether it is asked if there is another page: that is known from one row more than the page holds."""
        return any(each.name == "pageInfo" for each in _children(self.pick).only)

    def _limited(self) -> str:
        t = self.place.t
        direction = "DESC" if self.order.descending else "ASC"
        order = ", ".join(f"{value} {direction}" for value in self._sorted_by)
        limit = f"{self.first} + 1" if self.looks_ahead else self.first
        return f"SELECT {t}.* {self._rows(order)} ORDER BY {order} LIMIT {limit}"

    def _rows(self, order: str | None = None) -> str:
        """The rows of the page, in its order, or those of all pages."""
        conditions = [*self._joined(), *self._chosen(), *(self._after() if order else [])]
        self.statement.compared |= self.compared
        deciding, subject, key = self.statement.deciding, self.table.subject, self.table.key
        granted = deciding.granted() if self.parent is None and deciding is not None and subject is not None else None
        if granted is None:
            return self.statement.rows(self.node, conditions, self.place, self.compared)
        if subject != key:
            conditions.append(f"{self.place.t}.{subject} IN ({granted})")
            return self.statement.rows(self.node, conditions, self.place, self.compared)
        people = People(granted, order)
        return self.statement.rows(self.node, conditions, self.place, self.compared, people)

    def _joined(self) -> list[str]:
        own = [f"{self.place.t}.{there} = {here}" for there, here in self.equal.items()]
        within = self.source.within
        return own if within is None else [*own, within.format(t=self.place.t, parent=self.parent)]

    def _chosen(self) -> list[str]:
        t, statement = self.place.t, self.statement
        conditions = []
        if self.given.get("where"):
            coarser = statement.audience.under_agreements
            where = filters.Where(self._where_type(), self.slot, t, statement.binds, coarser, statement.audience.told)
            conditions += where.conditions(self.given["where"])
            self.compared |= where.categories
        if self.source.search is not None and self.given.get("search") is not None:
            self.compared |= filters.SEARCHED[self.source.search]
            conditions.append(filters.search(self.source.search, self.slot, t, statement.binds))
        for name, condition in self.source.arguments.items():
            if self.given.get(name) is not None:
                value = statement.binds((self.slot, name), condition.type, self._argument(name))
                self.compared.add(condition.category)
                conditions.append(condition.sql.format(t=t, value=value))
        return conditions

    def _argument(self, name: str) -> Any:
        return lambda moment: at(moment.values, self.slot, [name])

    def _where_type(self) -> GraphQLInputObjectType:
        assert self.pick.field is not None  # noqa: S101  # connections are fields
        found = get_named_type(self.pick.field.args["where"].type)
        assert isinstance(found, GraphQLInputObjectType)  # noqa: S101  # `where` takes an input object
        return found

    def _after(self) -> list[str]:
        if self.given.get("after") is None:
            return []
        compare = "<" if self.order.descending else ">"
        last = ", ".join(f"{self._left_at(index)}::{type_}" for index, (_, type_) in enumerate(self.sorted))
        return [f"({', '.join(self._sorted_by)}) {compare} ({last})"]

    def _left_at(self, index: int) -> str:
        return self.statement.binds((self.slot, "after", index), "text", self._opened(index))

    def _opened(self, index: int) -> Any:
        def bind(moment: Moment) -> str:
            cursor = at(moment.values, self.slot, ["after"])
            return str(moment.cursors.open(moment.viewer, self.sort_name, cursor)[index])

        return bind

    @property
    def sort_name(self) -> str:
        """What a cursor of this list is bound to: the field and its order."""
        return sort_name(self.pick.name, self.node.name, self.sort, self.order)

    @property
    def _sorted_by(self) -> list[str]:
        return [sql.format(t=self.place.t) for sql, _ in self.sorted]

    def _cursor(self, *values: str) -> str:
        name, written = self.sort_name, ", ".join(f"{value}::text" for value in values)
        secret = self.statement.binds(("cursor", name), "bytea", lambda moment: moment.cursors.key(moment.viewer, name))
        return f"lifecycle.cursor(jsonb_build_array({written})::text, {secret})"


def write(compiler: "Compiler", pick: Pick, parent: str | None, place: Place) -> str:
    """Write a connection of rows that hang on the row called `parent`, or of all rows when it is None."""
    return Page(compiler, pick, parent, place).write()


def _order_of(source: Pages, chosen: str | None) -> tuple[str, Order]:
    name = chosen or next(iter(source.orders))
    return name, source.orders[name]


def _children(pick: Pick) -> Selection:
    assert pick.children is not None  # noqa: S101  # validation asks for a selection
    return pick.children


def _node_of(pick: Pick) -> Any:
    connection = get_named_type(pick.field.type) if pick.field else None
    nodes = connection.fields["nodes"]  # type: ignore[union-attr]  # every connection has nodes
    return get_named_type(nodes.type)
