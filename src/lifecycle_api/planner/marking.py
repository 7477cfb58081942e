"""Writes what a page carries along about its rows: column by column, since most of them say the same."""

from typing import NamedTuple

from lifecycle_api.planner.rules.known import Known


class Page(NamedTuple):
    """Rows of a list that are shown under a key.

    Of a page that looks ahead, the `first` so many are. In rows that are `flat` there is nothing that a mark does not
    say.
    """

    key: str
    first: str | None
    flat: bool

    def gathered(self, value: str) -> str:
        """The array of a value of each row."""
        return f"array_agg({value})" if self.first is None else f"(array_agg({value}))[:{self.first}]"

    @property
    def length(self) -> str:
        """How many rows are shown."""
        return "count(*)" if self.first is None else f"least({self.first}, count(*))"

    def all(self, value: str | None) -> str:
        """The same as JSON; null where there is no such value."""
        return "NULL" if value is None else f"array_to_json({self.gathered(value)})"

    def least(self, value: str) -> str:
        """The least value of any row."""
        if self.first is None:
            return f"min({value})"
        return f"(SELECT min(each) FROM unnest({self.gathered(value)}) each)"


class Marked(NamedTuple):
    """The rows as they were decided on: the number of their decision, their alias, when each was true, and its key.

    `known` is where what most of them were decided by stands, if anywhere; `told` whether all of them were.
    """

    number: int
    alias: str
    at: str | None
    key: str | None
    known: Known | None
    told: bool


def marks(page: Page, rows: Marked) -> str:
    """SQL for the marks of a page."""
    at, key = page.all(rows.at), page.all(rows.key)
    if rows.known is None:
        return _written(page, rows.number, at, key, "NULL", page.all(f"{rows.alias}.judged"), "NULL")
    each, told = f"{rows.alias}.told", page.gathered(f"{rows.alias}.told")
    said = f"(SELECT json_object_agg(p.n, p.{rows.known.document}) FROM {rows.known.table} p WHERE p.n = ANY ({told}))"
    own = f"array_fill(NULL::text, ARRAY[({page.length})::int])"
    if not rows.told:
        own = page.all(f"CASE WHEN {each} IS NULL THEN {rows.alias}.judged END")
    # What all rows say is said once, with when the oldest of them was true.
    oldest = "NULL" if rows.at is None else page.least(rows.at)
    alike = _written(page, rows.number, oldest, key, f"({told})[1]", "NULL", said)
    unlike = _written(page, rows.number, at, key, page.all(each), own, said)
    return f"CASE WHEN ({told})[1] = ALL ({told}) THEN {alike} ELSE {unlike} END"


def _written(page: Page, number: int, *columns: str) -> str:
    return f"json_build_array('{page.key}', {number}, {page.length}, {str(page.flat).lower()}, {', '.join(columns)})"
