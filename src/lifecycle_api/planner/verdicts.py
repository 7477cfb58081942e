"""What was decided about one row, read from the matrix that the row carries along."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from lifecycle_api.access.policy import OF_RANK, PERMIT, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.released import Ruled
from lifecycle_api.uuids import uuid_of


class Verdict(NamedTuple):
    """What was decided about one row: the rank of each category, and the rulings that these are made of.

    Of a row that is `open`, nothing is denied.
    """

    ranks: Mapping[Category, int]
    rulings: Sequence[Ruled]
    deciding: Sequence[UUID]
    limited: Sequence[UUID]
    vehicle: str | None
    open: bool

    def reason(self, category: Category) -> Reason | None:
        """Why a category is denied."""
        return OF_RANK.get(self.ranks.get(category, Reason.NO_STANDING.rank))


def verdict_of(mark: Sequence[Any], decisions: Sequence[Sequence[str]]) -> Verdict:
    """What the mark of a row says: the number of its decision, when it was true, its key, and its matrix.

    The matrix has a JSON array for each rooftop and person, with commas between them.
    """
    number, moment, key, matrix = mark
    verdict = read(matrix or "", tuple(decisions[number]))
    return _at(verdict, None if moment is None else datetime.fromisoformat(moment))._replace(vehicle=key)


@lru_cache(4_000)  # the same people are asked about again and again, and seldom change their minds
def read(text: str, decided: tuple[str, ...]) -> Verdict:
    """What a matrix says of the categories that are decided on, whenever that was true."""
    matrix, categories = orjson.loads(f"[{text}]"), [Category(each) for each in decided]
    ranks: dict[Category, int] = {}
    rulings: list[Ruled] = []
    held = _by_rooftop(matrix)
    for index, category in enumerate(categories):
        found = [(min(_rank(each, index) for each in people), people) for people in held]
        ranks[category], best = max(found, key=lambda one: one[0], default=(Reason.NO_STANDING.rank, []))
        rulings += (_ruled(each, index, category) for each in best)
    all_open = all(each == PERMIT for each in ranks.values())
    return Verdict(MappingProxyType(ranks), tuple(rulings), _named(matrix, 2), _named(matrix, 3), None, all_open)


def _at(verdict: Verdict, moment: datetime | None) -> Verdict:
    """The same, said of rows the oldest of which was true at a moment; None: about now."""
    if moment is None:
        return verdict
    return verdict._replace(rulings=[Ruled(*each[:-1], moment) for each in verdict.rulings])


def _named(matrix: Any, place: int) -> tuple[UUID, ...]:
    return tuple(sorted({uuid_of(each) for person in matrix for each in person[place] or ()}))


def _by_rooftop(matrix: Any) -> Sequence[Sequence[Any]]:
    """What is said of people, by rooftop, in the order of their ids."""
    held: dict[str, list[Any]] = {}
    for person in matrix:
        held.setdefault(str(person[0]), []).append(person)
    return [held[each] for each in sorted(held)]


def _rank(person: Sequence[Any], index: int) -> int:
    rank: int = person[4 + 3 * index]
    return rank


def _ruled(person: Sequence[Any], index: int, category: Category) -> Ruled:
    rooftop, customer, _, _, *ranks = person
    rank, agreement, consent = ranks[3 * index : 3 * index + 3]
    return Ruled(
        category,
        None if customer is None else uuid_of(customer),
        uuid_of(rooftop),
        None if rank == PERMIT else OF_RANK[rank],
        None if consent is None else uuid_of(consent),
        None if agreement is None else uuid_of(agreement),
    )
