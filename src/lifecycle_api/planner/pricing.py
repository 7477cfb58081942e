"""Prices a tree of selections: every field becomes a term of what the operation costs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lifecycle_api.planner.points import Group, Path, Term
from lifecycle_api.planner.price import ASSUMED, COUNTED, INTROSPECTION, REPLAY, Price, price_of
from lifecycle_api.planner.selection import Pick, Selection
from lifecycle_api.planner.sizes import Size, Sizes
from lifecycle_api.planner.source import Changed, Lookup, Many, Node, One, Pages


@dataclass
class Pricing:
    """Writes the terms of one variant of an operation, and collects the numbers that they take.

    `root` is what a root field costs by itself unless its declaration says otherwise.
    """

    sizes: Sizes
    root: int
    numbers: list[Size] = field(default_factory=list)
    _made: dict[tuple[int, Path], Term] = field(default_factory=dict)

    def terms(self, picks: Iterable[Pick], path: Path = ()) -> tuple[Term, ...]:
        """The terms of fields below a path, without those that cost nothing."""
        made = (self._term(pick, (*path, pick.key)) for pick in picks)
        return tuple(term for term in made if not term.free)

    def _term(self, pick: Pick, path: Path) -> Term:
        # Types that implement an interface share picks; their terms are shared too, and evaluated once.
        key = (id(pick), path)
        if key not in self._made:
            self._made[key] = self._written(pick, path)
        return self._made[key]

    def _written(self, pick: Pick, path: Path) -> Term:
        price = self._price(pick, path)
        sized = tuple(map(self._number, self._amounts(pick, price)))
        match pick.source:
            case Pages():
                return self._page(pick, path, price, sized)
            case Many(limit=limit):
                once, rows = price.points + 1, self._number(min(ASSUMED, limit))
            case Node(many=True):
                once, rows = price.points, self._number(self.sizes.length(pick, ("ids",)))
            case Changed(position=str()):
                once, rows = price.points, self._number(ASSUMED)
            case One() | Lookup() | Node() | Changed():
                once, rows = price.points, self._number(1)
            case _:
                inside = self._inside(pick.children, path)
                return Term(path, price.points, sized, (), self._number(1) if inside else None, 0, inside)
        return Term(path, once, sized, (), rows, 1, self._inside(pick.children, path))

    def _page(self, pick: Pick, path: Path, price: Price, sized: tuple[int, ...]) -> Term:
        assert pick.children is not None  # noqa: S101  # validation asks for a selection
        beside: list[Term] = []
        inside: list[Group] = []
        for part in pick.children.only:
            here = (*path, part.key)
            if part.name == "nodes":
                inside += self._inside(part.children, here)
            elif part.name == "edges":
                for edge in part.children.only if part.children else ():
                    inside += self._inside(edge.children, (*here, edge.key))
            else:
                beside += self.terms([part], path)
        rows = self._number(self.sizes.number(pick, "first"))
        return Term(path, price.points + 1, sized, tuple(beside), rows, 1, tuple(inside))

    def _inside(self, selection: Selection | None, path: Path) -> tuple[Group, ...]:
        """What is read of a row: one group, or none when all of it is free."""
        if selection is None:
            return ()
        different = {tuple(map(id, picks)): picks for picks in selection.picks.values()}
        group = tuple(terms for picks in different.values() if (terms := self.terms(picks, path)))
        return (group,) if group else ()

    def _price(self, pick: Pick, path: Path) -> Price:
        if pick.field is None:
            return Price(INTROSPECTION.get(pick.name, 0))
        return price_of(pick.field) or Price(self.root if len(path) == 1 else 0)

    def _amounts(self, pick: Pick, price: Price) -> list[Size]:
        amounts: list[Size] = []
        if price.items:
            amounts.append(self.sizes.length(pick, price.items))
        if price.counted is not None:
            amounts.append(self.sizes.number(pick, price.counted, each=COUNTED))
        if pick.field is not None and "asOf" in pick.field.args:
            amounts.append(self.sizes.given(pick, "asOf", REPLAY))
        return amounts

    def _number(self, size: Size) -> int:
        self.numbers.append(size)
        return len(self.numbers) - 1
