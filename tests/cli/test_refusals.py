"""What cannot be done is said in one line, whatever stood in the way."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main
from tests.support.commands import calling

NOBODY = "postgresql://u:p@127.0.0.1:1/x"


@pytest.mark.parametrize("command", [["migrate"], ["rebuild"], ["erase", "scrub"], ["audit", "replay"]], ids=" ".join)
def test_a_database_that_is_down_is_named(command: list[str]) -> None:
    """With its address."""
    called = calling(NOBODY)(*command, "--json")
    assert called.exit_code == 1
    error = json.loads(called.stderr)["error"]
    assert (error["code"], "127.0.0.1" in error["message"]) == ("DATABASE_UNUSABLE", True)


def test_a_database_that_lets_nobody_in_is_named(dsn: str) -> None:
    """A stranger's name is not repeated."""
    login = urlsplit(dsn).netloc.rpartition("@")[0]
    called = CliRunner(env={"DATABASE_URL": dsn.replace(f"//{login}@", "//stranger:guess@")}).invoke(main, ["migrate"])
    assert called.exit_code == 1
    assert called.stderr.startswith("Error: The database refuses this: Invalid")
    assert "stranger" not in called.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["witness", "init", "w.example/w1", "--dir", "{}/below"],
        ["audit", "verifier", "--out", "{}/below.pyz"],
        ["simulate", "--out", "{}/below", "--customers", "10", "--months", "1"],
        ["docs", "--root", "{0.parent}"],
    ],
    ids=lambda words: words[0],
)
def test_a_place_that_cannot_be_used_is_named(tmp_path: Path, command: list[str]) -> None:
    """A file where a folder should be, and a folder without what is read there."""
    (file := tmp_path / "file").write_text("", encoding="utf-8")
    called = CliRunner().invoke(main, [word.format(file) for word in command])
    assert called.exit_code == 1
    assert "Error: " in called.stderr
    assert str(tmp_path) in called.stderr


def test_what_is_no_text_is_refused(deployed_dsn: str, tmp_path: Path) -> None:
    """As a document, and as the checkpoint of an earlier bundle."""
    (file := tmp_path / "file").write_bytes(b"\xff\xfe\x00")
    call = calling(deployed_dsn)
    assert call("group", "add", "Pinecrest Group").exit_code == 0
    documents = call("documents", "register", "client", file)
    assert (documents.exit_code, documents.stderr) == (1, "Error: file is no text in UTF-8.\n")
    bundle = call("audit", "export", "--out", tmp_path / "b.zip", "--since", file, "--json")
    assert (bundle.exit_code, json.loads(bundle.stderr)["error"]["code"]) == (1, "NOTE_MALFORMED")
