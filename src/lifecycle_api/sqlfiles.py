"""SQL lives in files of named statements; this is how Python gets at them.

A file is a list of ``-- name --`` headings, each followed by a sentence of comment and one statement::

    -- head --
    -- The last position of a tenant's log.
    SELECT position FROM lifecycle.log_head WHERE tenant_id = $1;
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from lifecycle_api.errors import LifecycleError

_HEADING = re.compile(r"^-- ([a-z][a-z0-9_.]*) --[ \t]*$", re.MULTILINE)


class InvalidSqlFile(LifecycleError):
    """A file of named statements breaks its own rules."""

    code = "INVALID_SQL_FILE"


class UnknownStatement(LifecycleError, KeyError):
    """No statement of that name is in the file."""

    code = "UNKNOWN_STATEMENT"


class Statements(Mapping[str, str]):
    """The statements of one file by name, in the file's order, without comment and closing semicolon."""

    def __init__(self, path: Path, statements: Mapping[str, str]) -> None:
        self._path = path
        self._statements = MappingProxyType(dict(statements))

    def __getitem__(self, name: str) -> str:
        try:
            return self._statements[name]
        except KeyError:
            raise UnknownStatement(f"{self._path.name} has no statement {name!r}.", name=name) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._statements)

    def __len__(self) -> int:
        return len(self._statements)


def load(package_dir: Path, name: str) -> Statements:
    """Read ``package_dir/name`` (``.sql`` may be left out); raises :class:`InvalidSqlFile`."""
    path = (package_dir / name).with_suffix(".sql")
    return Statements(path, parse(path.read_text(encoding="utf-8"), source=path.name))


def parse(text: str, *, source: str) -> dict[str, str]:
    """Split the text of a file into its statements by name; ``source`` names it in errors."""
    preamble, *parts = _HEADING.split(text)
    if _without_comments_above(preamble):
        raise InvalidSqlFile(f"{source}: SQL before the first '-- name --' heading.", source=source)
    statements: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in statements:
            raise InvalidSqlFile(f"{source}: two statements are called {name!r}.", source=source, name=name)
        statements[name] = _without_comments_above(body).rstrip(";").rstrip()
        if not statements[name]:
            raise InvalidSqlFile(f"{source}: statement {name!r} is empty.", source=source, name=name)
    return statements


def _without_comments_above(body: str) -> str:
    lines = body.strip().splitlines()
    while lines and (not lines[0].strip() or lines[0].startswith("--")):
        lines.pop(0)
    return "\n".join(lines)
