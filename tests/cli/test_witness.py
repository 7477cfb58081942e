"""A witness as whoever runs one meets it: made, told what to watch, served, asked what it refused."""

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint
from lifecycle_api.audit.tlog.keys import ED25519, parse_vkey, signer
from lifecycle_api.audit.tlog.merkle import leaf_hash
from lifecycle_api.audit.witness.folder import create
from lifecycle_api.cli.main import main
from tests.support.program import run, running
from tests.support.waiting import PATIENCE_SECONDS

LOG = signer("log.example/audit/1", ED25519, bytes([1]) * 32)


def asked(old: int, checkpoint: Checkpoint) -> str:
    """What the log asks."""
    return f"old {old}\n\n{checkpoint.text}\n{LOG.sign(checkpoint.text)}"


def test_a_witness_is_run_from_the_command_line(tmp_path: Path) -> None:
    """It cosigns the first story, refuses the second, and lists what it refused."""
    here = ("--dir", tmp_path / "w")
    made = run("witness", "init", "w.example/w1", *here, "--json")
    key = parse_vkey(json.loads(made.stdout)["key"])
    assert run("witness", "watch", LOG.key.vkey, *here).stdout == f"Watching {LOG.key.name}.\n"
    story, other = (Checkpoint(LOG.key.name, 1, leaf_hash(leaf)) for leaf in (b"one", b"another"))
    with running("witness", "run", *here, "--port", "0") as program:
        address = program.wait_for(r"Witnessing 1 logs on (http://\S+)")[1]
        with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE_SECONDS) as client:
            first = client.post("/add-checkpoint", content=asked(0, story))
            second = client.post("/add-checkpoint", content=asked(1, other))
    cosigned = notes.parse(asked(0, story).partition("\n\n")[2] + first.text)
    assert key in notes.signed_by(cosigned, [key])
    assert second.status_code == 422
    (refused,) = json.loads(run("witness", "refused", *here, "--json").stdout)
    assert (refused["origin"], refused["knownSize"]) == (LOG.key.name, 1)


@pytest.mark.parametrize(
    ("file", "content"),
    [("witness.json", "[]"), ("witness.json", "{"), ("witness.sqlite", "no database" * 99), ("witness.key", "short")],
)
def test_a_damaged_file_is_named(tmp_path: Path, file: str, content: str) -> None:
    """Whichever of the three it is."""
    create(tmp_path, "w.example/w1")
    (tmp_path / file).write_text(content, encoding="utf-8")
    refused = CliRunner().invoke(main, ["witness", "run", "--dir", str(tmp_path), "--port", "0"])
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"Error: {tmp_path / file} cannot be read: ")


def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path) -> None:
    """No witness there, one there already, a key that is none, and one that is a witness's."""
    here = ("--dir", tmp_path / "w")
    for command in ("run", "refused"):
        assert "witness init" in run("witness", command, *here).stderr
    own = run("witness", "init", "w", *here).stdout.strip()
    watched = run("witness", "watch", own, *here)
    assert (watched.returncode, watched.stdout) == (1, "")
    assert "a witness watches logs" in watched.stderr
    again, nonsense = run("witness", "init", "w", *here), run("witness", "watch", "nonsense", *here)
    assert (again.returncode, nonsense.returncode) == (1, 1)
    assert "already" in again.stderr
    assert "name+id+base64" in nonsense.stderr
