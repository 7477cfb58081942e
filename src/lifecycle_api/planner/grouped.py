"""The statement of a plan for several requests at once, which is started only once for all of them."""

from collections.abc import Hashable, Sequence
from functools import lru_cache
from itertools import count
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

    Each has a row of values, and nothing goes into its answer but these and what all have in common: a lateral
    subquery, which `OFFSET` keeps from being flattened, runs for each of these rows as it would alone. What depends on
    nothing but common values is found once. A row without a number is nobody's, and is not read for.
    """
    own = plan.own
    types, at = ["int", *(plan.types[each] for each in own)], count(1 + len(plan.common))
    rows = [", ".join(f"${next(at)}::{type_}" for type_ in types) for _ in range(size)]
    written = {each: f"${number}" for number, each in enumerate(plan.common, 1)}
    written |= {each: f"grouped.value_{each + 1}" for each in own}
    names = ", ".join([NUMBER, *(f"value_{each + 1}" for each in own)])
    one = PLACEHOLDER.sub(lambda found: written[int(found[1]) - 1], plan.sql)
    so_far = "clock_timestamp() - statement_timestamp()"
    return (
        f"SELECT grouped.{NUMBER}, {so_far} AS {SO_FAR}, answer.*"
        f" FROM (VALUES ({'), ('.join(rows)})) AS grouped({names})"
        f" JOIN LATERAL ({one} OFFSET 0) AS answer ON grouped.{NUMBER} IS NOT NULL"
    )


def company(plan: Plan, values: Sequence[Any]) -> Hashable:
    """What is the same for all requests that may be read together with one that has these values."""
    return tuple([values[each] for each in plan.common if plan.sharing[each] == "same"])


def numbered(plan: Plan, values: Sequence[Sequence[Any]], size: int) -> list[Any]:
    """The parameters of that statement for requests in the same company with these values, by number."""
    given = [_latest(values, each) if plan.sharing[each] == "latest" else values[0][each] for each in plan.common]
    given += [each for number, of in enumerate(values) for each in (number, *(of[one] for one in plan.own))]
    return given + [None] * ((size - len(values)) * (1 + len(plan.own)))


def _latest(values: Sequence[Sequence[Any]], at: int) -> Any:
    return max(each[at] for each in values)
