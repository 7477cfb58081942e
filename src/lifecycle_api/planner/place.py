"""Where in a statement something is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lifecycle_api.planner.deciding import Decided


@dataclass(frozen=True)
class Place:
    """Which schemas and tenant, how deep, on which path, and under which decision.

    Where marks are `gathered`, rows carry none along: their page does.
    """

    schemas: Mapping[str, str]
    tenant: str
    depth: int = 0
    path: tuple[str, ...] = ()
    decided: Decided | None = None
    gathered: bool = False

    @property
    def t(self) -> str:
        """The alias of the row at this depth."""
        return f"t{self.depth}"

    @property
    def own(self) -> Decided | None:
        """The decision about the row itself; None where it is about what the row belongs to, or there is none."""
        return self.decided if self.decided is not None and self.decided.alias == self.t else None

    def inside(self, key: str) -> "Place":
        """The place of a field of the same row."""
        return replace(self, path=(*self.path, key))

    def below(self, key: str) -> "Place":
        """The place of another row, reached through a field."""
        return replace(self, depth=self.depth + 1, path=(*self.path, key), gathered=False)
