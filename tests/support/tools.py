"""Installs programs that tests run beside the service, each in a place of its own; else such tests are skipped."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

SECONDS = 240


def python_tools(place: Path, requirements: Path) -> Path:
    """The folder of programs of an environment with these pinned requirements; it is kept for the next time."""
    done = place / ".installed"
    programs = place / ("Scripts" if sys.platform == "win32" else "bin")
    if not done.exists() or done.read_bytes() != requirements.read_bytes():
        venv.create(place, with_pip=True, clear=True)
        _install([str(programs / "python"), *PIP, "-r", str(requirements)])
        done.write_bytes(requirements.read_bytes())
    return programs


PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]


def node_tools(folder: Path) -> str:
    """The `node` program, with the packages that a folder's lock file names installed in it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    if not (folder / "node_modules").is_dir():
        _install([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)])
    return node


def _install(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        pytest.skip(f"{Path(command[0]).name} could not install what is needed: {done.stderr[-500:]}")
