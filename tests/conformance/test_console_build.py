"""What the console serves is what its sources say."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "clients" / "console"
SERVED = ROOT / "src" / "lifecycle_api" / "http" / "static"


@pytest.mark.node
def test_building_the_console_again_changes_nothing(tmp_path: Path) -> None:
    """The committed files come from these sources, byte for byte, on any machine."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("node and npm are not installed")
    if not (SOURCES / "node_modules").is_dir():
        install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(install, cwd=SOURCES, capture_output=True, text=True, check=False, timeout=240)
        if done.returncode:
            pytest.skip(f"npm could not install what the console is built with: {done.stderr[-500:]}")
    subprocess.run([node, "build.js", str(tmp_path)], cwd=SOURCES, check=True, timeout=60)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in SERVED.iterdir()}
