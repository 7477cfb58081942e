"""The hash tree of RFC 6962: what a root, an inclusion proof and a consistency proof are, and when they hold."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from lifecycle_api.errors import LifecycleError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()

# The hash of the whole subtree of height `height` that starts at leaf `number << height`.
Perfect = Callable[[int, int], bytes]


class ProofRefused(LifecycleError):
    """A Merkle proof does not lead to the root it was given for."""

    code = "PROOF_REFUSED"


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry of the log."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: Sequence[bytes]) -> bytes:
    """The root over 1, 2, 4, 8, … neighbouring hashes."""
    while len(hashes) > 1:
        hashes = [sha256(b"\x01" + left + right).digest() for left, right in zip(*[iter(hashes)] * 2, strict=True)]
    return hashes[0]


def range_hash(start: int, end: int, perfect: Perfect) -> bytes:
    """The root over the leaves from `start` to before `end`, where `start` is a multiple of what a tree needs."""
    if start == end:
        return EMPTY_ROOT
    *whole, last = (perfect(height, number) for height, number in _perfect_parts(start, end))
    for part in reversed(whole):
        last = node_hash(part, last)
    return last


def inclusion_proof(index: int, size: int, perfect: Perfect) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the first `size` leaves, from the leaf up."""
    return [range_hash(start, end, perfect) for start, end in _inclusion_ranges(index, size)]


def consistency_proof(old: int, new: int, perfect: Perfect) -> list[bytes]:
    """The hashes that show the first `old` of `new` leaves unchanged; none if there is nothing to show."""
    if old in (0, new):
        return []
    return [range_hash(start, end, perfect) for start, end in _consistency_ranges(old, new)]


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raise ProofRefused unless the leaf's hash is at `index` under the root of `size` leaves."""
    if not 0 <= index < size:
        raise ProofRefused(f"Index {index} is not in a tree of {size} leaves.", index=index, size=size)
    first, second, found = index, size - 1, leaf
    for step in proof:
        if second == 0:
            raise ProofRefused(f"The inclusion proof of index {index} is too long.", index=index)
        if first & 1 or first == second:
            found = node_hash(step, found)
            first, second = _up_to_a_left_turn(first, second)
        else:
            found = node_hash(found, step)
        first, second = first >> 1, second >> 1
    if second != 0 or found != root:
        raise ProofRefused(f"The inclusion proof of index {index} does not lead to the root.", index=index)


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raise ProofRefused unless the tree of `new` leaves begins with the tree of `old` leaves."""
    if old > new:
        raise ProofRefused(f"A tree of {new} leaves does not go on from one of {old}.", old=old, new=new)
    if old in (0, new):
        expected = new_root if old == new else EMPTY_ROOT
        if proof or old_root != expected:
            raise ProofRefused(f"Two trees of {old} and {new} leaves differ.", old=old, new=new)
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path or not _is_consistent(old, new, old_root, new_root, path):
        raise ProofRefused(f"The tree of {new} leaves does not begin with that of {old}.", old=old, new=new)


def _is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    found_old = found_new = path[0]
    for step in path[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            first, second = _up_to_a_left_turn(first, second)
        else:
            found_new = node_hash(found_new, step)
        first, second = first >> 1, second >> 1
    return second == 0 and (found_old, found_new) == (old_root, new_root)


def _up_to_a_left_turn(first: int, second: int) -> tuple[int, int]:
    while first and not first & 1:
        first, second = first >> 1, second >> 1
    return first, second


def _perfect_parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def _consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    start, end, known, ranges = 0, new, True, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, known = middle, False
    if not known:
        ranges.append((start, end))
    return ranges[::-1]
