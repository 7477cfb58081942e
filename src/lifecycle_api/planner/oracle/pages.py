"""Reads one page of a connection: filters, order, where the cursor points, and what can be said about the page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from graphql import GraphQLNamedType

from lifecycle_api.planner.cursors import sort_name
from lifecycle_api.planner.filters import SEARCHED, compared_in
from lifecycle_api.planner.oracle.call import Call
from lifecycle_api.planner.oracle.conditions import found, fulfilled
from lifecycle_api.planner.oracle.site import Row, Site
from lifecycle_api.planner.oracle.values import plain
from lifecycle_api.planner.oracle.wanted import Wanted
from lifecycle_api.planner.source import Order, Pages

Show = Callable[[Iterable[Row]], None]


@dataclass(frozen=True)
class Edge:
    """An edge as the executor reads it: a row that it asks for is shown."""

    cursor: str
    row: Row
    show: Show

    @property
    def node(self) -> Row:
        """The row."""
        self.show([self.row])
        return self.row


@dataclass(frozen=True)
class Page:
    """A page as the executor reads it, with the row it hangs on and the query of the whole list."""

    rows: list[Row]
    edges: list[Edge]
    page_info: SimpleNamespace
    parent: Row | None
    whole: Callable[[], Wanted]
    show: Show

    @property
    def nodes(self) -> list[Row]:
        """Its rows; who asks for nothing but their number or their cursors is shown none."""
        self.show(self.rows)
        return self.rows


async def page_of(site: Site, source: Pages, call: Call, parent: Row | None) -> Page:
    """The page that a field asks for; of the rows that hang on `parent`, if it is given. Raises CursorInvalid."""
    name, order = call.order(source)
    bound_to = sort_name(call.name, call.node.name, name, order)
    after, first = call.given.get("after"), call.given["first"]

    def whole() -> Wanted:
        made = Wanted(site, call.node, parent)
        made.compare(order.category)
        return _whole(made, source, call, parent)

    wanted = whole()
    if after is not None:
        _behind(wanted, order, site.cursors.open(site.viewer, bound_to, after))
    sorts = [sql.format(t="t") for sql, _ in order.values(wanted.table)]
    ordered = ", ".join(f"{sort} {_way(order)}" for sort in sorts)
    read = await wanted.rows(ordered, most=first + 1, sorts=sorts)
    shown = read[:first]
    cursors = [site.cursors.seal(site.viewer, bound_to, row.values["#sorts"]) for row in shown]
    info = SimpleNamespace(
        has_next_page=len(read) > first,
        has_previous_page=after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )
    edges = [Edge(cursor, row, wanted.show) for cursor, row in zip(cursors, shown, strict=True)]
    return Page(shown, edges, info, parent, whole, wanted.show)


async def counted(page: Page, type_: GraphQLNamedType, most: int) -> SimpleNamespace:
    """How many rows the whole list has, as a `Count`."""
    number = await page.whole().count(most + 1)
    return plain(type_, {"value": min(number, most), "relation": "at_least" if number > most else "exact"})


def _whole(wanted: Wanted, source: Pages, call: Call, parent: Row | None) -> Wanted:
    if parent is not None:
        for there, here in source.join.items():
            wanted.where(f"t.{there} = {wanted.bind(parent.values[here])}")
        if source.within is not None:
            wanted.beside(source.within, parent.values)
    if call.given.get("where") is not None:
        wanted.compare(*(each.category for each in compared_in(call.where, call.given["where"])))
        wanted.where(fulfilled(call.where, call.given["where"], wanted))
    if source.search is not None and call.given.get("search") is not None:
        wanted.compare(*SEARCHED[source.search])
        for each in found(source.search, call.given["search"], wanted):
            wanted.where(each)
    for name, condition in source.arguments.items():
        if call.given.get(name) is not None:
            wanted.compare(condition.category)
            wanted.where(condition.sql.format(t="t", value=wanted.bind(call.given[name], condition.type)))
    return wanted


def _behind(wanted: Wanted, order: Order, last: list[Any]) -> None:
    beyond, condition = "<" if order.descending else ">", "false"
    for (sql, type_), value in reversed([*zip(order.values(wanted.table), last, strict=True)]):
        sort, left_at = sql.format(t="t"), f"{wanted.bind(str(value), 'text')}::{type_}"
        condition = f"({sort} {beyond} {left_at} OR ({sort} = {left_at} AND {condition}))"
    wanted.where(condition)


def _way(order: Order) -> str:
    return "DESC" if order.descending else "ASC"
