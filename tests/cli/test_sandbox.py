"""`lifecycle-api sandbox create` keeps made-up people apart from real ones."""

import json

import pytest

from tests.support.commands import Call, calling


@pytest.fixture
def call(deployed_dsn: str) -> Call:
    """What runs commands on a database of its own."""
    return calling(deployed_dsn)


def test_a_real_group_is_made_no_sandbox(call: Call) -> None:
    """Nothing is added to its log, which forgets nothing."""
    added = json.loads(call("group", "add", "Pinecrest Group", "--json").stdout)
    small = ["--customers", "10", "--months", "1", "--json"]
    refused = call("sandbox", "create", "--name", "Pinecrest Group", *small)
    assert refused.exit_code == 1
    assert "no sandbox; name another one" in json.loads(refused.stderr.splitlines()[-1])["error"]["message"]
    assert json.loads(call("group", "add", "Pinecrest Group", "--json").stdout) == {
        **added,
        "created": False,
    }
    signed = json.loads(call("audit", "checkpoint", "--json").stdout)
    assert signed["size"] == added["position"]


def test_a_sandbox_is_made_once(call: Call) -> None:
    """The same again changes nothing."""
    small = ["sandbox", "create", "--customers", "10", "--months", "1", "--json"]
    first, second = (json.loads(call(*small).stdout) for _ in range(2))
    assert first == second
