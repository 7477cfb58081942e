"""What a command writes replaces nothing that is there."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main

CERTIFICATE = ("erase", "certificate", "00000000-0000-0000-0000-000000000001")


def refused(folder: Path, *words: str | Path) -> str:
    """What a command says that is refused before a database is opened, so that nothing is recorded either."""
    called = CliRunner().invoke(main, [*map(str, words), "--data", str(folder / "data")])
    assert called.exit_code == 2
    assert not (folder / "data").exists()
    return called.stderr


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("audit", "export", "--policy-out", "{}/policy"), "--out"),
        (("audit", "export", "--out", "{}/bundle.zip"), "--policy-out"),
        (("exit", "export"), "--out"),
        (CERTIFICATE, "--out"),
        (CERTIFICATE, "--proof"),
    ],
)
def test_nothing_is_written_over(tmp_path: Path, words: tuple[str, ...], option: str) -> None:
    """Evidence, what a group left with before, or whatever else is called so, stays as it is."""
    for kept in (tmp_path / "kept", tmp_path / "kept.zip"):
        kept.write_text("evidence", encoding="utf-8")
        said = refused(tmp_path, *(word.format(tmp_path) for word in words), option, kept)
        assert "exists; name a new one" in said
        assert kept.read_text(encoding="utf-8") == "evidence"


def test_a_place_that_takes_nothing_is_refused_at_first(tmp_path: Path) -> None:
    """Not when a bundle is written and recorded, and its keys are not."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = refused(
        tmp_path, "audit", "export", "--out", tmp_path / "b.zip", "--policy-out", tmp_path / "file" / "policy"
    )
    assert "is no folder that takes it" in said


def test_two_things_are_not_written_to_one_place(tmp_path: Path) -> None:
    """However it is spelled."""
    again = tmp_path / "below" / ".." / "b.zip"
    said = refused(tmp_path, "audit", "export", "--out", tmp_path / "b.zip", "--policy-out", again)
    assert "is named twice" in said
