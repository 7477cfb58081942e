"""What ``postmaster.pid`` says about the server of a folder, and whether it is still true."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_FILE = "postmaster.pid"
_NOT_ELSEWHERE = getattr(os, "O_NOFOLLOW", 0)  # the folder's owner could have put a link there for root
_PID, _PORT, _SOCKETS, _STATUS = 0, 3, 4, 7


@dataclass(frozen=True, slots=True)
class Postmaster:
    """A server that runs, or ran, in a folder."""

    cluster: Path
    pid: int
    port: int
    sockets: Path | None
    ready: bool

    @classmethod
    def of(cls, cluster: Path) -> Self | None:
        """Read the folder's file; ``None`` when there is none or it was never finished."""
        try:
            lines = (cluster / _FILE).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) <= _STATUS:
            return None
        sockets = Path(lines[_SOCKETS]) if lines[_SOCKETS] else None
        return cls(cluster, int(lines[_PID]), int(lines[_PORT]), sockets, lines[_STATUS].strip() == "ready")

    def alive(self) -> bool:
        """Whether the process lives and serves this folder: numbers are reused, and zombies keep theirs."""
        return _serves(self.pid, self.cluster)


def disown_stale(cluster: Path) -> None:
    """Let a server start over the file that a killed one left behind.

    PostgreSQL refuses while *any* process has the number in the file. The rest of the file must stay: by it
    PostgreSQL finds orphaned backends, which still write. So the number becomes ours, which PostgreSQL knows
    to be its starter's, and therefore stale.
    """
    file = cluster / _FILE
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    if not lines:
        file.unlink()
    elif not _serves(int(lines[_PID]), cluster):
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_TRUNC | _NOT_ELSEWHERE), "w") as opened:
            opened.write("\n".join([str(os.getpid()), *lines[1:], ""]))


def _serves(pid: int, cluster: Path) -> bool:
    import psutil  # noqa: PLC0415 - comes with the programs, which are optional

    try:
        return cluster.samefile(psutil.Process(pid).cwd())
    except (psutil.Error, OSError):
        return False
