"""The demo as people start it: once, again, on a taken port, and after it was interrupted half way."""

import asyncio
import re
import shutil
import signal
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from time import monotonic

import asyncpg
import pytest

from lifecycle_api.embedded import Cluster
from lifecycle_api.embedded.postmaster import Postmaster
from lifecycle_api.store import master_key
from tests.e2e.conftest import FirstRun
from tests.support.program import run, running
from tests.support.sandbox import processes_in
from tests.support.waiting import PATIENCE_SECONDS


def test_the_first_start_tells_its_figures_in_one_line(first_run: FirstRun) -> None:
    """The documented keys, at least the promised numbers, and nothing else on either channel."""
    assert first_run.exit_code == 0, first_run.stderr
    assert first_run.stdout.count("\n") == 1
    assert first_run.stderr == ""
    figures = first_run.figures
    assert set(figures) == {"events", "customers", "vehicles", "queries"}
    assert figures["events"] >= 5_000
    assert figures["customers"] >= 200
    assert figures["vehicles"] >= 200
    assert len(figures["queries"]) >= 5
    assert all(milliseconds > 0 for milliseconds in figures["queries"].values())
    print(f"first start: {first_run.seconds:.1f} s")  # noqa: T201  # a figure for whoever reads the log


def test_the_first_start_leaves_everything_else_as_it_was(first_run: FirstRun) -> None:
    """No mode, owner or file outside the data folder changes, and no process stays; its path may have spaces."""
    assert " " in str(first_run.data)
    assert first_run.after == first_run.before
    assert first_run.left == []


def test_the_first_start_needs_no_network(first_run: FirstRun) -> None:
    """It was made where there is nothing but the loopback."""
    if not first_run.isolated:
        pytest.skip("this machine lets nobody take the network away (unshare --net)")
    assert first_run.exit_code == 0, first_run.stderr


def test_the_second_start_loads_nothing_again(first_run: FirstRun) -> None:
    """And therefore takes seconds; what it asks of itself goes through no proxy that others are asked through."""
    started = monotonic()
    again = run("demo", "--smoke", "--data", first_run.data, http_proxy="http://127.0.0.1:1", no_proxy="")
    seconds = monotonic() - started
    assert again.returncode == 0, again.stderr
    figures = first_run.figures
    assert re.search(rf'"events":{figures["events"]},"customers":{figures["customers"]},', again.stdout)
    print(f"second start: {seconds:.1f} s")  # noqa: T201  # a figure for whoever reads the log


def test_a_taken_default_port_is_another_port(first_run: FirstRun) -> None:
    """And the demo says so."""
    with ExitStack() as held:
        with suppress(OSError):  # if somebody else has it, that is as good
            held.enter_context(socket.create_server(("127.0.0.1", 8000)))
        with running("demo", "--data", first_run.data) as program:
            port = program.wait_for(r"Serving http://127\.0\.0\.1:(\d+)/graphql")[1]
            program.wait_for(rf"Port 8000 is taken; this is {port}\.")
            assert port != "8000"
            assert program.send(signal.SIGINT) == 0
        assert program.said.endswith("\n\n")


def test_a_taken_port_that_was_asked_for_is_refused(first_run: FirstRun) -> None:
    """In one line that says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        refused = run("demo", "--data", first_run.data, "--port", str(port))
    assert refused.returncode == 1
    assert refused.stdout == f"Preparing a sample dealer group in {first_run.data}.\n"
    assert refused.stderr == f"Error: Cannot listen on 127.0.0.1:{port}; choose another port.\n"


def test_an_interrupted_start_is_completed_by_the_next(first_run: FirstRun, tmp_path: Path) -> None:
    """Ctrl-C, kill -9 and a power cut in the middle of ingesting: at last there are the same events, each once."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copytree(first_run.data / "sample", data / "sample")
    shutil.copy(first_run.data / master_key.FILE, data)  # the ids of phone numbers follow from it
    whole = _events(first_run.data)
    parts = [_interrupted(data, percent, how) for percent, how in (("1", "ctrl-c"), ("3", "kill"), ("6", "power cut"))]
    assert all(0 < len(part) < len(whole) for part in parts)
    assert [len(part) for part in parts] == sorted(len(part) for part in parts)
    done = run("demo", "--smoke", "--data", data)
    assert done.returncode == 0, done.stderr
    assert set(_events(data)) == set(whole)
    assert len(_events(data)) == len(whole)
    assert f'"events":{len(whole)},' in done.stdout
    assert processes_in(data) == []
    assert not _sockets(data)


def _interrupted(data: Path, percent: str, how: str) -> list[str]:
    """What is in the log after ending a start that had taken in so many tenths of its files."""
    with running("demo", "--data", data, "--port", "0") as program:
        program.wait_for(rf"Taking in: +[{percent}-9]\d%")
        server = Postmaster.of(data / "postgres")
        assert server is not None
        if how == "ctrl-c":
            assert program.send(signal.SIGINT) == 130
            program.wait_for(r"\nStopped\.\n$")
            assert processes_in(data) == []
            assert server.sockets is not None
            assert not server.sockets.exists()
        else:
            program.send(signal.SIGKILL)
            if how == "power cut":
                _kill(server)
    assert "Serving" not in program.said
    assert "Traceback" not in program.said
    return _events(data)


def _kill(server: Postmaster) -> None:
    import psutil

    processes = [psutil.Process(server.pid), *psutil.Process(server.pid).children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # some end by themselves once the first is gone
            process.kill()
    psutil.wait_procs(processes, timeout=PATIENCE_SECONDS)


def _sockets(data: Path) -> bool:
    server = Postmaster.of(data / "postgres")
    return server is not None and server.sockets is not None and server.sockets.exists()


# Commands give their events ids by chance and are told apart by keys: of those the number is compared, as a name each.
TAKEN_IN = """
    SELECT CASE WHEN e.source THEN e.id::text
                ELSE e.type || ' ' || row_number() OVER (PARTITION BY e.type, e.source) END AS id
    FROM (SELECT id, type, split_part(type, '.', 1) NOT IN
            ('agreement', 'channel', 'consent', 'engagement', 'party', 'processing', 'sharing') AS source
          FROM lifecycle.event WHERE type NOT LIKE 'data.%' AND type NOT LIKE 'staff_access.%') e
"""


def _events(data: Path) -> list[str]:
    """The ids of all events in a data folder's log, but for those that say who looked: each start is looked at."""

    async def asked(dsn: str) -> list[str]:
        connection = await asyncpg.connect(dsn)
        try:
            return [row["id"] for row in await connection.fetch(TAKEN_IN)]
        finally:
            await connection.close()

    with Cluster(data).use() as dsn:
        return asyncio.run(asked(dsn))
