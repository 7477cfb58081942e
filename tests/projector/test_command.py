"""`lifecycle-api rebuild`, as a person types it."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner, Result

from lifecycle_api.cli.main import main
from tests.support.projecting import MASTER, happened, site

Rebuild = Callable[..., Result]


@pytest.fixture
def rebuild(deployed_dsn: str, monkeypatch: pytest.MonkeyPatch) -> Rebuild:
    """Runs the command on a database with a group in it."""
    monkeypatch.setenv("DATABASE_URL", deployed_dsn)
    monkeypatch.setenv("LIFECYCLE_MASTER_KEY", base64.b64encode(MASTER).decode())
    asyncio.run(_record(deployed_dsn))
    return lambda *words: CliRunner().invoke(main, ["rebuild", *words])


async def _record(dsn: str) -> None:
    async with site(dsn) as here:
        tenant = await here.tenant()
        await here.record(tenant, happened("group.registered", {"name": "Northgate"}))
        await here.projector.catch_up(tenant)


async def _execute(dsn: str, statement: str) -> Any:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def test_a_tampered_row_is_found_and_mended(rebuild: Rebuild, deployed_dsn: str) -> None:
    """Verifying says which row it is and exits 3; rebuilding puts it right."""
    name = "SELECT name FROM organisation_v3.dealer_group"
    asyncio.run(_execute(deployed_dsn, "UPDATE organisation_v3.dealer_group SET name = 'X'"))
    found = rebuild("organisation", "--verify", "--json")
    assert found.exit_code == 3
    (difference,) = json.loads(found.stdout)["differences"]
    assert difference["table"] == "dealer_group"
    assert difference["columns"] == ["name"]
    assert "organisation.dealer_group" in rebuild("organisation", "--verify").stdout
    assert asyncio.run(_execute(deployed_dsn, name)) == "X"
    done = rebuild("organisation", "--json")
    assert json.loads(done.stdout) == {
        "rebuilt": [{"projection": "organisation", "version": 3, "schema": "organisation_v3"}]
    }
    assert asyncio.run(_execute(deployed_dsn, name)) == "Northgate"


def test_all_is_well_after_a_rebuild_of_everything(rebuild: Rebuild) -> None:
    """Without names, every projection is meant."""
    assert rebuild().stdout.count("is live") >= 10
    checked = rebuild("--verify")
    assert checked.exit_code == 0
    assert "Every row is what the log says." in checked.stdout


def test_an_unknown_name_is_refused_in_a_line(rebuild: Rebuild) -> None:
    """With the name."""
    refused = rebuild("organization")
    assert refused.exit_code == 1
    assert "organization" in refused.stderr
