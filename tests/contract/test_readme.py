"""What the README tells people to type is typed here."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from lifecycle_api import simulator
from tests.support.markdown import fenced

ROOT = Path(__file__).parents[2]
BLOCKS = [block.strip() for block in fenced((ROOT / "README.md").read_text(encoding="utf-8"), "sh")]
WHOLE_SUITES = {"make demo", "make test"}  # CI runs these themselves
LEADS = ("clean.xml", "trade_in.xml", "multipart.eml")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder like a stranger's: the installed command, some leads and some exports."""
    (tmp_path / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (tmp_path / "my-leads").mkdir()
    for name in LEADS:
        shutil.copy(ROOT / "tests" / "fixtures" / "adf" / name, tmp_path / "my-leads")
    simulator.write(tmp_path / "sample", seed=3, customers=12, months=2, end=date(2026, 10, 31))
    for folder in (tmp_path / "sample" / "RSI").glob("*-full"):
        shutil.copytree(folder, tmp_path / "my-exports" / folder.name)
    return tmp_path


def test_the_make_targets_exist() -> None:
    """Two commands on a fresh machine."""
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(BLOCKS) >= WHOLE_SUITES
    assert {command.split()[1] for command in WHOLE_SUITES} <= set(targets)


@pytest.mark.parametrize("block", [block for block in BLOCKS if block not in WHOLE_SUITES])
def test_the_commands_of_the_readme_run(checkout: Path, block: str) -> None:
    """Every line, as it stands, on an embedded server of its own; nothing is set aside."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],  # noqa: S607
        check=False,
        cwd=checkout,
        env=kept,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "leads 4" in done.stdout
    assert done.stdout.endswith("0 entries.\n")
