"""Not even the files of the database hold an erased person, once they were cleaned; nor a dump, nor a log."""

import asyncio
import base64
import logging
import os
import subprocess
from pathlib import Path

import asyncpg
import pytest

from lifecycle_api.embedded import Cluster
from lifecycle_api.embedded.programs import program
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.rights.scrubbing import scrub
from lifecycle_api.store.migrations import migrate
from tests.support.rights import PLANTED, open_desk, plant


def spellings() -> list[bytes]:
    """What was planted, raw, normalised and in base64."""
    raw = [value.encode() for value in PLANTED]
    folded = [value.lower().encode() for value in PLANTED]
    return [*raw, *folded, b"2065557788", *(base64.b64encode(value).rstrip(b"=")[:-1] for value in raw)]


async def erased(dsn: str, folder: Path) -> None:
    """Plant somebody, look at them as of before, gather statistics, erase them, and clean up."""
    async with open_desk(dsn, folder) as desk:
        await plant(desk)
        admin = await asyncpg.connect(dsn)
        await admin.execute("ANALYZE")
        await admin.execute("CHECKPOINT")
        assert found(folder / "data"), "what was planted is on the disk"
        await desk.rights.erasure.run(desk.order())
        await scrub(admin)
        await admin.close()


def found(folder: Path) -> list[tuple[str, bytes]]:
    """The files that hold something of it."""
    hits = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            hits += [(str(path.relative_to(folder)), text) for text in spellings() if text in content]
    return hits


def test_the_data_directory_the_dump_and_the_logs_hold_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """With a server of its own, whose files nobody else writes to."""
    caplog.set_level(logging.DEBUG)
    with Cluster(tmp_path / "data").use() as dsn:
        asyncio.run(migrate(dsn))
        asyncio.run(deploy(dsn))
        asyncio.run(erased(dsn, tmp_path))

        command = [str(program("pg_dump")), "--no-owner", dsn]
        dump = subprocess.run(command, env=os.environ, capture_output=True, check=True).stdout
        assert len(dump) > 10_000
        assert [text for text in spellings() if text in dump] == []
        assert found(tmp_path / "data") == []
    assert [text for text in spellings() if text.decode() in caplog.text] == []
    assert [path for path, _ in found(tmp_path)] == []
