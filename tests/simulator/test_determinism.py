"""The same arguments write the same bytes, on any day, in any process."""

import os
import signal
import subprocess
import sys
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from lifecycle_api.simulator import run, write

END = date(2025, 11, 21)
SCRIPT = """
import sys
from datetime import date
from pathlib import Path
from lifecycle_api.simulator import write
write(Path(sys.argv[1]), seed=11, customers=60, end=date(2025, 11, 21))
"""


def digest(folder: Path) -> dict[str, str]:
    """Hash of every file by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in files}


def test_two_processes_with_different_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    """Nothing depends on the order of a set, or on the time of day."""
    for hash_seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path / hash_seed)], env=environment, check=True)
    assert digest(tmp_path / "1") == digest(tmp_path / "4242")


def test_another_seed_tells_another_story(tmp_path: Path) -> None:
    """The seed decides."""
    for seed in (1, 2):
        write(tmp_path / str(seed), seed=seed, customers=20, end=END)
    assert digest(tmp_path / "1") != digest(tmp_path / "2")


def test_spilling_to_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large group does not fit into memory; what goes through the disk comes out the same."""
    monkeypatch.setattr(run, "CUSTOMERS_PER_BLOCK", 20)
    write(tmp_path / "held", customers=60, end=END)
    monkeypatch.setattr(run, "HELD_BYTES", 1000)
    write(tmp_path / "spilt", customers=60, end=END)
    assert digest(tmp_path / "held") == digest(tmp_path / "spilt")


def test_who_stops_it_can_begin_again(tmp_path: Path) -> None:
    """Nothing half written stays that could be taken for a whole group, or be in the way of one."""

    def stopped(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, customers=300, end=END, progress=stopped)
    assert list(tmp_path.iterdir()) == []
    write(tmp_path, customers=20, end=END)
    assert (tmp_path / "manifest.json").exists()


def test_who_was_killed_can_begin_again(tmp_path: Path) -> None:
    """What was left aside goes, and is not taken for something that is kept."""
    killing = f"import os, signal\n{SCRIPT.strip()[:-1]}, progress=lambda _: os.kill(os.getpid(), signal.SIGKILL))"
    killed = subprocess.run([sys.executable, "-c", killing, tmp_path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert [each.name for each in tmp_path.iterdir()] == [run.UNFINISHED]
    write(tmp_path, customers=20, end=END)
    assert not (tmp_path / run.UNFINISHED).exists()


def test_a_folder_with_something_in_it_is_refused(tmp_path: Path) -> None:
    """An old file could be taken for a new one."""
    (tmp_path / "old.txt").write_text("here before")
    with pytest.raises(ValueError, match="not empty"):
        write(tmp_path, customers=20, end=END)


@pytest.mark.parametrize(("customers", "months"), [(9, 18), (20, 0)])
def test_too_small_a_group_is_refused(tmp_path: Path, customers: int, months: int) -> None:
    """There would be nothing to tell."""
    with pytest.raises(ValueError, match="at least 10 customers"):
        write(tmp_path, customers=customers, months=months, end=END)


def test_progress_counts_every_customer(tmp_path: Path) -> None:
    """The steps add up to the whole."""
    steps: list[int] = []
    write(tmp_path / "group", customers=30, end=END, progress=steps.append)
    assert sum(steps) == 30
