"""The clients are what the schema and the operations say: generated again, nothing changes."""

import subprocess
from pathlib import Path

import pytest

from tests.support.tools import node_tools, python_tools
from tests.support.waiting import PATIENCE_SECONDS

CLIENTS = Path(__file__).parents[2] / "clients"
PYTHON = CLIENTS / "python"
TYPESCRIPT = CLIENTS / "typescript"


def files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, but for caches."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="session")
def generator() -> Path:
    """The Python of the generator's own environment."""
    return python_tools(PYTHON / ".venv", PYTHON / "requirements.txt") / "python"


def test_generating_the_python_client_again_changes_nothing(generator: Path, tmp_path: Path) -> None:
    """The committed package is the generator's work, and its types hold."""
    subprocess.run([generator, "generate.py", tmp_path], cwd=PYTHON, check=True, timeout=PATIENCE_SECONDS)
    assert files(tmp_path / "lifecycle_client") == files(PYTHON / "lifecycle_client")
    checked = subprocess.run(
        [generator, "-m", "mypy", "--cache-dir", tmp_path / "cache", "lifecycle_client"],
        cwd=PYTHON,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.node
def test_generating_the_typescript_client_again_changes_nothing(tmp_path: Path) -> None:
    """The committed sources are the generator's work, and its types hold."""
    node = node_tools(TYPESCRIPT)
    subprocess.run([node, "codegen.js", tmp_path], cwd=TYPESCRIPT, check=True, timeout=PATIENCE_SECONDS)
    assert files(tmp_path) == files(TYPESCRIPT / "src" / "generated")
    compiler = TYPESCRIPT / "node_modules" / "typescript" / "bin" / "tsc"
    checked = subprocess.run(
        [node, compiler, "--noEmit"],
        cwd=TYPESCRIPT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("lock", sorted(CLIENTS.glob("*/package-lock.json")), ids=lambda lock: lock.parent.name)
def test_locks_name_no_registry(lock: Path) -> None:
    """So that everybody installs from where they install everything else."""
    assert '"resolved"' not in lock.read_text(encoding="utf-8")
