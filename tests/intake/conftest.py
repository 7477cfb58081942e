"""Files of the sample dealer group, and a group to take them in."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api import simulator
from tests.support.intake import Desk, open_desk
from tests.support.postgres import Server


@dataclass(frozen=True)
class Sample:
    """A folder of source files and the truth behind it."""

    folder: Path
    files: list[dict[str, Any]]
    answers: dict[str, Any]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Five months of a small group."""
    folder = tmp_path_factory.mktemp("sample") / "files"
    simulator.write(folder, seed=11, customers=60, months=5, end=date(2025, 11, 21))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    return Sample(folder, manifest["files"], json.loads((folder / "answer_key.json").read_bytes()))


@pytest.fixture
def another_dsn(server: Server) -> Iterator[str]:
    """A second migrated database, to compare what becomes of the same files in another order."""
    with server.database() as address:
        yield address


@pytest.fixture
async def desk(dsn: str) -> AsyncIterator[Desk]:
    """The intake of a group in a database of its own."""
    async with open_desk(dsn) as opened:
        yield opened
