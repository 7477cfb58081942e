"""Terms of what an operation costs, and what they come to for the sizes that one request gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Path = tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Term:
    """A field's share of the price.

    It costs `once` and the `sized` amounts, and what stands `beside`. Then, as many times as `rows` says, it costs
    `each` and of every group in `inside` the dearest alternative. Sizes are indexes into a request's numbers.
    """

    path: Path
    once: int = 0
    sized: tuple[int, ...] = ()
    beside: "tuple[Term, ...]" = ()
    rows: int | None = None
    each: int = 0
    inside: "tuple[Group, ...]" = ()

    @property
    def free(self) -> bool:
        """Whether it costs nothing, whatever the sizes."""
        return not (self.once or self.sized or self.beside) and self.rows is None


Group = tuple[tuple[Term, ...], ...]
"""What may be read of a row, by the types that it may be of."""


class Evaluation:
    """The values of terms for the numbers of one request; each term is looked at once."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers
        self._known: dict[int, int] = {}

    def total(self, terms: Iterable[Term]) -> int:
        """What all of them cost together."""
        return sum(self._points(term) for term in terms)

    def spread(self, terms: Iterable[Term], times: int, into: dict[Path, int]) -> None:
        """Add up by path what each field costs itself."""
        for term in terms:
            rows = self._rows(term)
            into[term.path] = into.get(term.path, 0) + times * (self._once(term) + rows * term.each)
            self.spread(term.beside, times, into)
            for group in term.inside:
                self.spread(max(group, key=self.total), times * rows, into)

    def _points(self, term: Term) -> int:
        if (known := self._known.get(id(term))) is None:
            row = term.each + sum(max(map(self.total, group)) for group in term.inside)
            known = self._once(term) + self.total(term.beside) + self._rows(term) * row
            self._known[id(term)] = known
        return known

    def _once(self, term: Term) -> int:
        return term.once + sum(self._numbers[index] for index in term.sized)

    def _rows(self, term: Term) -> int:
        return 0 if term.rows is None else self._numbers[term.rows]
