"""``lifecycle-api db`` and ``migrate`` as people and scripts meet them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifecycle_api.cli.main import main
from lifecycle_api.embedded import Cluster


def run(*words: str | Path, **environment: str) -> Result:
    """Run one command line."""
    return CliRunner(env={"DATABASE_URL": None, **environment}).invoke(main, [str(word) for word in words])


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder for data; no server is left in it."""
    yield tmp_path / "data"
    Cluster(tmp_path / "data").stop()


def test_start_status_url_stop(data: Path) -> None:
    """A server is started, found, and stopped; each answer fits a script."""
    started = run("db", "start", "--data", data)
    assert started.exit_code == 0
    assert started.output == run("db", "url", "--data", data).output
    url = started.output.strip()
    status = run("db", "status", "--data", data, "--json")
    assert json.loads(status.output) == {"running": True, "data": str(data), "url": url}
    assert json.loads(run("db", "stop", "--data", data, "--json").output)["running"] is False
    assert run("db", "status", "--data", data).exit_code == 3


def test_stop_says_what_it_did(data: Path) -> None:
    """It stopped a server, or there was none."""
    assert run("db", "start", "--data", data).exit_code == 0
    assert run("db", "stop", "--data", data).output == f"Stopped the server in {data}.\n"
    assert run("db", "stop", "--data", data).output == f"No server runs in {data}.\n"


def test_the_folder_may_come_from_the_environment(data: Path) -> None:
    """``LIFECYCLE_DATA`` stands in for ``--data``."""
    assert run("db", "start", LIFECYCLE_DATA=str(data)).exit_code == 0
    assert run("db", "status", "--data", data).exit_code == 0


def test_asking_for_the_address_of_nothing_is_refused(data: Path) -> None:
    """The message says how to start it; with --json it is JSON."""
    assert "Start it with: lifecycle-api db start" in run("db", "url", "--data", data).stderr
    assert run("db", "url", "--data", data).exit_code == 1


def test_refusals_are_json_for_scripts(data: Path) -> None:
    """A script that asked for JSON gets the code, the message and the facts as JSON."""
    refused = run("db", "url", "--data", data, "--json")
    assert json.loads(refused.stderr)["error"]["code"] == "EMBEDDED_SERVER_NOT_RUNNING"
    assert json.loads(refused.stderr)["error"]["folder"] == str(data)


def test_migrating_twice_changes_nothing_the_second_time(data: Path) -> None:
    """The second run has nothing to do, and the server that was started for it is gone."""
    first = run("migrate", "--data", data, "--json")
    assert json.loads(first.output)["applied"]
    assert json.loads(run("migrate", "--data", data, "--json").output)["applied"] == []
    assert not Cluster(data).running()


def test_migrate_uses_the_database_of_the_environment(empty_dsn: str) -> None:
    """``DATABASE_URL`` is used when no folder is named."""
    done = run("migrate", "--json", DATABASE_URL=empty_dsn)
    assert done.exit_code == 0
    assert json.loads(done.output)["applied"]


def test_the_folder_named_wins_over_the_environment(data: Path) -> None:
    """``--data`` is more explicit than ``DATABASE_URL``."""
    done = run("migrate", "--data", data, DATABASE_URL="postgresql://nowhere.invalid/none")
    assert done.exit_code == 0


def test_a_wrong_setting_is_named(data: Path) -> None:
    """The variable is named and the value, which may hold a password, is not repeated."""
    refused = run("migrate", DATABASE_URL="mysql://root:secret@host/db")
    assert refused.exit_code == 1
    assert "DATABASE_URL" in refused.stderr
    assert "secret" not in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_command_that_is_ended_takes_its_server_along(data: Path, number: signal.Signals) -> None:
    """Ctrl-C, a closed terminal and a service manager's stop leave no server behind."""
    code = (
        "import sys, time, click; from pathlib import Path; from lifecycle_api.cli.data import Database\n"
        "with Database(Path(sys.argv[1]), None).opened(): print('in', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, data], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == "in\n"
        assert Cluster(data).running()
        os.kill(command.pid, number)
    assert not Cluster(data).running()


def test_a_folder_without_a_name_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An unset variable does not fill the folder that somebody happens to be in."""
    monkeypatch.chdir(tmp_path)
    assert run("db", "status", "--data", "").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_help_lists_every_command() -> None:
    """A module in ``cli/`` is a command by being there."""
    listed = run("--help").output
    assert " db " in listed
    assert " migrate " in listed
    assert "No such command" in run("nonsense").output
