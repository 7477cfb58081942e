"""Reads what a page carries along about its rows: column by column, since most of them say the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple, cast


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
    at: str | Sequence[str | None] | None
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

    def said(self) -> Iterator[tuple[str | None, Iterable[str | None], Iterable[str | None]]]:
        """Each matrix, with when the rows that have it were true, and their keys."""
        if isinstance(self.told, int) and self.known is not None:
            yield self.known[str(self.told)], (cast("str | None", self.at),), self.keys or ()
            return
        matrices = self.matrices()
        for matrix in dict.fromkeys(matrices):
            same = [each == matrix for each in matrices]
            yield matrix, compress(self.at or (), same), compress(self.keys or (), same)
