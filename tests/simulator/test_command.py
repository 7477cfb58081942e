"""`lifecycle-api simulate` for people and scripts."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main
from lifecycle_api.simulator import last_whole_day


def test_it_writes_a_group(tmp_path: Path) -> None:
    """And says in one JSON line what it wrote."""
    out = tmp_path / "group"
    arguments = ["simulate", "--out", str(out), "--customers", "20", "--end", "2025-11-21", "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["customers"] == 20
    assert (out / "manifest.json").exists()


def test_it_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    """With a message that says what to do."""
    (tmp_path / "old.txt").write_text("here before")
    result = CliRunner().invoke(main, ["simulate", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "name a new folder" in result.stderr


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (datetime(2025, 11, 21, 12, tzinfo=UTC), date(2025, 11, 20)),
        (datetime(2025, 11, 21, 5, 59, tzinfo=UTC), date(2025, 11, 19)),
        (datetime(2025, 11, 21, 6, tzinfo=UTC), date(2025, 11, 20)),
    ],
)
def test_nothing_is_told_that_has_not_happened(now: datetime, last: date) -> None:
    """Today is not over yet, nor is yesterday while it is evening still at the western rooftop."""
    assert last_whole_day(now) == last
