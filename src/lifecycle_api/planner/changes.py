"""Writes what a delivery of a subscription reads: rows that changed between two positions, and how far it came."""

from graphql import GraphQLField, GraphQLSchema, get_named_type, is_list_type
from graphql.type import get_nullable_type

from lifecycle_api.planner.arguments import Values, at
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.binds import Bind, tenant_of_viewer
from lifecycle_api.planner.compiler import Compiler
from lifecycle_api.planner.coordinates import apart_for
from lifecycle_api.planner.ids import KeyType, key_of
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.plan import Plan, Schemas, decisions, finished, reached
from lifecycle_api.planner.selection import TYPENAME, NotPlannable, Pick, Tree, alias, source_of
from lifecycle_api.planner.source import Changed, Constant, Narrowing
from lifecycle_api.planner.statement import Statement

PAGE = 100
"""Rows of a delivery; more only if one event changed more."""


def compile_changes(
    schema: GraphQLSchema, tree: Tree, rows: GraphQLField, *, values: Values, audience: Audience, schemas: Schemas
) -> Plan:
    """Write the statement for a subscription's payload, of which `rows` is the field that holds what changed.

    Beside `data` and `position`, as other plans have, it returns how many rows were `found`, and `upto` which position;
    where they are decided on, also what decisions return.
    """
    statement = Statement(schema, audience, values, apart=apart_for(audience, tree.root))
    written = _Changes(statement, rows, schemas)
    columns = ", ".join(f'{written.value(tree, pick)} AS "{alias(pick.key)}"' for pick in tree.root.only)
    sql = (
        f"SELECT row_to_json(q)::text AS data, {reached(statement, schemas)} AS position, b.found, b.upto"
        f"{decisions(statement.deciding)} FROM ({written.bounds()}) b CROSS JOIN LATERAL (SELECT {columns}) q"
    )
    return Plan.of(finished(sql, statement.deciding, schemas), statement, tree.root, statement.deciding)


class _Changes:
    """Writes the parts of one such statement."""

    def __init__(self, statement: Statement, rows: GraphQLField, schemas: Schemas) -> None:
        source = source_of(rows)
        assert isinstance(source, Changed)  # noqa: S101  # the declaration names it
        self.statement, self.compiler, self.source = statement, Compiler(statement), source
        self.type = get_named_type(rows.type)
        self.several = is_list_type(get_nullable_type(rows.type))
        tenant = tenant_of_viewer(statement.binds)
        self.place = statement.entered(self.type, Place(schemas.live, tenant))
        self.upto = statement.binds("upto", "bigint", lambda moment: moment.given["upto"])

    def bounds(self) -> str:
        """How many rows there are to deliver, and the last position of which nothing is left out."""
        if self.source.position is None:
            return f"SELECT count(*) AS found, {self.upto} AS upto {self._rows([])}"
        at_ = f"{self.place.t}.{self.source.position}"
        page = f"SELECT {at_} AS at {self._rows([f'{at_} <= {self.upto}'])} ORDER BY at"
        return (
            f"SELECT count(*) AS found, CASE WHEN count(*) < {PAGE} THEN {self.upto} ELSE max(w.at) END AS upto"
            f" FROM ({page} FETCH FIRST {PAGE} ROWS WITH TIES) w"
        )

    def value(self, tree: Tree, pick: Pick) -> str:
        """A field of the payload."""
        match pick.source:
            case None if pick.name == TYPENAME:
                return f"'{tree.root.type.name}'"
            case Constant():
                return "b.upto::text"
            case Changed():
                return self._changed(pick)
        raise NotPlannable(f"{pick.name} is no part of a delivery")

    def _changed(self, pick: Pick) -> str:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        place = self.place.inside(pick.key)
        if not self.several:
            return self.compiler.single(pick.children, place, self._rows([]))
        row = self.compiler.row(pick.children, place)
        at_ = f"{place.t}.{self.source.position}"
        rows = f"SELECT {place.t}.* {self._rows([f'{at_} <= b.upto'])}"
        return f"(SELECT coalesce(json_agg({row} ORDER BY {at_}), '[]') FROM ({rows}) {place.t})"

    def _rows(self, conditions: list[str]) -> str:
        t = self.place.t
        asked = [
            each.sql.format(t=t, value=self.statement.binds(("asked", name), each.type, _value(name, each)))
            for name, each in self.source.arguments.items()
            if at(self.statement.values, 0, [name]) is not None
        ]
        if self.source.position is not None:
            after = self.statement.binds("after", "bigint", lambda moment: moment.given["after"])
            asked.append(f"{t}.{self.source.position} > {after}")
        return self.statement.rows(self.type, [*asked, *conditions], self.place, () if self.several else None)


def _value(name: str, asked: Narrowing) -> Bind:
    # The root field of a subscription is the first with arguments.
    if asked.kind is None:
        return lambda moment: at(moment.values, 0, [name])
    key_type: KeyType = "uuid" if asked.type == "uuid" else "text"
    return lambda moment: key_of(at(moment.values, 0, [name]), asked.kind, key_type)
