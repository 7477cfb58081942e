"""Writes decisions into a statement: which rows a partner or an auditor finds, and by which rank each category is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from lifecycle_api.access.policy import PERMIT, POLICY, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.rules import rows
from lifecycle_api.planner.rules.asking import RIGHTS, Asking, gate
from lifecycle_api.planner.rules.consents import recipients
from lifecycle_api.planner.source import Table

MARK = "#"
"""The key, which no field can have, under which a row carries what it was decided on, or to staff whose it is."""


@dataclass(frozen=True)
class Decided:
    """A row with a decision of its own: the number of the decision in the statement, the row's alias, its table."""

    number: int
    alias: str
    table: Table

    def rank(self, category: Category) -> str:
        """The rank of a category in this row."""
        return f"{self.alias}.r_{category.value}"


@dataclass
class Deciding:
    """The decisions of one statement. What each of them has to say is known when all of the statement is written."""

    asking: Asking
    begun: list[Decided] = field(default_factory=list)
    needed: list[set[Category]] = field(default_factory=list)

    def decides(self, table: Table) -> bool:
        """Whether rows of a table get decisions of their own; other rows are shown as what they belong to is."""
        if self.asking.capacity == "auditor":
            return table.subject is not None
        return bool(table.rooftop or table.rooftops) and table.open_to_partners != "false"

    def opens(self, table: Table) -> bool:
        """Whether rows of a table can be shown at all."""
        if self.asking.capacity == "auditor":
            return True
        if table.internal or table.open_to_partners == "false":
            return False
        return table.subject is None or self.asking.purpose.personal or self.asking.purpose.name in table.opens

    def generalises(self, table: Table) -> bool:
        """Whether rows of a table are shown in coarser values than what is held: they are about persons in the end."""
        partner, about = self.asking.capacity == "partner", table.subject is not None
        return partner and about and POLICY.generalises(table.base, self.asking.purpose.name)

    def exempts(self, table: Table) -> bool:
        """Whether rows of a table are shown without a decision: what concerns no person, to auditors."""
        return self.asking.capacity == "auditor" and table.subject is None

    def begin(self, table: Table, alias: str) -> Decided:
        """Announce a decision about rows of a table."""
        self.begun.append(Decided(len(self.begun), alias, table))
        self.needed.append({table.base})
        return self.begun[-1]

    def read(self, decided: Decided, category: Category) -> str:
        """The condition that a category of a row is permitted; what is read is part of the decision."""
        self.needed[decided.number].add(category)
        return f"{decided.rank(category)} = {PERMIT}"

    def rows(
        self, decided: Decided, source: str, conditions: Sequence[str], compared: Iterable[Category] | None
    ) -> str:
        """Rows of `source` that are permitted, with all categories that are compared, as what follows FROM.

        Without `compared` also those that are denied to a party with standing, which is told why.
        """
        t, table = decided.alias, decided.table
        if self.asking.purpose.name == "listing" and table.open_to_partners:
            conditions = [*conditions, table.open_to_partners.format(t=t)]
        if self.asking.capacity == "partner" and table.only_for is not None:
            conditions = [*conditions, table.only_for.format(t=t, party=self.asking.party)]
        seen = [f"{decided.rank(table.base)} > {Reason.NO_STANDING.rank}"]
        if compared is not None:
            seen = [self.read(decided, each) for each in sorted({table.base, *compared})]
        return (
            f"(SELECT {t}.*, d.* FROM {source} {t} CROSS JOIN LATERAL {_token(decided.number)} d"
            f" WHERE {' AND '.join(conditions)}) {t} WHERE {' AND '.join(seen)}"
        )

    def one(self, decided: Decided, row: str) -> str:
        """A single row, or what a party with standing is told instead."""
        return (
            f"CASE WHEN {self.read(decided, decided.table.base)} THEN {row}"
            f" ELSE json_build_object('{MARK}', {self.mark(decided)}) END"
        )

    def mark(self, decided: Decided) -> str:
        """What a row carries along about its decision."""
        t, table = decided.alias, decided.table
        key = "NULL" if table.subject or table.key is None else f"{t}.{table.key}"
        at = table.at.format(t=t) if table.at else "NULL::timestamptz"
        # As text: most rows of a page have the same matrix, and it is read once.
        return f"json_build_array({decided.number}, {at}, {key}, {t}.judged::text)"

    def finish(self, sql: str) -> str:
        """The statement with its decisions in it, and with what all of them begin from."""
        for decided in self.begun:
            sql = sql.replace(_token(decided.number), self._decision(decided))
        everything = self.categories(range(len(self.begun)))
        return f"WITH {rows.holders(self.asking, everything)} {sql}" if everything else sql

    def categories(self, numbers: Iterable[int]) -> list[str]:
        """The categories that decisions say something of, in their order."""
        asked: Collection[Category] = set[Category]().union(*(self.needed[each] for each in numbers))
        return [each.value for each in Category if each in asked]

    def described(self) -> tuple[tuple[str, ...], ...]:
        """The categories of each decision, in the order in which a row says what they are made of."""
        return tuple(tuple(self.categories([each.number])) for each in self.begun)

    def gate(self) -> str:
        """The rank of what stands in the way of the whole request."""
        return gate(self.asking)

    def granted(self, subject: str) -> list[str]:
        """The condition that a person said yes to anything like this: where lists begin, instead of at everyone."""
        asking = self.asking
        if asking.capacity != "partner" or asking.purpose.basis != "consent":
            return []
        begun = (
            f"{subject} IN (SELECT c.customer_id FROM <{RIGHTS}>.consent c WHERE c.tenant_id = {asking.tenant}"
            f" AND c.purpose = '{asking.purpose.name}' AND c.recipient = ANY ({recipients(asking)})"
            f" UNION SELECT unnest(p.members) FROM <{RIGHTS}>.consent c JOIN <{RIGHTS}>.person p"
            f" ON p.tenant_id = c.tenant_id AND p.customer_id = c.customer_id WHERE c.tenant_id = {asking.tenant}"
            f" AND c.purpose = '{asking.purpose.name}' AND c.recipient = ANY ({recipients(asking)}) AND c.explicit)"
        )
        return [begun]

    def _decision(self, decided: Decided) -> str:
        t, table = decided.alias, decided.table
        subjects = [f"{t}.{each}" for each in (table.subject, *table.joint) if each is not None]
        rooftops = f"ARRAY[{t}.{table.rooftop}]" if table.rooftop else f"{t}.{table.rooftops}"
        if not (table.rooftop or table.rooftops):
            rooftops = f"ARRAY(SELECT h.rooftop_id FROM {rows.HOLDERS} h)"
        at = table.at.format(t=t) if table.at else "NULL::timestamptz"
        return rows.decided(self.asking, subjects, rooftops, at, self.categories([decided.number]))


def _token(number: int) -> str:
    return f"/*decision {number}*/"
