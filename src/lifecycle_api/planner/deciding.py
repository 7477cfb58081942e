"""Writes decisions into a statement: which rows a partner or an auditor finds, and by which rank each category is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from lifecycle_api.access.policy import PERMIT, POLICY, Reason
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner import marking
from lifecycle_api.planner.marking import Page
from lifecycle_api.planner.rules import known, rows
from lifecycle_api.planner.rules.asking import Asking, gate
from lifecycle_api.planner.rules.consents import granting
from lifecycle_api.planner.rules.people import members_of, stopped
from lifecycle_api.planner.rules.rows import Record
from lifecycle_api.planner.source import Table

MARK = "#"
"""The key, which no field can have, under which a row carries what it was decided on, or to staff whose it is."""

MARKS = "##"
"""The key under which a page has the marks of its rows."""

STOPPED = "#stopped"
"""The key under which a number or an address says that a stop binds it."""


@dataclass(frozen=True)
class Decided:
    """A row with a decision of its own: the number of the decision in the statement, the row's alias, its table.

    `person` is SQL for the one whom all of its rows are about, where that is known without looking at them, and `known`
    the number of the decision before which what is known of them stands. `others` is a query for whom else rows about a
    `{person}` are about, where there may be such.
    """

    number: int
    alias: str
    table: Table
    person: str | None = None
    known: int | None = None
    others: str | None = None

    @property
    def about(self) -> str | None:
        """How a list that hangs on a row of it says that its rows are about the same person, if that is known."""
        return None if self.known is None else f"{self.alias}.{self.table.subject}"

    @property
    def at(self) -> str | None:
        """SQL for when a row was true; None where it is about now."""
        return self.table.at.format(t=self.alias) if self.table.at else None

    @property
    def key(self) -> str | None:
        """SQL for the key of a row that is about no person; None where it is about one."""
        return None if self.table.subject or self.table.key is None else f"{self.alias}.{self.table.key}"

    def rank(self, category: Category) -> str:
        """The rank of a category in this row."""
        return f"{self.alias}.r_{category.value}"


@dataclass(frozen=True)
class People:
    """A query for the people among whom a list finds its own, and its order: it decides only on whom it shows."""

    query: str
    order: str | None

    def found(self, source: str, t: str, key: str, conditions: Sequence[str]) -> str:
        """The rows of these people in `source`. Each is looked up, however many others there are."""
        ordered = "" if self.order is None else f" ORDER BY {self.order}"
        return (
            f"(SELECT {t}.* FROM ({self.query}) people CROSS JOIN LATERAL (SELECT {t}.* FROM {source} {t}"
            f" WHERE {t}.{key} = people.customer_id AND {' AND '.join(conditions)} OFFSET 0) {t}{ordered} OFFSET 0)"
        )


@dataclass
class Deciding:
    """The decisions of one statement. What each of them has to say is known when all of the statement is written."""

    asking: Asking
    begun: list[Decided] = field(default_factory=list)
    needed: list[set[Category]] = field(default_factory=list)
    sought: dict[int, set[Category]] = field(default_factory=dict)
    pages: dict[int, Page] = field(default_factory=dict)

    def decides(self, table: Table) -> bool:
        """Whether rows of a table get decisions of their own; other rows are shown as what they belong to is."""
        if self.asking.capacity == "auditor":
            return table.subject is not None
        return bool(table.rooftop or table.rooftops) and table.open_to_partners != "false"

    def opens(self, table: Table) -> bool:
        """Whether rows of a table can be shown at all."""
        if self.asking.capacity == "auditor":
            return True
        if table.internal or table.open_to_partners == "false" or not _for_partners(table):
            return False
        return table.subject is None or self.asking.purpose.personal or self.asking.purpose.name in table.opens

    def generalises(self, table: Table) -> bool:
        """Whether rows of a table are shown in coarser values than what is held: they are about persons in the end."""
        about = self.asking.under_agreements and table.subject is not None
        return about and POLICY.generalises(table.base, self.asking.purpose.name)

    def exempts(self, table: Table) -> bool:
        """Whether rows of a table are shown without a decision: what concerns no person, to auditors."""
        return self.asking.capacity == "auditor" and table.subject is None

    def begin(
        self,
        table: Table,
        alias: str,
        person: str | None = None,
        above: Decided | None = None,
        others: str | None = None,
    ) -> Decided:
        """Announce a decision about rows of a table, which may all be about one person, perhaps that of `above`."""
        number, known = len(self.begun), None
        if person is not None:
            shared = above is not None and above.about == person
            known = above.known if above is not None and shared else number
        self.begun.append(Decided(number, alias, table, person, known, others))
        self.needed.append({table.base})
        return self.begun[-1]

    def read(self, decided: Decided, category: Category) -> str:
        """The condition that a category of a row is permitted; what is read is part of the decision."""
        self.needed[decided.number].add(category)
        return f"{decided.rank(category)} = {PERMIT}"

    def stopped(self, table: Table, t: str) -> str | None:
        """The condition that a stop binds the number or address that a row is; None where none is heeded."""
        if table.contact is None or table.subject is None or not self.asking.heeds_stops:
            return None
        of_person = members_of(self.asking, f"{t}.{table.subject}")
        return stopped(self.asking, f"{t}.{table.contact}", of_person)

    def rows(
        self, decided: Decided, source: str, conditions: Sequence[str], compared: Iterable[Category] | None
    ) -> str:
        """Rows of `source` that are permitted, with all categories that are compared, as what follows FROM.

        Without `compared` also those that are denied to a party with standing, which is told why.
        """
        t, table = decided.alias, decided.table
        if self.asking.purpose.name == "listing" and table.open_to_partners:
            conditions = [*conditions, table.open_to_partners.format(t=t)]
        if self.asking.under_agreements and table.only_for is not None:
            conditions = [*conditions, table.only_for.format(t=t, party=self.asking.party)]
        seen, sought = [f"{decided.rank(table.base)} > {Reason.NO_STANDING.rank}"], set[Category]()
        if compared is not None:
            sought = {table.base, *compared}
            seen = [self.read(decided, each) for each in sorted(sought)]
        self.sought[decided.number] = sought & self.sought.get(decided.number, sought)
        return (
            f"(SELECT {t}.*, d.* FROM {source} {t} CROSS JOIN LATERAL {_token(decided.number)} d"
            f" WHERE {' AND '.join(conditions)}) {t} WHERE {' AND '.join(seen)}"
        )

    def beforehand(self, decided: Decided) -> str:
        """What stands before a list, so that what is known of whom all its rows are about is found once for all."""
        return f"WITH {_token(decided.number, 'known')} " if decided.known == decided.number else ""

    def one(self, decided: Decided, row: str) -> str:
        """A single row, or what a party with standing is told instead."""
        return (
            f"CASE WHEN {self.read(decided, decided.table.base)} THEN {row}"
            f" ELSE json_build_object('{MARK}', {self.mark(decided)}) END"
        )

    def mark(self, decided: Decided, type_name: str | None = None) -> str:
        """What a row carries along about its decision, and of which type it is, where that matters."""
        at, key, kind = decided.at or "NULL", decided.key or "NULL", "NULL" if type_name is None else f"'{type_name}'"
        # The matrix as text: many rows have the same, and it is read once.
        return f"json_build_array({decided.number}, {at}, {key}, {decided.alias}.judged, {kind})"

    def marks(self, decided: Decided, page: Page) -> str:
        """What a page carries along about its rows: column by column, as most say the same."""
        self.pages[decided.number] = page
        return _token(decided.number, "marks")

    def finish(self, sql: str) -> str:
        """The statement with its decisions in it, and with what all of them begin from."""
        for decided in self.begun:
            sql = sql.replace(_token(decided.number), self._decision(decided))
            if (page := self.pages.get(decided.number)) is not None:
                sql = sql.replace(_token(decided.number, "marks"), self._marks(decided, page))
            if decided.known == decided.number and decided.person is not None:
                sql = sql.replace(_token(decided.number, "known"), self._known(decided.number, decided.person))
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

    def granted(self) -> str | None:
        """A query for the people who agreed to anything like this; None where it is not for them to agree."""
        asked = self.asking.under_agreements and self.asking.purpose.basis == "consent"
        return granting(self.asking) if asked else None

    def _known(self, number: int, person: str) -> str:
        users = [each for each in self.begun if each.known == number]
        documents = {_document(each.number): self.categories([each.number]) for each in users}
        others = dict.fromkeys(each.others.format(person=person) for each in users if each.others is not None)
        return known.tables(_table(number), self.asking, person, documents, list(others))

    def _decision(self, decided: Decided) -> str:
        t, table = decided.alias, decided.table
        subjects = [f"{t}.{each}" for each in (table.subject, table.joint) if each is not None]
        return rows.decided(self._record(decided), subjects, of=_known(decided))

    def _record(self, decided: Decided) -> Record:
        table, categories = decided.table, self.categories([decided.number])
        return Record(
            self.asking,
            _rooftops(table, decided.alias),
            decided.at,
            categories,
            personal=table.subject is not None,
            sought=[each.value for each in self.sought.get(decided.number, ())],
        )

    def _marks(self, decided: Decided, page: Page) -> str:
        record, of = self._record(decided), _known(decided)
        told = record.near is None and not record.rooftops.several
        return marking.marks(page, marking.Marked(decided.number, decided.alias, decided.at, decided.key, of, told))


def _rooftops(table: Table, t: str) -> rows.Rooftops:
    """Who holds a row; what stands at no rooftop is everyone's."""
    if table.rooftop:
        return rows.Rooftops(f"{t}.{table.rooftop}", several=False)
    everyone = f"ARRAY(SELECT h.rooftop_id FROM {rows.HOLDERS} h)"
    return rows.Rooftops(f"{t}.{table.rooftops}" if table.rooftops else everyone)


def _for_partners(table: Table) -> bool:
    """Whether a partner could ever hold the scope of a table; what the dealer alone reads, siblings do not share."""
    return table.scope is None or Kind.PARTNER in SCOPES[table.scope].kinds


def _known(decided: Decided) -> known.Known | None:
    """Where what is known of the person is found whom a row is about."""
    return None if decided.known is None else known.Known(_table(decided.known), _document(decided.number))


def _table(number: int) -> str:
    return f"known{number}"


def _document(number: int) -> str:
    return f"j_{number}"


def _token(number: int, kind: str = "decision") -> str:
    return f"/*{kind} {number}*/"
