"""Says what an operation reads before anything is read, so that it is refused whole or answered whole."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import GraphQLInterfaceType, GraphQLNamedType, GraphQLSchema

from lifecycle_api.access.visibility import Reach, Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.arguments import Values
from lifecycle_api.planner.cursors import Cursors, sort_name
from lifecycle_api.planner.filters import SEARCHED, compared_in
from lifecycle_api.planner.oracle.call import Call
from lifecycle_api.planner.selection import Pick, Selection, Tree, table_of
from lifecycle_api.planner.source import Changed, Column, Embedded, Expression, Filter, Lookup, Many, Node, One, Pages

_FOLDER = re.compile(r"<(\w+)>")


@dataclass
class Needs:
    """What reading takes: scopes, projections, categories that are compared, and what of the response is masked.

    `cursors` are those given, each with the sort that it has to be bound to.
    """

    scopes: set[str] = field(default_factory=set)
    folders: set[str] = field(default_factory=set)
    compared: set[Category] = field(default_factory=set)
    masked: dict[tuple[tuple[str, ...], Category], None] = field(default_factory=dict)
    cursors: list[tuple[str, str]] = field(default_factory=list)

    def check_cursors(self, cursors: Cursors, viewer: Viewer) -> None:
        """Raise CursorInvalid unless every cursor was made for its list and this viewer."""
        for sort, cursor in self.cursors:
            cursors.open(viewer, sort, cursor)


def needs_of(schema: GraphQLSchema, tree: Tree, values: Values, viewer: Viewer) -> Needs:
    """What the root fields of a tree need, with all that is selected below them."""
    walk = _Walk(schema, values, viewer, Needs())
    walk.picks(tree.root.only, ())
    return walk.needs


@dataclass(frozen=True)
class _Walk:
    schema: GraphQLSchema
    values: Values
    viewer: Viewer
    needs: Needs

    def picks(self, picks: tuple[Pick, ...], path: tuple[str, ...]) -> None:
        for pick in picks:
            if pick.slot is None or self.values[pick.slot]:  # else the executor refuses the arguments
                self._pick(pick, (*path, pick.key))

    def _pick(self, pick: Pick, path: tuple[str, ...]) -> None:
        match pick.source:
            case Column(category=category) | Expression(category=category) | Embedded(category=category):
                if category.sealed or (self.viewer.decided and category is not Category.NONE):
                    self.needs.masked[path, category] = None
                self._sql(pick.source.sql if isinstance(pick.source, Expression) else self._own(pick.source))
            case Node(many=several):
                given = self._call(pick).given
                for each in given["ids"] if several else [given["id"]]:
                    self._node(pick, str(each).partition(":")[0], path)
            case Pages() as source:
                self._page(pick, source, path)
            case One() | Lookup() | Many() | Changed() as source:
                self._rows(self._call(pick).type)
                self._sql(source.where or "" if isinstance(source, Many) else "")
                self._selection(pick.children, path)

    def _own(self, source: Column | Embedded | Filter) -> str:
        if self.viewer.reach is not Reach.OWN or source.own is None:
            return ""
        return source.own + (source.otherwise if isinstance(source, Column) else "")

    def _selection(self, selection: Selection | None, path: tuple[str, ...]) -> None:
        if selection is not None:
            once = {id(pick): pick for picks in selection.picks.values() for pick in picks}
            self.picks(tuple(once.values()), path)

    def _rows(self, type_: GraphQLNamedType) -> None:
        table = table_of(type_)
        assert table is not None  # noqa: S101  # relations lead to rows
        self.needs.folders.add(table.folder)
        if table.scope is not None:
            self.needs.scopes.add(table.scope)
        bounds = {Reach.OWN: table.own, Reach.NOBODY: None if table.subject else table.open_to_partners}
        self._sql(bounds.get(self.viewer.reach) or "")

    def _node(self, pick: Pick, prefix: str, path: tuple[str, ...]) -> None:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        interface = pick.children.type
        assert isinstance(interface, GraphQLInterfaceType)  # noqa: S101  # `node` returns what has an id
        for type_ in self.schema.get_possible_types(interface):
            table = table_of(type_)
            if table is not None and table.prefix == prefix:
                self._rows(type_)
                self.picks(pick.children.picks[type_.name], path)

    def _page(self, pick: Pick, source: Pages, path: tuple[str, ...]) -> None:
        call = self._call(pick)
        name, order = call.order(source)
        self._rows(call.node)
        self.needs.compared |= {order.category, *self._compared(call, source)}
        if call.given.get("after") is not None:
            self.needs.cursors.append((sort_name(call.name, call.node.name, name, order), call.given["after"]))
        for part in pick.children.only if pick.children else ():
            inner = (*path, part.key)
            if part.name == "edges":
                for edge in part.children.only if part.children else ():
                    self._selection(edge.children, (*inner, edge.key))
            elif part.name == "nodes":
                self._selection(part.children, inner)
            else:
                self.picks((part,), path)

    def _compared(self, call: Call, source: Pages) -> Iterator[Category]:
        if call.given.get("where") is not None:
            for declared in compared_in(call.where, call.given["where"]):
                if not (declared.internal and self.viewer.under_agreements):  # to them it is unknown
                    self._sql(declared.sql)
                self._sql(self._own(declared))
                yield declared.category
        if source.search is not None and call.given.get("search") is not None:
            self.needs.folders |= {"customer_profile"} if source.search == "customers" else set()
            yield from SEARCHED[source.search]
        for name, condition in source.arguments.items():
            if call.given.get(name) is not None:
                self._sql(condition.sql)
                yield condition.category

    def _call(self, pick: Pick) -> Call:
        assert pick.field is not None  # noqa: S101  # what has a source is a field
        return Call(pick.name, pick.field, {} if pick.slot is None else self.values[pick.slot])

    def _sql(self, sql: str) -> None:
        self.needs.folders |= set(_FOLDER.findall(sql))
