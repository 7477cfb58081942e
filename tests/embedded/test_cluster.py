"""An embedded server starts, is joined, survives kill -9, and stops."""

import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import asyncpg
import psutil
import pytest

from lifecycle_api.embedded import Cluster
from lifecycle_api.embedded.failures import DataFolderUnusable, NotRunning, ServerFailed
from tests.embedded.asking import ask
from tests.support.waiting import PATIENCE_SECONDS

MakeCluster = Callable[[Path], Cluster]


def postmaster(cluster: Cluster) -> int:
    """The number of the server's first process."""
    return int((cluster.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def sockets(cluster: Cluster) -> Path:
    """The folder of the server's socket."""
    return Path((cluster.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[4])


def kill(cluster: Cluster) -> None:
    """End the whole server as a power cut would."""
    process = psutil.Process(postmaster(cluster))
    family = [process, *process.children(recursive=True)]
    for member in family:
        member.kill()
    psutil.wait_procs(family, timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize(
    "name", ["plain", "with a space", 'quote\'s "and" $dollar', "größe", "/".join(["deep" * 10] * 6)]
)
def test_it_starts_in_any_folder(make_cluster: MakeCluster, tmp_path: Path, name: str) -> None:
    """Spaces, quotes, other alphabets and paths longer than a socket's may be are all fine."""
    cluster = make_cluster(tmp_path / name)
    assert ask(cluster.start(), "SELECT current_database()") == "lifecycle"


def test_it_speaks_utf8_in_c_order_at_utc(cluster: Cluster) -> None:
    """Text, order and time do not depend on the machine."""
    dsn = cluster.start()
    assert ask(dsn, "SHOW server_encoding") == "UTF8"
    assert ask(dsn, "SELECT datcollate FROM pg_database WHERE datname = current_database()") == "C"
    assert ask(dsn, "SHOW timezone") == "UTC"


def test_a_second_start_attaches(cluster: Cluster) -> None:
    """Starting what runs gives the same address and starts nothing."""
    first, process = cluster.start(), postmaster(cluster)
    assert Cluster(cluster.data_dir).start() == first
    assert postmaster(cluster) == process


def test_many_processes_starting_at_once_share_one_server(cluster: Cluster) -> None:
    """Whoever comes first makes and starts it; the others wait and attach."""
    command = [sys.executable, "-m", "lifecycle_api", "db", "start", "--data", str(cluster.data_dir)]
    starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = {starter.communicate(timeout=PATIENCE_SECONDS)[0].strip() for starter in starters}
    assert answers == {cluster.dsn()}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]


def test_stopping_leaves_nothing_running_and_no_socket(cluster: Cluster) -> None:
    """After a stop there is no process, no socket folder and no address; a second stop finds nothing."""
    cluster.start()
    process, folder = psutil.Process(postmaster(cluster)), sockets(cluster)
    assert cluster.stop()
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    assert not folder.exists()
    assert not cluster.running()
    assert not cluster.stop()
    with pytest.raises(NotRunning):
        cluster.dsn()


def test_what_was_committed_is_there_after_kill_9(make_cluster: MakeCluster, tmp_path: Path) -> None:
    """The next start clears up what a killed server left, and finds its data."""
    make_cluster(tmp_path)  # to be stopped afterwards
    cluster = Cluster(tmp_path)
    ask(cluster.start(), "CREATE TABLE kept AS SELECT 42 AS answer")
    folder = sockets(cluster)
    kill(cluster)
    assert not cluster.running()
    assert ask(cluster.start(), "SELECT answer FROM kept") == 42
    assert sockets(cluster) == folder


@pytest.mark.parametrize("name", ["short", "/".join(["long" * 10] * 3), "a, b"])
@pytest.mark.anyio
async def test_who_lost_the_server_finds_it_again(make_cluster: MakeCluster, tmp_path: Path, name: str) -> None:
    """After a stop and a start the address is what it was, so a service that was running goes on."""
    cluster = make_cluster(tmp_path / name)
    with cluster.use() as dsn:
        async with asyncpg.create_pool(dsn, min_size=1) as pool:
            cluster.stop()
            with pytest.raises((OSError, asyncpg.PostgresError)):
                await pool.fetchval("SELECT 1")
            assert cluster.start() == dsn
            assert await pool.fetchval("SELECT 1") == 1
        cluster.stop()


def test_a_number_that_another_process_got_since_is_no_server(cluster: Cluster) -> None:
    """After a reboot the number in the file may be anyone's: it neither counts as running nor blocks."""
    cluster.start()
    kill(cluster)
    file = cluster.data_dir / "postgres" / "postmaster.pid"
    lines = file.read_text().splitlines()
    with subprocess.Popen(["sleep", "600"], start_new_session=True) as bystander:  # noqa: S607
        try:
            file.write_text("\n".join([str(bystander.pid), *lines[1:], ""]))
            assert not cluster.running()
            assert ask(cluster.start(), "SELECT 1") == 1
        finally:
            bystander.kill()


@pytest.mark.parametrize("leftover", ["", "4"])
def test_a_file_that_was_never_finished_does_not_block(cluster: Cluster, leftover: str) -> None:
    """A crash in the very moment of starting leaves an empty or a cut-off file."""
    cluster.start()
    cluster.stop()
    (cluster.data_dir / "postgres" / "postmaster.pid").write_text(leftover)
    assert ask(cluster.start(), "SELECT 1") == 1


def test_a_crash_while_the_data_is_made_starts_over(cluster: Cluster) -> None:
    """Data appear complete or not at all."""
    (cluster.data_dir / "postgres.unfinished" / "base").mkdir(parents=True)
    (cluster.data_dir / "password.unfinished").write_text("half a pass")
    assert ask(cluster.start(), "SELECT 1") == 1
    assert not (cluster.data_dir / "postgres.unfinished").exists()


def test_the_last_user_stops_it(cluster: Cluster) -> None:
    """A server that was started in passing lives as long as anyone uses it."""
    with cluster.use() as first:
        with Cluster(cluster.data_dir).use() as second:
            assert first == second
        assert cluster.running()
    assert not cluster.running()


def test_a_user_who_is_killed_does_not_count(cluster: Cluster) -> None:
    """The next one to leave stops the server all the same."""
    code = "from pathlib import Path; import sys; from lifecycle_api.embedded import Cluster\n"
    code += "with Cluster(Path(sys.argv[1])).use(): print('in', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(cluster.data_dir)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "in\n"
        user.send_signal(signal.SIGKILL)
    assert cluster.running()
    with cluster.use():
        pass
    assert not cluster.running()


def test_a_started_server_outlives_its_users(cluster: Cluster) -> None:
    """What was started by name runs until it is stopped by name."""
    cluster.start()
    with cluster.use():
        pass
    assert cluster.running()


def test_a_database_is_made_once(cluster: Cluster) -> None:
    """Asking for a database a second time gives the same one."""
    cluster.start()
    assert cluster.ensure_database("second one") == cluster.ensure_database("second one")
    assert ask(cluster.dsn("second one"), "SELECT current_database()") == "second one"


def test_the_log_keeps_no_values(cluster: Cluster) -> None:
    """Errors reach the log without statement and detail: both hold people's data."""
    dsn = cluster.start()
    ask(dsn, "CREATE TABLE person (phone text PRIMARY KEY)")
    ask(dsn, "INSERT INTO person VALUES ('+15550100')")
    with pytest.raises(Exception, match="duplicate key"):
        ask(dsn, "INSERT INTO person VALUES ('+15550100')")
    log = (cluster.data_dir / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "+15550100" not in log


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    """The message names the folder and says what to do."""
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderUnusable, match="Choose another folder with --data"):
        Cluster(tmp_path / "file" / "data").start()


def test_a_server_that_cannot_start_says_why(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """What PostgreSQL said last is in the message, and no socket folder stays behind."""
    cluster.start()
    cluster.stop()
    (cluster.data_dir / "postgres" / "global" / "pg_control").unlink()
    with tempfile.TemporaryDirectory() as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        with pytest.raises(ServerFailed, match="pg_control"):
            cluster.start()
        assert list(Path(short).iterdir()) == []
