"""Whatever schemathesis makes of the schema, the service answers it: no request ends in a fault."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.portal.conftest import House
from tests.support.tools import python_tools

HERE = Path(__file__).parent
SEED = 20260427
EXAMPLES = 3
OPERATIONS = {"sales-manager": 40, "marketplace": 6}


@pytest.mark.parametrize("persona", OPERATIONS)
def test_nothing_that_is_asked_ends_in_a_fault(persona: str, house: House, tmp_path: Path) -> None:
    """Every query and mutation of a contract, asked a few times with whatever its types allow."""
    program = python_tools(HERE.parents[2] / ".tools" / "schemathesis", HERE / "schemathesis.txt") / "schemathesis"
    command = [
        str(program),
        "run",
        house.url,
        *("--header", f"Authorization: Bearer {house.tokens[persona]}"),
        *("--header", "Lifecycle-Purpose: lead_followup"),
        *("--checks", "answered"),
        *("--seed", str(SEED), "--max-examples", str(EXAMPLES), "--workers", "1"),
        "--no-color",
    ]
    known = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE)}
    done = subprocess.run(command, cwd=tmp_path, env=known, capture_output=True, text=True, check=False, timeout=540)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-500:]
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested is not None, done.stdout
    assert int(tested[1]) >= OPERATIONS[persona]
