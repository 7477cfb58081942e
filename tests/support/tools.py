"""Installs programs that tests run beside the service, each in a place of its own; else such tests are skipped.

Several test processes may want the same programs at once: one installs, the others wait. What was begun and not ended
counts as nothing.
"""

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lifecycle_api.embedded.locks import exclusive
from tests.support.waiting import PATIENCE_SECONDS

NPM = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]
PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]


def python_tools(place: Path, requirements: Path) -> Path:
    """The folder of programs of an environment with these pinned requirements; it is kept for the next time."""
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    with missing(place, requirements) as wanting:
        if wanting:
            venv.create(place, with_pip=True, clear=True)
            _install([str(programs / "python"), *PIP, str(requirements)])
    return programs


def node_tools(folder: Path) -> str:
    """The `node` program, with the packages that a folder's lock file names installed in it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    with missing(folder / "node_modules", folder / "package-lock.json") as wanting:
        if wanting:
            _install([npm, *NPM, str(folder)])
    return node


@contextmanager
def missing(place: Path, wanted: Path) -> Iterator[bool]:
    """Whether what a file wants is yet to be installed in a place; nobody else installs it meanwhile."""
    done = place / ".installed"
    with exclusive(wanted):
        wanting = not done.exists() or done.read_bytes() != wanted.read_bytes()
        yield wanting
        if wanting:
            done.write_bytes(wanted.read_bytes())


def _install(command: list[str]) -> None:
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        said = (error.stderr or b"").decode(errors="replace")
        pytest.skip(f"{Path(command[0]).name} could not install what is needed: {error} {said[-500:]}")
