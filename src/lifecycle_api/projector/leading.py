"""Which tables the statements of a folder lead to, so that a replay leaves out what nobody is going to read.

A statement counts as reading every table it names; so what it writes may depend on any of them.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from lifecycle_api.projector import scanning
from lifecycle_api.projector.loader import Folder, Section, Statement

_TABLE: Final = re.compile(r"\Acreate\s+table\s+(\w+)")
_WRITTEN: Final = re.compile(r"\b(?:insert\s+into|update|delete\s+from)\s+(\w+)")
_WORD: Final = re.compile(r"\w+")


class Leading:
    """What the statements of a folder lead to."""

    def __init__(self, folder: Folder) -> None:
        pieces = scanning.split(folder.tables.lower())
        self._tables = {found[1] for piece in pieces if (found := _TABLE.match(piece.sql))}
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
        return self._found(_WRITTEN, statement) or self._tables

    def _named(self, statement: Statement) -> set[str]:
        return self._found(_WORD, statement)

    def _found(self, pattern: re.Pattern[str], statement: Statement) -> set[str]:
        if scanning.has_quoted_names(statement.sql):
            return self._tables  # not read that closely
        return set(pattern.findall(scanning.code(statement.sql).lower())) & self._tables
