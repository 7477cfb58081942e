"""Decides on rows that are read one query at a time, by the rules of a plan; and remembers what was let through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from lifecycle_api.access.denials import check_gate
from lifecycle_api.access.policy import POLICY
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.audience import audience_of
from lifecycle_api.planner.binds import Bind
from lifecycle_api.planner.deciding import Deciding
from lifecycle_api.planner.released import Released
from lifecycle_api.planner.releasing import Path, Releasing
from lifecycle_api.planner.rules.asking import RIGHTS, gate
from lifecycle_api.planner.source import Table
from lifecycle_api.planner.verdicts import Verdict, verdict_of

EVERYTHING: Final = tuple(Category)
STOPS: Final = f"""
SELECT EXISTS (SELECT FROM <{RIGHTS}>.channel_stop s WHERE s.tenant_id = $1 AND s.contact = $2)
    OR EXISTS (SELECT FROM <{RIGHTS}>.person p
               JOIN <{RIGHTS}>.person x
                 ON x.tenant_id = p.tenant_id AND x.customer_id = ANY (coalesce(p.members, ARRAY[p.customer_id]))
               WHERE p.tenant_id = $1 AND p.customer_id = $3 AND x.stopped)
"""


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

        def bind(name: object, type_: str, value: Bind, *_: object) -> str:
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

    def released(self, purpose: str, fields: Sequence[str]) -> Released:
        """What everything that was read rests on; `fields` are the schema coordinates that were selected."""
        return self.releasing.released(purpose, self.head, self.now, fields)

    def verdict(self, table: Table, row: Any) -> Verdict:
        """What was decided about a fetched row."""
        at = row["#at"]
        key = None if table.subject or table.key is None else str(row[table.key])
        return verdict_of([0, None if at is None else at.isoformat(), key, row["judged"]], [EVERYTHING])

    def shown(self, verdict: Verdict, *read: Category) -> None:
        """Remember that a row was shown, and which of its categories were read for that."""
        self.releasing.grounds.rows += 1
        for each in read:
            self.releasing.grounds.note(_of(verdict, each))

    def denied(self, verdict: Verdict, base: Category, path: Path) -> None:
        """Remember that a row was not shown to a party with standing, and where."""
        self.releasing.grounds.note(_of(verdict, base))
        self.releasing.deny(path, base, verdict)

    async def stops(self, connection: Any, contact: str, customer: UUID) -> bool:
        """Whether somebody stopped a number, or its person everything, and that is heeded."""
        if not self.viewer.under_agreements or not POLICY.heeds_stops(self.viewer.purpose):
            return False
        sql = STOPS.replace(f"<{RIGHTS}>", self.rights)
        stopped: bool = await connection.fetchval(sql, self.viewer.tenant, contact, customer)
        return stopped

    def reads(self, category: Category) -> bool:
        """Whether a category is open to the viewer's roles; what they keep closed is not decided on."""
        return self.viewer.capacity != "rooftop" or self.viewer.sees(category)

    def permits(self, verdict: Verdict | None, category: Category, path: Path, *, stopped: bool = False) -> bool:
        """Whether a field of a category is shown; that it was read, or not, is remembered."""
        if verdict is None and not category.sealed:
            return True  # in a row that takes no decision
        if verdict is not None:
            self.releasing.grounds.note(_of(verdict, category))
        self.releasing.deny(path, category, verdict, stopped=stopped)
        return verdict is not None and verdict.reason(category) is None and not stopped


def _nothing(_: Any, type_: str) -> str:
    return f"NULL::{type_}"


def _of(verdict: Verdict, category: Category) -> Verdict:
    return verdict._replace(rulings=[each for each in verdict.rulings if each.category is category])
