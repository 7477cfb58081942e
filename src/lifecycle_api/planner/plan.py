"""Plans: statements kept by everything that decides them, and what it takes to execute one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from graphql import GraphQLSchema

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.arguments import Values
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.binds import Bind, Binds, Sharing, tenant_of_viewer
from lifecycle_api.planner.compiler import Compiler
from lifecycle_api.planner.coordinates import Apart, accounted_for, apart_for, coordinates
from lifecycle_api.planner.deciding import Deciding
from lifecycle_api.planner.place import Place
from lifecycle_api.planner.released import Coarser
from lifecycle_api.planner.rules.asking import RIGHTS
from lifecycle_api.planner.selection import Selection, Tree, alias
from lifecycle_api.planner.statement import Statement

RIGHTS_FOLDER = "data_rights"


@dataclass(frozen=True)
class Schemas:
    """By projection folder: the schema of its live tables, of its copies for replays, and its checkpoint's name."""

    live: Mapping[str, str]
    scratch: Mapping[str, str]
    checkpoints: Mapping[str, tuple[str, int]]


@dataclass(frozen=True, eq=False)
class Plan:
    """A statement that returns the response's data as JSON, and the position its read models had reached.

    `binds` give the values of its parameters, which are of these `types`; `sharing` says which of them are the same for
    reads that go together.

    `decisions` has, for each decision in the statement, the categories that it says something of; None where nothing
    is decided on. `fields` are the schema coordinates that are selected then, `generalised` by the paths of rows that
    are shown in coarser values those selected of them, `accounted` those of the fields that staff are shown only on
    record. `apart` has, where types of one interface hold values of different categories under one key, the category by
    type. An answer in which nothing is denied can leave as a `whole`: all that is sealed in it is decided on.
    """

    sql: str
    binds: Sequence[Bind]
    types: Sequence[str]
    tables: Mapping[str, frozenset[str]]
    scopes: frozenset[str]
    masked: Sequence[tuple[tuple[str, ...], Category]]
    compared: frozenset[Category]
    decisions: tuple[tuple[str, ...], ...] | None = None
    fields: tuple[str, ...] = ()
    generalised: Mapping[tuple[str, ...], Coarser] = field(default_factory=dict)
    accounted: tuple[str, ...] = ()
    apart: Apart = field(default_factory=dict)
    sharing: Sequence[Sharing] = ()
    whole: bool = False

    @classmethod
    def of(cls, sql: str, statement: Statement, root: Selection, deciding: Deciding | None = None) -> Self:
        """The plan of a statement, which was written as `sql`, for what is selected; `deciding` if it decides."""
        return cls(
            sql,
            tuple(statement.binds.taken),
            tuple(statement.binds.types),
            {folder: frozenset(tables) for folder, tables in statement.tables.items()},
            frozenset(statement.scopes),
            tuple(dict.fromkeys(statement.masked)),
            frozenset(statement.compared),
            None if deciding is None else deciding.described(),
            () if deciding is None else tuple(sorted(coordinates(root))),
            statement.generalised,
            tuple(sorted(accounted_for(statement.schema, root))) if statement.audience.accounted else (),
            statement.apart,
            tuple(statement.binds.sharing),
            not (statement.generalised or statement.undecided),
        )

    @cached_property
    def masks(self) -> Mapping[tuple[str, ...], Category]:
        """The categories of the fields that may be masked, by their paths."""
        return dict(self.masked)

    @cached_property
    def common(self) -> tuple[int, ...]:
        """The parameters, counted from 0, that are the same for reads that go together."""
        return tuple(each for each, sharing in enumerate(self.sharing) if sharing != "own")

    @cached_property
    def own(self) -> tuple[int, ...]:
        """The other parameters: each read has its own."""
        return tuple(each for each in range(len(self.types)) if each not in self.common)

    @cached_property
    def folders(self) -> frozenset[str]:
        """The folders of the read models it reads."""
        return frozenset(self.tables)

    @cached_property
    def personal(self) -> frozenset[Category]:
        """The categories of personal data among what is selected."""
        return frozenset(category for _, category in self.masked if category.personal)

    @cached_property
    def counted(self) -> frozenset[tuple[str, ...]]:
        """The paths of the fields that staff are shown only on record."""
        return frozenset(path for path, category in self.masked if category.accounted)


def compile_plan(
    schema: GraphQLSchema,
    tree: Tree,
    values: Values,
    audience: Audience,
    schemas: Schemas,
    *,
    replayed: frozenset[int],
) -> Plan:
    """Write the statement for a tree of root fields. The roots in `replayed` read the scratch schemas."""
    statement = Statement(schema, audience, values, apart=apart_for(audience, tree.root))
    compiler = Compiler(statement)
    roots = [
        f'{compiler.root(pick, _place(index, schemas, statement.binds, replayed))} AS "{alias(pick.key)}"'
        for index, pick in enumerate(tree.root.only)
    ]
    # Who asks for nothing but names of types is not decided on.
    deciding = statement.deciding if any(pick.source is not None for pick in tree.root.only) else None
    columns = f"row_to_json(q)::text AS data, {reached(statement, schemas)} AS position{decisions(deciding)}"
    sql = f"SELECT {columns} FROM (SELECT {', '.join(roots)}) q"
    return Plan.of(finished(sql, deciding, schemas), statement, tree.root, deciding)


def finished(sql: str, deciding: Deciding | None, schemas: Schemas) -> str:
    """A statement with its decisions in it, if it has any."""
    return sql if deciding is None else deciding.finish(sql).replace(f"<{RIGHTS}>", schemas.live[RIGHTS_FOLDER])


def decisions(deciding: Deciding | None) -> str:
    """What is selected beside the data where rows are decided on: the whole request's gates, and the log's head."""
    if deciding is None:
        return ""
    asking = deciding.asking
    head = f"(SELECT h.position FROM lifecycle.log_head h WHERE h.tenant_id = {asking.tenant})"
    return f", {deciding.gate()} AS gate, {head} AS head, {asking.now} AS decided_at, {asking.engagement} AS engagement"


def _place(index: int, schemas: Schemas, binds: Binds, replayed: frozenset[int]) -> Place:
    if index in replayed:
        tenant = binds(("tenant", index), "uuid", lambda moment: moment.tenants[index])
        return Place(schemas.scratch, tenant)
    return Place(schemas.live, tenant_of_viewer(binds))


def reached(statement: Statement, schemas: Schemas) -> str:
    """Write the position that everything read so far has reached."""
    read = [schemas.checkpoints[folder] for folder in sorted(statement.tables)]
    tenant = tenant_of_viewer(statement.binds)
    if not read:
        return f"(SELECT 0::bigint WHERE {tenant} IS NULL)"  # none; a parameter has to be used
    versions = sorted({version for _, version in read})
    models = " OR ".join(
        f"c.version = {each} AND c.projection = ANY ('{{{','.join(name for name, of in read if of == each)}}}')"
        for each in versions
    )
    return f"(SELECT min(c.position) FROM lifecycle.checkpoint c WHERE c.tenant_id = {tenant} AND ({models}))"


def evaluate(plan: Plan, moment: Any) -> list[Any]:
    """The values of a plan's parameters at this moment, in order. Raises CursorInvalid."""
    return [bind(moment) for bind in plan.binds]
