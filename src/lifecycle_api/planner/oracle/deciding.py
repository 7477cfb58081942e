"""Decides on rows that are read one query at a time, by the rules of a plan; and remembers what was let through."""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final

import orjson

from lifecycle_api.access.denials import check_gate
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.audience import audience_of
from lifecycle_api.planner.binds import Bind
from lifecycle_api.planner.deciding import Deciding
from lifecycle_api.planner.released import Released
from lifecycle_api.planner.releasing import Path, Releasing, Verdict, verdict_of
from lifecycle_api.planner.rules.asking import RIGHTS, gate
from lifecycle_api.planner.source import Table

EVERYTHING: Final = tuple(Category)


@dataclass
class Court:
    """What decisions need of a request: the viewer, the clock, the scopes it takes, and the schema of `data_rights`.

    `releasing` collects what is read.
    """

    viewer: Viewer
    now: datetime
    scopes: frozenset[str]
    rights: str
    releasing: Releasing
    fields: tuple[str, ...] = ()
    head: int = 0

    def decides(self, table: Table) -> bool:
        """Whether rows of a table are shown, with decisions of their own."""
        rules = self.deciding(_nothing)
        return rules is not None and rules.decides(table) and rules.opens(table)

    def opens(self, table: Table) -> bool:
        """Whether rows of a table are shown as what they belong to is."""
        rules = self.deciding(_nothing)
        return rules is not None and rules.opens(table)

    def generalises(self, table: Table) -> bool:
        """Whether rows of a table are shown in coarser values than what is held."""
        rules = self.deciding(_nothing)
        return rules is not None and rules.generalises(table)

    def exempts(self, table: Table) -> bool:
        """Whether rows of a table are shown without a decision."""
        rules = self.deciding(_nothing)
        return rules is not None and rules.exempts(table)

    def deciding(self, binder: Any, *, gates: bool = False) -> Deciding | None:
        """Decisions for one query, whose parameters `binder` binds; None when nothing is decided for the better."""
        moment = SimpleNamespace(viewer=self.viewer, now=self.now)
        made: dict[object, str] = {}

        def bind(name: object, type_: str, value: Bind) -> str:
            if name in ("needs", "granted") and not gates:
                return _nothing(value, type_)  # PostgreSQL cannot tell the type of a parameter that nothing uses
            if name not in made:
                made[name] = binder(value(moment), type_)  # type: ignore[arg-type]  # all that these look at
            return made[name]

        asking = audience_of(self.viewer).asking(bind, self.scopes)  # type: ignore[arg-type]  # binds as Binds does
        return None if asking is None else Deciding(asking)

    def settled(self, sql: str, deciding: Deciding) -> str:
        """A query with its decisions in it."""
        return deciding.finish(sql).replace(f"<{RIGHTS}>", self.rights)

    async def open(self, connection: Any) -> None:
        """Raise what stands in the way of the whole request; else note the head of the log in this transaction."""
        values: list[Any] = []

        def bind(value: Any, type_: str) -> str:
            values.append(value)
            return f"${len(values)}::{type_}"

        deciding = self.deciding(bind, gates=True)
        if deciding is None:
            return
        asking = deciding.asking
        head = f"(SELECT h.position FROM lifecycle.log_head h WHERE h.tenant_id = {asking.tenant})"
        columns = f"{gate(asking)} AS gate, {head} AS head, {asking.now} AS now, {asking.engagement} AS engagement"
        row = await connection.fetchrow(self.settled(f"SELECT {columns}", deciding), *values)
        check_gate(row["gate"])
        self.head = row["head"]

    def released(self, purpose: str) -> Released:
        """What everything that was read rests on."""
        return self.releasing.released(purpose, self.head, self.now, self.fields)

    def verdict(self, table: Table, row: Any) -> Verdict:
        """What was decided about a fetched row."""
        at = row["#at"]
        key = None if table.subject or table.key is None else str(row[table.key])
        return verdict_of([0, None if at is None else at.isoformat(), key, _matrix(row["judged"])], [EVERYTHING])

    def shown(self, verdict: Verdict, base: Category) -> None:
        """Remember that a row was shown."""
        self.releasing.rows += 1
        self.releasing.note(_of(verdict, base))

    def denied(self, verdict: Verdict, base: Category, path: Path) -> None:
        """Remember that a row was not shown to a party with standing, and where."""
        self.releasing.note(_of(verdict, base))
        self.releasing.deny(path, base, verdict)

    def permits(self, verdict: Verdict | None, category: Category, path: Path) -> bool:
        """Whether a field of a category is shown; that it was read, or not, is remembered."""
        if verdict is None and not category.sealed:
            return True  # in a row that takes no decision
        if verdict is not None:
            self.releasing.note(_of(verdict, category))
        self.releasing.deny(path, category, verdict)
        return verdict is not None and verdict.reason(category) is None


def _nothing(_: Any, type_: str) -> str:
    return f"NULL::{type_}"


def _of(verdict: Verdict, category: Category) -> Verdict:
    return verdict._replace(rulings=[each for each in verdict.rulings if each.category is category])


def _matrix(decisions: Any) -> Any:
    return orjson.loads(decisions) if isinstance(decisions, str) else decisions
