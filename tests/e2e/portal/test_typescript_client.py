"""The generated TypeScript client against the served installation, as a portal's front end would use it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.portal.conftest import House
from tests.support.tools import node_tools
from tests.support.waiting import PATIENCE_SECONDS

CLIENT = Path(__file__).parents[3] / "clients" / "typescript"

pytestmark = pytest.mark.node


@pytest.fixture
def program(tmp_path: Path) -> list[str]:
    """The driver in a project of its own, where the client is built and installed as its README says."""
    node = node_tools(CLIENT)
    (tmp_path / "package.json").write_text('{"type": "module", "private": true}', encoding="utf-8")
    compiler = str(CLIENT / "node_modules" / "typescript" / "bin" / "tsc")
    for folder, command in (
        (CLIENT, ["npm", "run", "build"]),
        (tmp_path, ["npm", "install", "--offline", "--no-audit", "--no-fund", str(CLIENT)]),
        (CLIENT, [node, compiler, "-p", "tsconfig.test.json", "--outDir", str(tmp_path)]),
    ):
        subprocess.run(command, cwd=folder, check=True, timeout=PATIENCE_SECONDS)
    return [node, str(tmp_path / "drive.js")]


def test_a_portal_works_with_the_typed_client(program: list[str], house: House) -> None:
    """Finding, reading, writing once, sending a lead, and being refused, each with its types."""
    done = subprocess.run(
        [*program, house.url, json.dumps(house.tokens)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["counter"] == {"sameName": True, "story": 20, "consistent": True, "replayed": [False, True]}
    assert seen["lot"]["vehicles"] > 0
    assert seen["lot"]["prices"] == sorted(seen["lot"]["prices"])
    assert (seen["lot"]["outcome"], seen["lot"]["refused"]) == ("RECORDED", [])
    assert seen["refusal"]["status"] == 400
    assert "Cannot query field 'sourceBatches'" in seen["refusal"]["message"]
    assert (seen["own"], seen["audited"] > 0) == (1, True)
