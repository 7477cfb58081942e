"""What the console serves is what its sources say."""

import subprocess
from pathlib import Path

import pytest

from tests.support.tools import node_tools
from tests.support.waiting import PATIENCE_SECONDS

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "clients" / "console"
SERVED = ROOT / "src" / "lifecycle_api" / "http" / "static"


@pytest.mark.node
def test_building_the_console_again_changes_nothing(tmp_path: Path) -> None:
    """The committed files come from these sources, byte for byte, on any machine."""
    node = node_tools(SOURCES)
    subprocess.run([node, "build.js", str(tmp_path)], cwd=SOURCES, check=True, timeout=PATIENCE_SECONDS)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in SERVED.iterdir()}
