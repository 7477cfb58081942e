"""Cuts the marks out of an answer as it is written: one in which nothing is kept back is not taken apart for them."""

import json
import re
from typing import Any, Final, NamedTuple

from lifecycle_api.planner.deciding import MARK, MARKS, STOPPED

# A quotation mark within a text stands behind a backslash.
_KEY: Final = re.compile(f'(?<!\\\\)"({MARKS}|{MARK}|{STOPPED})" ?: ?')
_value_at: Final = json.JSONDecoder().raw_decode


class Cut(NamedTuple):
    """The answer without its marks, and these as they were written: of rows, of pages, and of what stops bind."""

    data: str
    rows: list[Any]
    pages: list[Any]
    stops: list[bool | None]


def cut(data: str) -> Cut:
    """Find the marks of an answer that PostgreSQL wrote; what it has of anybody's is not taken for one."""
    found: dict[str, list[Any]] = {MARK: [], MARKS: [], STOPPED: []}
    pieces, kept, at = list[str](), 0, data.find(MARK)
    while at >= 0:
        if (key := _KEY.match(data, at - 1)) is None:
            at = data.find(MARK, at + 1)
            continue
        value, end = _value_at(data, key.end())
        found[key[1]].append(value)
        begin = key.start()
        if begin > kept and data[begin - 1] == ",":
            begin -= 1
        elif data[end] == ",":
            end += 1
        pieces.append(data[kept:begin])
        kept, at = end, data.find(MARK, end)
    return Cut("".join((*pieces, data[kept:])), *found.values())
