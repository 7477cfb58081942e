"""`lifecycle-api audit` as an operator calls it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import Call, calling, environment_for


@pytest.fixture
def call(deployed_dsn: str) -> Call:
    """What runs commands on a database with one dealer group."""
    run = calling(deployed_dsn)
    assert run("group", "add", "Pinecrest Group").exit_code == 0
    return run


def run_in_another(code: str, *words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process of its own, after `code`."""
    program = f"import sys; from lifecycle_api.cli.main import main\n{code}\nmain(sys.argv[1:])"
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def test_what_a_killed_export_wrote_is_named_after_the_bundle(call: Call, deployed_dsn: str, tmp_path: Path) -> None:
    """So that whoever looks finds it, and the next export removes it."""
    out = tmp_path / "bundle.zip"
    killing = "import os, tqdm; tqdm.tqdm.update = lambda *_: os.kill(os.getpid(), 9)"
    killed = run_in_another(killing, "audit", "export", "--out", out, **environment_for(deployed_dsn))
    assert killed.returncode == -signal.SIGKILL
    assert [left.name for left in tmp_path.iterdir()] == ["bundle.zip.unfinished"]
    assert call("audit", "export", "--out", out).exit_code == 0
    assert list(tmp_path.iterdir()) == [out]


def test_a_full_disk_is_a_refusal(call: Call, deployed_dsn: str, tmp_path: Path) -> None:
    """Said in one line; nothing is left of the bundle."""
    del call  # there is a group
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))"
    refused = run_in_another(full, "audit", "export", "--out", tmp_path / "b.zip", **environment_for(deployed_dsn))
    assert (refused.returncode, refused.stderr) == (1, "Error: What is written to cannot be used: File too large.\n")
    assert list(tmp_path.iterdir()) == []
