"""`lifecycle-api sandbox create` keeps made-up people apart from real ones."""

import base64
import json

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main
from tests.support.log import MASTER_KEY


@pytest.fixture
def call(deployed_dsn: str) -> CliRunner:
    """What runs commands on a database of its own."""
    return CliRunner(env={"DATABASE_URL": deployed_dsn, "LIFECYCLE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode()})


def test_a_real_group_is_made_no_sandbox(call: CliRunner) -> None:
    """Nothing is added to its log, which forgets nothing."""
    added = json.loads(call.invoke(main, ["group", "add", "Pinecrest Group", "--json"]).stdout)
    small = ["--customers", "10", "--months", "1", "--json"]
    refused = call.invoke(main, ["sandbox", "create", "--name", "Pinecrest Group", *small])
    assert refused.exit_code == 1
    assert "no sandbox; name another one" in json.loads(refused.stderr.splitlines()[-1])["error"]["message"]
    assert json.loads(call.invoke(main, ["group", "add", "Pinecrest Group", "--json"]).stdout) == {
        **added,
        "created": False,
    }
    signed = json.loads(call.invoke(main, ["audit", "checkpoint", "--json"]).stdout)
    assert signed["size"] == added["position"]


def test_a_sandbox_is_made_once(call: CliRunner) -> None:
    """The same again changes nothing."""
    small = ["sandbox", "create", "--customers", "10", "--months", "1", "--json"]
    first, second = (json.loads(call.invoke(main, small).stdout) for _ in range(2))
    assert first == second
