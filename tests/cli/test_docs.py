"""`lifecycle-api docs` writes what code knows into pages, and nothing else."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.docs.pages import UnknownBlock, refreshed
from lifecycle_api.cli.main import main

PAGE = "# Settings\n\nBefore.\n\n<!-- generated: settings -->\n\nold\n\n<!-- end -->\n\nAfter.\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A README with a stale block, and an empty docs folder."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text(PAGE)
    return tmp_path


def test_a_block_is_written_anew_between_its_marks() -> None:
    """What people wrote around it stays."""
    page = refreshed(PAGE.replace("settings", "greeting to-all"), {"greeting": lambda whom: f"Hello {whom}."})
    assert page == PAGE.replace("settings", "greeting to-all").replace("old", "Hello to-all.")


def test_a_block_that_nobody_writes_is_refused() -> None:
    """A misspelt name would stay stale for ever."""
    with pytest.raises(UnknownBlock, match="settings"):
        refreshed(PAGE, {})


def test_checking_names_the_stale_pages_and_changes_nothing(checkout: Path) -> None:
    """Exit code 1, for CI."""
    done = CliRunner().invoke(main, ["docs", "--check", "--root", str(checkout)])
    assert (done.exit_code, "README.md" in done.stderr) == (1, True)
    assert (checkout / "README.md").read_text() == PAGE


def test_writing_brings_pages_up_to_date_once(checkout: Path) -> None:
    """The second time there is nothing to do."""
    first, second = (CliRunner().invoke(main, ["docs", "--write", "--root", str(checkout)]) for _ in range(2))
    assert (first.stdout, second.stdout) == ("Wrote README.md.\n", "Everything is up to date.\n")
    text = (checkout / "README.md").read_text()
    assert "| `DATABASE_URL` |" in text
    assert text.startswith("# Settings\n\nBefore.\n")
    assert text.endswith("\n\nAfter.\n")
