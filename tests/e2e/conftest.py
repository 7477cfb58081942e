"""What the tests of whole runs share: the demo's data, loaded once by whoever comes first, and an installation."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import msgspec
import pytest

from lifecycle_api.embedded.locks import exclusive
from tests.support.postgres import Server
from tests.support.program import run
from tests.support.sandbox import contents, modes, processes_in, without_network
from tests.support.service import Service, installed, served


class FirstRun(msgspec.Struct):
    """The demo's first start on a machine of its own, as far as it can tell: what it printed and what it changed."""

    folder: str
    isolated: bool
    seconds: float
    exit_code: int
    stdout: str
    stderr: str
    before: dict[str, tuple[int, int, int]]
    after: dict[str, tuple[int, int, int]]
    left: list[str]

    @property
    def data(self) -> Path:
        """The data folder."""
        return Path(self.folder)

    @property
    def figures(self) -> dict[str, Any]:
        """What the smoke test printed."""
        told: dict[str, Any] = json.loads(self.stdout)
        return told


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """The first start, made by the test process that needs it first; its data serves all the others."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / "first-run.json"
    with exclusive(shared / "first-run.lock"):
        if not kept.exists():
            kept.write_bytes(msgspec.json.encode(_started_first(shared)))
    return msgspec.json.decode(kept.read_bytes(), type=FirstRun)


def _started_first(shared: Path) -> FirstRun:
    machine = shared / "a machine"
    home, temporary, data = machine / "home", machine / "tmp", machine / "my data"
    for folder in (home, temporary):
        folder.mkdir(parents=True)
    alone = without_network()
    before = modes(machine) | contents(machine, without=data)
    started = monotonic()
    done = run("demo", "--smoke", "--data", data, prefix=alone, HOME=home, TMPDIR=temporary, PWD=home)
    seconds = monotonic() - started
    after = modes(machine) | contents(machine, without=data)
    left = processes_in(data)
    return FirstRun(str(data), bool(alone), seconds, done.returncode, done.stdout, done.stderr, before, after, left)


@pytest.fixture(scope="session")
def service(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A served installation on a database of its own, for as many dealer groups as tests set up."""
    with server.database(migrated=False) as dsn, served(installed(dsn, tmp_path_factory.mktemp("home"))) as ours:
        yield ours
