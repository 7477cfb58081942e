"""Walks through a bundle event by event: entry, stored leaf, header and body side by side, all in one pass."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Final, Generic, NamedTuple, Protocol, TypeVar

from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.lines import Header, LineMalformed, parse_body, parse_header
from lifecycle_api.audit.entry import Entry, EntryMalformed, parse_entry
from lifecycle_api.audit.tlog.merkle import HASH_BYTES
from lifecycle_api.audit.verify.archive import Archive, lines_of
from lifecycle_api.audit.verify.report import Check

_LENGTH_BYTES: Final = 2


@dataclass(frozen=True, slots=True)
class Step:
    """One leaf. What the bundle does not have, or has in another place, is None."""

    index: int
    data: bytes
    entry: Entry | None
    leaf: bytes
    header: Header | None
    body: bytes | None


class Numbered(Protocol):
    """A line with a position."""

    @property
    def position(self) -> int: ...  # noqa: D102


class _Body(NamedTuple):
    position: int
    sealed: bytes


N = TypeVar("N", bound=Numbered)


def walk(archive: Archive, entries: Check, headers: Check, bodies: Check) -> Iterator[Step]:
    """Every leaf in order. What cannot be read, is twice there or out of order fails the check of its file."""
    with ExitStack() as stack:
        data, leaves, header_lines, body_lines = (
            stack.enter_context(archive.stream(name))
            for name in (files.ENTRIES, files.tiles(0), files.HEADERS, files.BODIES)
        )
        heads = _InOrder(_headers(header_lines, headers), headers)
        sealed = _InOrder(_bodies(body_lines, bodies), bodies)
        index = 0
        while (entry := _next_entry(data, index, entries)) is not None:
            body = sealed.at(index + 1)
            yield Step(
                index,
                entry,
                _parsed(entry, index, entries),
                leaves.read(HASH_BYTES),
                heads.at(index + 1),
                None if body is None else body.sealed,
            )
            index += 1
        entries.fact = f"all {index} can be read"
        heads.end(index)
        sealed.end(index)
        if leaves.read(1):
            entries.fail(f"The entries end after {index}, and there are leaves for more.", index=index)


class _InOrder(Generic[N]):
    """Lines by position; those before the one that is asked for were there already, or stand in the wrong place."""

    def __init__(self, lines: Iterator[N], check: Check) -> None:
        self._lines = lines
        self._check = check
        self._ahead = next(lines, None)

    def at(self, position: int) -> N | None:
        while self._ahead is not None and self._ahead.position < position:
            self._misplaced(self._ahead.position)
            self._ahead = next(self._lines, None)
        if self._ahead is None or self._ahead.position != position:
            return None
        found, self._ahead = self._ahead, next(self._lines, None)
        return found

    def end(self, count: int) -> None:
        if self._ahead is not None:
            self._check.fail(f"There is more than the {count} entries.", index=self._ahead.position - 1)

    def _misplaced(self, position: int) -> None:
        self._check.fail("It is there twice, or not in its place.", index=position - 1, part="position")


def _next_entry(data: IO[bytes], index: int, check: Check) -> bytes | None:
    prefix = data.read(_LENGTH_BYTES)
    if not prefix:
        return None
    length = int.from_bytes(prefix, "big")
    entry = data.read(length)
    if len(prefix) < _LENGTH_BYTES or len(entry) < length:
        check.fail("The entries break off in the middle of one.", index=index)
        return None
    return entry


def _parsed(data: bytes, index: int, check: Check) -> Entry | None:
    try:
        return parse_entry(data)
    except EntryMalformed as error:
        check.fail(error.message, index=index)
        return None


def _headers(lines: IO[bytes], check: Check) -> Iterator[Header]:
    for number, line in enumerate(lines_of(lines)):
        try:
            yield parse_header(line)
        except LineMalformed:
            check.fail(f"Line {number + 1} of the headers cannot be understood.", index=number, part="header")


def _bodies(lines: IO[bytes], check: Check) -> Iterator[_Body]:
    for number, line in enumerate(lines_of(lines)):
        try:
            yield _Body(*parse_body(line))
        except LineMalformed:
            check.fail(f"Line {number + 1} of the bodies cannot be understood.", part="body")
