"""Which columns hold values that are sealed in the log: they must be classified, or they would leave unmasked.

Only what can be read off a statement is found: the columns of INSERT, beside their expressions, and those of SET.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from lifecycle_api.domain.categories import Category
from lifecycle_api.projector import scanning
from lifecycle_api.projector.compiler import Plan

_INSERT = re.compile(r"\bINSERT\s+INTO\s+(\w+)(?:\s+AS\s+\w+)?\s*\(", re.IGNORECASE)
_VALUES = re.compile(r"\s*(?:VALUES\s*\(|SELECT\s+(?:DISTINCT\s+)?)", re.IGNORECASE)
_END = re.compile(r"\s*(?:FROM|WHERE|ON\s+CONFLICT|GROUP\s+BY|RETURNING)\b", re.IGNORECASE)
_UPDATE = re.compile(r"\bUPDATE\s+(\w+)\b", re.IGNORECASE)
_SET = re.compile(r"\bSET\s+", re.IGNORECASE)
_SETS = re.compile(r"\s*(\w+)\s*=\s*(.*)", re.DOTALL)


def sealed_columns(plan: Plan) -> dict[str, set[Category]]:
    """`table.column` to the categories of the sealed fields that statements of the folder put into it."""
    found: defaultdict[str, set[Category]] = defaultdict(set)
    for use in plan.uses():
        for column, expression in _assignments(use.statement.sql):
            for name in scanning.parameters(expression):
                if (source := use.values.get(name)) and source.category.sealed and not name.endswith("_hmac"):
                    found[column].add(source.category)
    return dict(found)


def check(plan: Plan) -> None:
    """Refuse a column that holds sealed values and is not classified as one of them. Raises InvalidProjection."""
    for column, categories in sealed_columns(plan).items():
        if plan.folder.classified.get(column) not in {category.value for category in categories}:
            wanted = " or ".join(sorted(categories))
            raise plan.folder.invalid(
                f'{column} holds what is sealed in the log; add `"{column}" = "{wanted}"` under [classified].',
                file="projection.toml",
            )


def _assignments(sql: str) -> Iterator[tuple[str, str]]:
    """`table.column` and the expression it gets, for every assignment of a statement."""
    for insert in _INSERT.finditer(sql):
        columns, after = _listed(sql, insert.end())
        if begins := _VALUES.match(sql, after):
            expressions, after = _listed(sql, begins.end())
            yield from ((f"{insert[1]}.{column}", one) for column, one in zip(columns, expressions, strict=False))
        yield from _sets(insert[1], sql, after)
    if update := _UPDATE.match(sql):
        yield from _sets(update[1], sql, update.end())


def _sets(table: str, sql: str, start: int) -> Iterator[tuple[str, str]]:
    if begins := _SET.search(sql, start):
        for assignment in _listed(sql, begins.end())[0]:
            if parts := _SETS.match(assignment):
                yield f"{table}.{parts[1]}", parts[2]


def _listed(sql: str, start: int) -> tuple[list[str], int]:
    """The items of a list that begins at `start`, and where it ends: at its bracket, or at the next clause."""
    items, depth, place, first = [], 0, start, start
    while place < len(sql):
        if token := scanning.token(sql, place):
            place = token.end()
            continue
        letter = sql[place]
        if depth == 0 and (letter == ")" or (letter.isspace() and _END.match(sql, place))):
            break
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            items.append(sql[first:place].strip())
            first = place + 1
        place += 1
    return [*items, sql[first:place].strip()], place + 1
