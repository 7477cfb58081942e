"""Which tables the statements of a folder lead to, so that a replay leaves out what nobody is going to read.

A statement counts as reading every table it names; so what it writes may depend on any of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from lifecycle_api.projector import scanning
from lifecycle_api.projector.loader import Folder, Section, Statement

_TABLE: Final = re.compile(r"\ACREATE\s+TABLE\s+(\w+)", re.IGNORECASE)
_WRITTEN: Final = re.compile(r"\b(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")


class Leading:
    """What the statements of a folder lead to."""

    def __init__(self, folder: Folder) -> None:
        self._tables = {found[1] for piece in scanning.split(folder.tables) if (found := _TABLE.match(piece.sql))}
        self._onward = self._read_by(folder.sections)

    def tables(self, sections: Iterable[Section]) -> frozenset[str]:
        """The tables whose rows these sections change, or on which rows depend that they change."""
        found: set[str] = set()
        ahead = {table for section in sections for one in section.statements for table in self._written(one)}
        while ahead:
            found |= ahead
            ahead = set[str]().union(*(self._onward[table] for table in ahead)) - found
        return frozenset(found)

    def _read_by(self, sections: Iterable[Section]) -> Mapping[str, set[str]]:
        """For each table, the tables that are written by statements which name it."""
        onward: defaultdict[str, set[str]] = defaultdict(set)
        for statement in (one for section in sections for one in section.statements):
            for table in self._named(statement):
                onward[table] |= self._written(statement)
        return onward

    def _written(self, statement: Statement) -> set[str]:
        written = set(_WRITTEN.findall(scanning.code(statement.sql))) & self._tables
        return written or self._named(statement)

    def _named(self, statement: Statement) -> set[str]:
        return set(_WORD.findall(scanning.code(statement.sql))) & self._tables
