"""Who the server runs as.

PostgreSQL refuses to run as root. So root hands it one folder, and runs it as that folder's owner, at first
``nobody``. Where a folder above is closed to that account (a clone under ``/root``, say), the server gets one
capability to walk through it: no mode and no other owner changes. Everyone else runs it as themselves.
"""

import os
import shutil
import stat
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lifecycle_api.embedded.failures import DataFolderUnusable, ServerFailed

_DAC_OVERRIDE = 1
_DAC_READ_SEARCH = 2
_SERVER_VARIABLES = ("PG", "LC_", "LANG", "TZ")


@dataclass(frozen=True, slots=True)
class Account:
    """A user to run programs as: ``None`` for the present one."""

    uid: int | None = None
    gid: int | None = None
    capability: str | None = None

    def own(self, path: Path) -> None:
        """Hand one file or folder to this account."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)

    def run(
        self,
        program: Path,
        *arguments: str | Path,
        output: int = subprocess.PIPE,
        text: str = "",
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> str:
        """Run a program to its end and give what it printed; raises :class:`ServerFailed`."""
        words = [*self._prefix(), str(program), *map(str, arguments)]
        done = subprocess.run(
            words,
            check=False,
            input=text.encode(),
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=Path(words[0]).anchor,
            env={**_neutral_environment(), **environment},
            **self._identity(),
        )
        printed = (done.stdout or b"").decode(errors="replace").strip()
        if done.returncode:
            raise ServerFailed(f"{program.name} failed: {printed}", program=program.name, status=done.returncode)
        return printed

    def _identity(self) -> dict[str, Any]:
        if self.uid is None or self.capability:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def _prefix(self) -> list[str]:
        if not self.capability:
            return []
        only = f"-all,+{self.capability}"
        return [
            shutil.which("setpriv") or "setpriv",
            *(f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"),
            "--securebits=+no_setuid_fixup",  # or access(2), which initdb asks, knows nothing of capabilities
            *(f"--inh-caps={only}", f"--ambient-caps={only}", f"--bounding-set={only}"),
            "--",
        ]


def _neutral_environment() -> dict[str, str]:
    """The present environment without what PostgreSQL's programs would read from it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SERVER_VARIABLES)}
    return {**kept, "LC_ALL": "C"}


def account_for(cluster: Path, programs: Path, sockets: Path) -> Account:
    """The account to run the server of a cluster as; raises :class:`DataFolderUnusable`.

    All three are resolved paths; the cluster need not exist yet.
    """
    if os.name == "nt":
        return Account()
    if os.geteuid() != 0:
        _refuse_foreign(cluster)
        return Account()
    uid, gid = _owner(cluster)
    closed = next((folder for folder in _above(cluster, programs, sockets) if not _open(folder, uid, gid)), None)
    runnable = _open(programs / "postgres", uid, gid)
    if closed is None and runnable:
        return Account(uid, gid)
    return Account(uid, gid, _capability(closed or programs, runnable=runnable))


def _refuse_foreign(cluster: Path) -> None:
    if cluster.exists() and cluster.stat().st_uid != os.geteuid():
        raise DataFolderUnusable(
            f"{cluster} belongs to another user. Choose another folder with --data, or run as that user.",
            folder=str(cluster),
        )


def _owner(cluster: Path) -> tuple[int, int]:
    if cluster.exists() and (status := cluster.stat()).st_uid:
        return status.st_uid, status.st_gid
    import pwd  # noqa: PLC0415 - not on Windows

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _above(*paths: Path) -> Iterable[Path]:
    return (parent for path in paths for parent in reversed(path.parents))


def _open(path: Path, uid: int, gid: int) -> bool:
    status = path.stat()
    shift = 6 if status.st_uid == uid else 3 if status.st_gid == gid else 0
    return bool(status.st_mode >> shift & stat.S_IXOTH)


def _capability(closed: Path, *, runnable: bool) -> str:
    """The least capability that opens the folder; containers often lack the first."""
    held = _capabilities() if shutil.which("setpriv") else 0
    if runnable and held >> _DAC_READ_SEARCH & 1:
        return "dac_read_search"
    if held >> _DAC_OVERRIDE & 1:
        return "dac_override"
    raise DataFolderUnusable(
        f"PostgreSQL refuses to run as root, and {closed} lets no other account in. Choose a folder "
        "that others may enter with --data, or run as an ordinary user.",
        folder=str(closed),
    )


def _capabilities() -> int:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1], 16) for line in lines if line.startswith("CapEff:")), 0)
