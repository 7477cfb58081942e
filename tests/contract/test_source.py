"""The conventions of the source, so that nobody has to say them twice in a review."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "lifecycle_api"
SOURCES = sorted(PACKAGE.rglob("*.py"))
LONGEST_FILE = 400
GENERATES_SQL = ("planner", "projector")  # the two packages whose product is SQL
SQL = re.compile(
    r"""\s*(?:
        (?-i:SELECT\s) | select\s.*\sfrom\s | with\s+\w+\s+as\s*\(
      | insert\s+into\s | update\s+[\w.]+\s+set\s | delete\s+from\s | truncate\s+table\s
      | (?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:table|schema|database|index|function|role|view|type)\s
      | grant\s.*\sto\s | copy\s+[\w.]+\s+(?:from|to)\s
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
ADDRESSES = re.compile(r"\b(?:pypi\.org|pythonhosted\.org|npmjs\.(?:org|com))|--(?:(?:extra-)?index-url|find-links)")


def named(path: Path) -> str:
    """A file's path inside the repository."""
    return path.relative_to(ROOT).as_posix()


def tracked() -> list[Path]:
    """All files of the repository that hold text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S607
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def statements_in(source: Path) -> Iterator[str]:
    """Where a Python file holds SQL: ``file:line``."""
    tree = ast.parse(source.read_text(encoding="utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in prose]
    for constant in constants:
        if isinstance(constant.value, str) and SQL.match(f"{constant.value} "):
            yield f"{named(source)}:{constant.lineno}"


def opening(source: Path) -> str:
    """A module's docstring."""
    return ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""


def test_a_file_is_one_idea() -> None:
    """At most 400 lines; a longer one is two ideas: split it."""
    long = [path for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE]
    assert [*map(named, long)] == []


def test_a_module_says_why_it_exists() -> None:
    """Its docstring opens with one sentence."""
    silent = [path for path in SOURCES if not re.match(r"\S.*?[.:;](\s|$)", opening(path), re.DOTALL)]
    assert [*map(named, silent)] == []


def test_sql_lives_in_sql_files() -> None:
    """Python holds none, but for what generates it. Put it in a .sql file, under a name and a sentence."""
    sources = [path for path in SOURCES if path.relative_to(PACKAGE).parts[0] not in GENERATES_SQL]
    assert [place for source in sources for place in statements_in(source)] == []


@pytest.mark.parametrize(
    "text",
    ["SELECT 1", "select a\nfrom b", "INSERT INTO t VALUES (1)", "\n  update a.b set c = 1", "DROP TABLE x"],
)
def test_the_search_for_sql_finds_it(tmp_path: Path, text: str) -> None:
    """In any case and layout, in plain and in formatted strings."""
    assert SQL.match(f"{text} ")


@pytest.mark.parametrize("text", ["Select a folder.", "update the setting", "created", "with care", "drop it"])
def test_the_search_for_sql_leaves_prose_alone(text: str) -> None:
    """Messages may begin with the same words."""
    assert not SQL.match(f"{text} ")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only a repository knows its files")
def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of the machine that installs them."""
    found = [named(path) for path in tracked() if ADDRESSES.search(path.read_text(encoding="utf-8", errors="ignore"))]
    assert found == []
