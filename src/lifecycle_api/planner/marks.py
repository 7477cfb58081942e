"""Reads what a page carries along about its rows: column by column, since most of them say the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple


class Marks(NamedTuple):
    """The marks of a page's rows, column by column: when they were true, their keys, and their matrices.

    `rows` is the key under which `length` rows are, `number` that of their decision. What was `told` is the number of a
    matrix in `known`; where there is none, a row has its `own`. One number is that of all rows, and `at` then when the
    oldest of them was true. Rows that are `flat` have nothing in them that has a mark, or is told in coarser values.
    """

    rows: str
    number: int
    length: int
    flat: bool
    at: str | list[str | None] | None
    keys: Sequence[str | None] | None
    told: int | Sequence[int | None] | None
    own: Sequence[str | None] | None
    known: Mapping[str, str] | None

    def matrices(self) -> Sequence[str | None]:
        """The matrices of the rows."""
        if self.told is None or self.known is None:
            return self.own or ()
        if isinstance(self.told, int):
            return [self.known[str(self.told)]] * self.length
        pairs = zip(self.told, self.own or (), strict=True)
        return [text if number is None else self.known[str(number)] for number, text in pairs]

    def said(self) -> Iterator[tuple[str | None, str | None, Iterable[str | None]]]:
        """Each matrix, with when the oldest of the rows that have it was true, and their keys."""
        if not isinstance(self.at, list) and isinstance(self.told, int) and self.known is not None:
            yield self.known[str(self.told)], self.at, self.keys or ()
            return
        matrices, moments = self.matrices(), self.at or ()
        for matrix in dict.fromkeys(matrices):
            same = [each == matrix for each in matrices]
            oldest = min(filter(None, compress(moments, same)), default=None)
            yield matrix, oldest, compress(self.keys or (), same)
