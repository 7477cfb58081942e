"""A bounded memory of what was used last."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """The `size` entries used last, and at most as many older ones.

    They are kept in two halves, and a full one turns the other out. So an entry that is used all the time is looked up
    once; an order of use would have to be written down each time.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        """The entry, which counts as used, or None."""
        value = self._young.get(key)
        if value is None and (value := self._old.pop(key, None)) is not None:
            self.put(key, value)
        return value

    def put(self, key: K, value: V) -> V:
        """Remember an entry, and forget those unused for longest if there are too many. Gives it back."""
        if len(self._young) >= self._size and key not in self._young:
            self._young, self._old = {}, self._young
        self._young[key] = value
        return value

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def drop(self, unwanted: Callable[[K, V], bool]) -> None:
        """Forget the unwanted entries."""
        self._young = {key: value for key, value in self._young.items() if not unwanted(key, value)}
        self._old = {key: value for key, value in self._old.items() if not unwanted(key, value)}
