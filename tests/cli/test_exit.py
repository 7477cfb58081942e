"""`lifecycle-api exit` as an operator calls it."""

import base64
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from lifecycle_api.cli.main import main
from tests.support.log import MASTER_KEY


@pytest.fixture
def call(deployed_dsn: str) -> CliRunner:
    """What runs commands on a database with one dealer group."""
    environment = {"DATABASE_URL": deployed_dsn, "LIFECYCLE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode()}
    runner = CliRunner(env=environment)
    assert runner.invoke(main, ["group", "add", "Pinecrest Group"]).exit_code == 0
    return runner


def test_a_zip_holds_a_whole_export_and_nothing_is_left_beside_it(call: CliRunner, tmp_path: Path) -> None:
    """What it holds checks itself, once it is unpacked."""
    out, unpacked = tmp_path / "all" / "group.zip", tmp_path / "unpacked"
    done = call.invoke(main, ["exit", "export", "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    assert list(out.parent.iterdir()) == [out]
    with ZipFile(out) as zipped:
        zipped.extractall(unpacked)
    checked = call.invoke(main, ["exit", "verify", str(unpacked), "--json"])
    assert checked.exit_code == 0, checked.output
    assert json.loads(checked.stdout)["events"] == json.loads(done.stdout)["events"] == 1


def test_an_export_that_is_refused_leaves_nothing_of_what_it_opened(call: CliRunner, tmp_path: Path) -> None:
    """Neither a zip nor the folder that it was to be made of."""
    refused = call.invoke(main, ["exit", "export", "--out", str(tmp_path / "group.zip"), "--group", "Nobody's"])
    assert refused.exit_code == 1
    assert list(tmp_path.iterdir()) == []
