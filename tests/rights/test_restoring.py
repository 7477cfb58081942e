"""A backup that is older than an erasure brings the person back only until the journal has been read."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from lifecycle_api.rights.erasure.journal import JournalUnusable
from lifecycle_api.rights.erasure.restoring import ErasuresMissing
from tests.support.postgres import Server
from tests.support.rights import PLANTED, Desk, open_desk

pytestmark = pytest.mark.anyio


async def test_an_older_backup_is_brought_up_to_date_before_traffic(
    deployed_server: Server, desk: Desk, tmp_path: Path
) -> None:
    """The database is copied, the person is erased in the original, and the copy comes back with its journal."""
    name = urlsplit(desk.here.dsn).path.removeprefix("/")
    restored = f"{name}_restored"
    order = desk.order()
    await desk.here.pool.close()
    await asyncio.to_thread(deployed_server.execute, f"CREATE DATABASE {restored} TEMPLATE {name}")
    try:
        async with open_desk(desk.here.dsn, tmp_path, tenant=desk.tenant) as original:
            await original.rights.erasure.run(order)
            assert await original.rights.restoring.missing() == []
        async with open_desk(deployed_server.cluster.dsn(restored), tmp_path, tenant=desk.tenant) as old:
            with pytest.raises(ErasuresMissing):
                await old.rights.restoring.check()

            (progress,) = await old.rights.restoring.reapply()

            assert progress.step == "certified"
            await old.rights.restoring.check()
            search = "SELECT count(*) FROM lifecycle.search_rows($1, $2)"
            assert await old.here.pool.fetchval(search, old.tenant, [PLANTED[1], PLANTED[2]]) == 0
    finally:
        await asyncio.to_thread(deployed_server.execute, f"DROP DATABASE {restored} WITH (FORCE)")


async def test_the_journal_survives_a_power_failure_and_names_nobody(desk: Desk) -> None:
    """A last line that was cut off is written again; one in the middle that is broken is said to be."""
    await desk.rights.erasure.run(desk.order())
    whole = desk.journal.read_bytes()
    assert not [value for value in PLANTED if value.encode() in whole]

    desk.journal.write_bytes(whole + b'{"order": {"ten')
    assert await desk.rights.restoring.missing() == []
    desk.journal.write_bytes(b"broken\n" + whole)
    with pytest.raises(JournalUnusable):
        await desk.rights.restoring.missing()
