"""Reading SQL just far enough to find its parameters and the ends of its statements."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<text>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*')
    | (?P<quoted>"(?:[^"]|"")*")
    | (?P<comment>--[^\n]*|/\*.*?\*/)
    | (?P<cast>::)
    | (?P<dollar>\$\w*\$)
    | (?P<end>;)
    | :(?P<parameter>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)
    """,
    re.VERBOSE | re.DOTALL,
)


class Piece(NamedTuple):
    """A statement and the line (from 0) on which it starts, counted from the start of the text."""

    sql: str
    line: int


def split(text: str) -> Iterator[Piece]:
    """Split a script at its semicolons; comments and blank lines above a statement do not count."""
    start = 0
    for token in [*_TOKEN.finditer(text), None]:
        if token is None or token["end"]:
            end = len(text) if token is None else token.start()
            first = _first_word(text, start, end)
            if first < end:
                yield Piece(text[first:end].rstrip(), text.count("\n", 0, first))
            start = end + 1


def parameters(sql: str) -> list[str]:
    """The parameters of a statement in the order in which they first appear."""
    return list(dict.fromkeys(token["parameter"] for token in _TOKEN.finditer(sql) if token["parameter"]))


def replace(sql: str, write: Callable[[str], str]) -> str:
    """The statement with every parameter written otherwise; texts, comments and casts stay as they are."""
    return _TOKEN.sub(lambda token: write(token["parameter"]) if token["parameter"] else token[0], sql)


def code(sql: str) -> str:
    """The statement without its texts, quoted names and comments."""
    return _TOKEN.sub(lambda token: token[0] if token["parameter"] or token["cast"] else " ", sql)


def token(sql: str, place: int) -> re.Match[str] | None:
    """The text, quoted name, comment, cast or parameter that begins at a place."""
    return _TOKEN.match(sql, place)


def has_dollar_quotes(sql: str) -> bool:
    """Whether the statement quotes with dollars, in which the generated functions are wrapped."""
    return any(token["dollar"] for token in _TOKEN.finditer(sql))


def has_quoted_names(sql: str) -> bool:
    """Whether the statement quotes a name of a table or a column."""
    return any(token["quoted"] for token in _TOKEN.finditer(sql))


def _first_word(text: str, start: int, end: int) -> int:
    while start < end:
        if text[start].isspace():
            start += 1
        elif (token := _TOKEN.match(text, start, end)) and token["comment"]:
            start = token.end()
        else:
            break
    return start
