"""Erasing, proving, leaving and looking back, as somebody does it on the command line."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result

from tests.support.commands import Call, calling
from tests.support.letters import letter


@pytest.fixture
def call(deployed_dsn: str, tmp_path: Path) -> Call:
    """Run a command on a database with a group, a rooftop and a lead."""
    run = calling(deployed_dsn, LIFECYCLE_ERASURE_JOURNAL=tmp_path / "erasures.journal")
    (tmp_path / "lead.xml").write_bytes(letter())
    assert run("group", "add", "Pinecrest Group").exit_code == 0
    assert run("rooftop", "add", "--code", "RSI", "--name", "Pinecrest Meridian").exit_code == 0
    assert run("ingest", "adf", tmp_path / "lead.xml", "--rooftop", "RSI").exit_code == 0
    return run


def told(result: Result) -> Any:
    """The JSON that a command printed last."""
    return json.loads(result.stdout.strip().splitlines()[-1])


def test_an_export_is_written_and_checked(call: Call, tmp_path: Path) -> None:
    """A folder that somebody changed is refused."""
    out = tmp_path / "out"
    assert told(call("exit", "export", "--out", out, "--json"))["documents"] == 1
    assert told(call("exit", "verify", out, "--json"))["events"] > 5

    (out / "documents.jsonl").write_text("", encoding="utf-8")

    broken = call("exit", "verify", out)
    assert broken.exit_code == 1
    assert "documents.jsonl was changed" in broken.stderr
    assert call("exit", "export", "--out", tmp_path / "all.zip").exit_code == 0
    assert (tmp_path / "all.zip").is_file()


def test_a_replay_says_that_nothing_differs(call: Call) -> None:
    """At the head, and at a position before."""
    for where in ((), ("--at", "4"), ("--projection", "customer_profile")):
        proved = told(call("audit", "replay", *where, "--json"))
        assert proved["differences"] == []
        assert proved["people"] == 1


def test_nothing_is_due_and_nothing_is_missing(call: Call) -> None:
    """On a database where nobody asked for anything."""
    assert told(call("erase", "due", "--json")) == {"erasures": []}
    assert told(call("erase", "reapply", "--json")) == {"erasures": []}
    assert told(call("erase", "retention", "--dry-run", "--json")) == {"due": 0, "erased": 0}
    assert len(told(call("erase", "scrub", "--json"))["tables"]) > 20
    missing = call("erase", "certificate", "00000000-0000-0000-0000-000000000001")
    assert (missing.exit_code, "no certificate" in missing.stderr) == (1, True)


def test_a_replay_of_nobody_is_refused(call: Call) -> None:
    """Where nothing is compared, nothing is proved."""
    nobody = call("audit", "replay", "--customer", f"customer:{UUID(int=1)}", "--json")
    assert (nobody.exit_code, json.loads(nobody.stderr)["error"]["code"]) == (1, "NOT_FOUND")
