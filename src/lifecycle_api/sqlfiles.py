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
    statements: dict[str, str] = {}
    if _split_comment(preamble)[1]:
        raise InvalidSqlFile(f"{source}: there is SQL before the first '-- name --'.", source=source)
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        comment, statement = _split_comment(body)
        if name in statements:
            raise InvalidSqlFile(f"{source}: two statements are called {name!r}.", source=source, name=name)
        if not statement:
            raise InvalidSqlFile(f"{source}: statement {name!r} is empty.", source=source, name=name)
        if not comment:
            raise InvalidSqlFile(f"{source}: statement {name!r} has no comment above.", source=source, name=name)
        statements[name] = statement
    return statements


def _split_comment(body: str) -> tuple[str, str]:
    """The comment lines at the top, and the statement under them without its closing semicolon."""
    lines = body.strip().splitlines()
    top = next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("--")), len(lines))
    return "\n".join(lines[:top]), "\n".join(lines[top:]).removesuffix(";").rstrip()
