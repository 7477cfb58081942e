"""Chance from a seed: the same seed draws the same lives on every machine, whatever the hash seed or the clock."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """Draws of one stream, named by the parts of its seed."""

    def __init__(self, *seed: object) -> None:
        self.seed = "|".join(str(part) for part in seed)
        self._random = Random(self.seed)

    def happens(self, probability: float) -> bool:
        """True with the given probability between 0 and 1."""
        return self._random.random() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number between both bounds, included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, choices: Sequence[Choice]) -> Choice:
        """One of the choices, all equally likely."""
        return choices[int(self._random.random() * len(choices))]

    def weighted(self, choices: Sequence[tuple[Choice, float]]) -> Choice:
        """One of the choices, each with its weight."""
        point = self._random.random() * sum(weight for _, weight in choices)
        for choice, weight in choices:
            point -= weight
            if point < 0:
                return choice
        return choices[-1][0]

    def some(self, choices: Sequence[Choice], count: int) -> list[Choice]:
        """Distinct choices, in drawn order."""
        return self._random.sample(choices, min(count, len(choices)))

    def minutes(self, low: int, high: int) -> timedelta:
        """A time span in whole minutes."""
        return timedelta(minutes=self.whole(low, high))

    def days(self, low: int, high: int) -> timedelta:
        """A time span in whole days."""
        return timedelta(days=self.whole(low, high))
