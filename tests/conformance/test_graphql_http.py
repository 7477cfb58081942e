"""The GraphQL over HTTP specification, by the audit of the `graphql-http` project."""

import json
import subprocess
from pathlib import Path

import pytest

from lifecycle_api.http.app import create_app
from tests.http.toy import toy
from tests.support.serving import serving
from tests.support.tools import node_tools
from tests.support.waiting import PATIENCE_SECONDS

AUDIT = Path(__file__).parent / "graphql_http"
AUDITS = 61


@pytest.fixture(scope="session")
def node() -> str:
    """Node.js with the audit installed."""
    return node_tools(AUDIT)


@pytest.mark.node
def test_every_audit_passes_without_a_warning(node: str, tmp_path: Path) -> None:
    """MUST, SHOULD and MAY alike."""
    app = toy(tmp_path)
    with serving(create_app(app.services)) as address:
        command = [node, "audit.js", f"{address}/graphql", app.tokens["service-advisor"]]
        done = subprocess.run(command, cwd=AUDIT, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    results = json.loads(done.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == AUDITS
