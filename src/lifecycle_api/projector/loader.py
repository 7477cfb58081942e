"""Projection folders as they lie on the disk: found, read, split into statements, not yet understood."""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import lifecycle_api
from lifecycle_api.projector import scanning
from lifecycle_api.projector.refusals import InvalidProjection

Mode = Literal["inline", "async"]

_PACKAGED = Path(lifecycle_api.__file__).with_name("_projections")
_CHECKOUT = Path(lifecycle_api.__file__).parents[2] / "projections"
_LAST_VERSION = 999
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # leaves room for scratch_…_v999_next in a name of PostgreSQL
_HEADING = re.compile(r"^--[ \t]+(.*?)[ \t]+--[ \t]*$", re.MULTILINE)
_TYPES = re.compile(r"[a-z_]+\.[a-z_]+(?:,[ \t]*[a-z_]+\.[a-z_]+)*")
_STARRED = re.compile(r"\*[ \t]+([a-z_]+)")
_HAPPENED = re.compile(r"\b(?:FROM|JOIN)\s+happened\b", re.IGNORECASE)
_KEYS = frozenset({"version", "mode", "question", "graphql", "subject", "classified", "idle"})


@dataclass(frozen=True)
class Statement:
    """One SQL statement with `:parameters`; `line` is where it starts in events.sql, from 1."""

    sql: str
    line: int

    @cached_property
    def together(self) -> bool:
        """Whether it runs once for all events of a batch, as rows of `happened`, instead of once for each."""
        return bool(_HAPPENED.search(scanning.code(self.sql)))


@dataclass(frozen=True)
class Section:
    """Statements for some event types, or (`starred`) for all types that declare a field of that name."""

    types: tuple[str, ...]
    starred: str | None
    statements: tuple[Statement, ...]
    line: int

    @property
    def together(self) -> bool:
        """Whether its statements run once for all events of a batch; a section has only such, or none."""
        return any(statement.together for statement in self.statements)

    @property
    def heading(self) -> str:
        """What stands between the dashes."""
        return ", ".join(self.types) or f"* {self.starred}"


@dataclass(frozen=True)
class Folder:
    """A projection: one question, its tables, and what each event changes in them.

    `idle` has, for types whose events often change nothing, a query that finds no row as long as that is so.
    """

    name: str
    path: Path
    version: int
    mode: Mode
    question: str
    graphql: str | None
    subject: Mapping[str, str]
    classified: Mapping[str, str]
    idle: Mapping[str, str]
    tables: str
    events: str
    sections: tuple[Section, ...]

    @property
    def schema(self) -> str:
        """The schema of its read model."""
        return f"{self.name}_v{self.version}"

    @cached_property
    def digest(self) -> str:
        """What its rows follow from, in short: another digest under the same version is a mistake."""
        content = f"{self.mode}\0{self.tables}\0{self.events}"
        return hashlib.sha256(content.encode()).hexdigest()

    def invalid(self, message: str, **data: Any) -> InvalidProjection:
        """The error that something in this folder is wrong; `line` counts in events.sql unless `file` is given."""
        place = f"{self.name}/{data.get('file', 'events.sql')}"
        if line := data.get("line"):
            place += f", line {line}"
        return InvalidProjection(f"{place}: {message}", folder=self.name, **data)


def load(extra: Iterable[Path] = ()) -> list[Folder]:
    """The packaged projections and those in `extra`, by name. Raises InvalidProjection.

    A path of `extra` is a projection's folder or a folder of such folders.
    """
    folders = [read(path) for root in (shipped(), *extra) for path in _folders(root)]
    seen: dict[str, Folder] = {}
    for folder in folders:
        if (other := seen.setdefault(folder.name, folder)) is not folder:
            raise folder.invalid(f"{other.path} has the same name; rename one of them.", file="projection.toml")
    return [seen[name] for name in sorted(seen)]


def shipped() -> Path:
    """Where the projections of this release are: in the package, or in the checkout it was installed from."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def ignored(root: Path | None = None) -> dict[str, str]:
    """The event types that no projection shows, each with the reason."""
    path = (root or shipped()) / "ignored.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def read(path: Path) -> Folder:
    """Read one folder. Raises InvalidProjection."""
    name = path.name
    if not _NAME.fullmatch(name):
        raise InvalidProjection(f"{path}: a folder's name is at most 40 of a-z, 0-9 and _.", folder=name)
    settings = _settings(path)
    texts = {}
    for file in ("tables.sql", "events.sql"):
        if not (path / file).is_file():
            raise InvalidProjection(f"{name} has no {file}; write one.", folder=name, file=file)
        texts[file] = (path / file).read_text(encoding="utf-8")
    return Folder(
        name=name,
        path=path,
        version=settings["version"],
        mode=settings["mode"],
        question=settings["question"],
        graphql=settings.get("graphql"),
        subject=settings.get("subject", {}),
        classified=settings.get("classified", {}),
        idle=settings.get("idle", {}),
        tables=texts["tables.sql"],
        events=texts["events.sql"],
        sections=tuple(_sections(name, texts["events.sql"])),
    )


def _folders(root: Path) -> Sequence[Path]:
    if (root / "projection.toml").is_file():
        return [root]
    return sorted(path.parent for path in root.glob("*/projection.toml"))


def _settings(path: Path) -> dict[str, Any]:
    def invalid(message: str) -> InvalidProjection:
        return InvalidProjection(f"{path.name}/projection.toml: {message}", folder=path.name, file="projection.toml")

    try:
        settings = tomllib.loads((path / "projection.toml").read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise invalid(f"{error}.") from None
    if unknown := settings.keys() - _KEYS:
        raise invalid(f"{sorted(unknown)} mean nothing here; the keys are {sorted(_KEYS)}.")
    version = settings.get("version")
    if not isinstance(version, int) or not 1 <= version <= _LAST_VERSION:
        raise invalid(f"version is a whole number from 1 to {_LAST_VERSION}.")
    if settings.get("mode") not in ("inline", "async"):
        raise invalid('mode is "inline" or "async".')
    if not settings.get("question"):
        raise invalid("question says which question the projection answers.")
    return settings


def _sections(folder: str, text: str) -> Iterator[Section]:
    headings = list(_HEADING.finditer(text))
    preamble = text[: headings[0].start()] if headings else text
    if any(scanning.split(preamble)):
        raise InvalidProjection(
            f"{folder}/events.sql: SQL before the first '-- type.name --' heading.", folder=folder, line=1
        )
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    for heading, end in zip(headings, ends, strict=False):
        line = text.count("\n", 0, heading.start()) + 1
        types, starred = _heading(folder, heading[1], line)
        body = text[heading.end() : end]
        statements = tuple(Statement(piece.sql, line + piece.line) for piece in scanning.split(body))
        yield Section(types, starred, statements, line)


def _heading(folder: str, words: str, line: int) -> tuple[tuple[str, ...], str | None]:
    if starred := _STARRED.fullmatch(words):
        return (), starred[1]
    if _TYPES.fullmatch(words):
        return tuple(word.strip() for word in words.split(",")), None
    raise InvalidProjection(
        f"{folder}/events.sql, line {line}: a heading names event types or a field, as in "
        f"'-- work.declined --' or '-- * customer --', not {words!r}.",
        folder=folder,
        line=line,
    )
