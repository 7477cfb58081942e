"""Named statements in SQL files."""

from pathlib import Path

import pytest

from lifecycle_api import sqlfiles
from lifecycle_api.sqlfiles import InvalidSqlFile, UnknownStatement, parse

TWO = """
-- What this file is for.

-- head --
-- The last position.
SELECT position
FROM log_head -- one row
WHERE tenant_id = $1;

-- work.declined --
-- Two lines of
-- comment.
UPDATE t SET a = 1;
"""


def test_statements_are_found_by_name_in_the_order_of_the_file() -> None:
    """Heading comments and the closing semicolon go; comments inside stay."""
    statements = parse(TWO, source="two.sql")
    assert list(statements) == ["head", "work.declined"]
    assert statements["head"] == "SELECT position\nFROM log_head -- one row\nWHERE tenant_id = $1"
    assert statements["work.declined"] == "UPDATE t SET a = 1"


def test_a_file_is_loaded_by_its_name(tmp_path: Path) -> None:
    """With or without the ending."""
    (tmp_path / "two.sql").write_text(TWO)
    assert dict(sqlfiles.load(tmp_path, "two")) == dict(sqlfiles.load(tmp_path, "two.sql"))
    assert len(sqlfiles.load(tmp_path, "two")) == 2


def test_an_unknown_name_is_told_with_the_file(tmp_path: Path) -> None:
    """A typing error is found at once."""
    (tmp_path / "two.sql").write_text(TWO)
    with pytest.raises(UnknownStatement, match=r"two\.sql has no statement 'haed'"):
        sqlfiles.load(tmp_path, "two")["haed"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("SELECT 1;", "before the first"),
        ("-- a --\n-- Why.\nSELECT 1;\n-- a --\n-- Why.\nSELECT 2;", "two statements are called 'a'"),
        ("-- a --\n-- Why.\n", "'a' is empty"),
        ("-- a --\nSELECT 1;", "'a' has no comment"),
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(text: str, complaint: str) -> None:
    """Stray SQL, a name used twice, nothing under a name, no word of why."""
    with pytest.raises(InvalidSqlFile, match=complaint):
        parse(text, source="bad.sql")
