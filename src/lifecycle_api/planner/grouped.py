"""The statement of a plan for several requests at once, which is started only once for all of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from lifecycle_api.planner.binds import PLACEHOLDER
from lifecycle_api.planner.plan import Plan

NUMBER: Final = "request_number"
"""The column that says whose a row is."""

SO_FAR: Final = "so_far"
"""The column that says how long the database had taken when it had this row."""

_KEPT: Final = 1000


@lru_cache(_KEPT)
def grouped(plan: Plan, size: int) -> str:
    """Write it for up to `size` requests, whose numbers and values follow each other.

    Each has a row of values, and nothing else goes into its answer: a lateral subquery, which `OFFSET` keeps from being
    flattened, runs for each of these rows as it would alone. A row without a number is nobody's, and is not read for.
    """
    types = ("int", *plan.types)
    rows = (
        ", ".join(f"${at}::{type_}" for at, type_ in enumerate(types, 1 + number * len(types)))
        for number in range(size)
    )
    names = ", ".join([NUMBER, *(f"value_{number}" for number in range(1, len(types)))])
    one = PLACEHOLDER.sub(r"grouped.value_\1", plan.sql)
    so_far = "clock_timestamp() - statement_timestamp()"
    return (
        f"SELECT grouped.{NUMBER}, {so_far} AS {SO_FAR}, answer.*"
        f" FROM (VALUES ({'), ('.join(rows)})) AS grouped({names})"
        f" JOIN LATERAL ({one} OFFSET 0) AS answer ON grouped.{NUMBER} IS NOT NULL"
    )


def numbered(values: Sequence[Sequence[Any]], size: int) -> list[Any]:
    """The parameters of that statement for requests with these values, by number."""
    given = [each for number, of in enumerate(values) for each in (number, *of)]
    return given + [None] * ((size - len(values)) * (1 + len(values[0])))
