"""`lifecycle-api exit` as an operator calls it."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from tqdm import tqdm

from lifecycle_api.cli.main import main
from lifecycle_api.rights.leaving import check
from tests.support.commands import Call, calling, environment_for


@pytest.fixture
def call(deployed_dsn: str) -> Call:
    """What runs commands on a database with one dealer group."""
    run = calling(deployed_dsn)
    assert run("group", "add", "Pinecrest Group").exit_code == 0
    return run


def test_a_zip_holds_a_whole_export_and_nothing_is_left_beside_it(call: Call, tmp_path: Path) -> None:
    """It is checked as it is, and as the folder that it was made of."""
    out, unpacked = tmp_path / "all" / "group.zip", tmp_path / "unpacked"
    done = call("exit", "export", "--out", out, "--json")
    assert done.exit_code == 0, done.output
    assert list(out.parent.iterdir()) == [out]
    with ZipFile(out) as zipped:
        zipped.extractall(unpacked)
    for exported in (out, unpacked):
        checked = call("exit", "verify", exported, "--json")
        assert checked.exit_code == 0, checked.output
        assert json.loads(checked.stdout)["events"] == json.loads(done.stdout)["events"] == 1


def test_an_export_that_is_refused_leaves_nothing_of_what_it_opened(call: Call, tmp_path: Path) -> None:
    """Neither a zip nor the folder that it was to be made of."""
    refused = call("exit", "export", "--out", tmp_path / "group.zip", "--group", "Nobody's")
    assert refused.exit_code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["group", "group.zip"])
def test_an_export_that_fails_half_way_leaves_nothing(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Of what was written by then; the same name can be used again."""

    def full(*_: object) -> None:
        assert list(tmp_path.rglob("events.jsonl")), "nothing was written yet"
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(tqdm, "update", full)
        failed = call("exit", "export", "--out", tmp_path / name)
    assert (failed.exit_code, failed.stderr.count("Error: ")) == (1, 1)
    assert list(tmp_path.iterdir()) == []
    assert call("exit", "export", "--out", tmp_path / name).exit_code == 0


def test_what_a_killed_export_opened_is_removed_by_the_next(call: Call, deployed_dsn: str, tmp_path: Path) -> None:
    """It is named after the zip that was to be, and readable by its owner alone."""
    out = tmp_path / "group.zip"
    killing = (
        "import os, signal, sys, tqdm; from lifecycle_api.cli.main import main\n"
        "tqdm.tqdm.update = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "main(['exit', 'export', '--out', sys.argv[1]])"
    )
    environment = os.environ | environment_for(deployed_dsn)
    killed = subprocess.run([sys.executable, "-c", killing, out], env=environment, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert (left.name, left.stat().st_mode & 0o777) == ("group.zip.unfinished", 0o700)
    assert (left / "export" / "events.jsonl").exists()
    assert call("exit", "export", "--out", out).exit_code == 0
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("content", [None, "[]", '{"files": [], "events": "none"}', '{"files": [7]}', "no JSON"])
def test_what_is_no_export_is_said_to_be_broken(tmp_path: Path, content: str | None) -> None:
    """Nothing, or anything at all in place of the manifest: in one line, as the program in an export does."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    refused = CliRunner().invoke(main, ["exit", "verify", str(tmp_path)])
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert refused.stderr.startswith("Error: The export is broken: ")
    own = subprocess.run([sys.executable, check.__file__, tmp_path], capture_output=True, text=True, check=False)
    assert (own.returncode, own.stderr.partition(": ")[0], own.stderr.count("\n")) == (1, "Broken", 1)


def test_a_file_that_is_no_zip_is_said_to_be_none(tmp_path: Path) -> None:
    """By its name."""
    (file := tmp_path / "group.zip").write_bytes(b"PK")
    refused = CliRunner().invoke(main, ["exit", "verify", str(file)])
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {file} is no zip that can be opened")
