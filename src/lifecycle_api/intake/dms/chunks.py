"""Records that can be told together: whoever touches what another one decides on waits for the next chunk."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def disjoint(items: Iterable[T], boundary: Callable[[T], frozenset[str]], size: int) -> Iterator[list[T]]:
    """Cut items, in order, into chunks of at most `size` whose boundaries have nothing in common."""
    chunk: list[T] = []
    taken: set[str] = set()
    for item in items:
        names = boundary(item)
        if chunk and (len(chunk) == size or not taken.isdisjoint(names)):
            yield chunk
            chunk, taken = [], set()
        chunk.append(item)
        taken |= names
    if chunk:
        yield chunk
