"""An event that a projection cannot digest stops that projection for that tenant, visibly, and nothing else."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.refusals import ProjectionStopped
from tests.projector.conftest import MakeFolder
from tests.support.projecting import Site, happened
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

TABLES = "CREATE TABLE one (tenant_id uuid, n int NOT NULL, position bigint, PRIMARY KEY (tenant_id, position));"
EVENTS = """
-- group.registered --
-- A name that is no number cannot be digested.
INSERT INTO one (tenant_id, n, position) VALUES (:tenant_id, {n}, :position);
"""
TOGETHER = """
-- group.registered --
-- Nor can it when all events are handled at once.
INSERT INTO one (tenant_id, n, position) SELECT :tenant_id, {n}, :position FROM happened;
"""
SECRET = "not a number"


async def recorded(here: Site, names: list[str]) -> UUID:
    """A tenant whose group has had these names."""
    tenant = await here.tenant()
    await here.record(tenant, *(happened("group.registered", {"name": name}) for name in names))
    return tenant


@pytest.mark.parametrize("events", [EVENTS, TOGETHER])
async def test_a_poisonous_event_stops_its_projection_at_its_position(
    here: Site, deployed_dsn: str, make_folder: MakeFolder, events: str
) -> None:
    """What comes before is shown, the others go on, and the reason quotes no value."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, events.format(n=":name::int"))])
    tenant = await recorded(here, ["1", "2", "3", "4", SECRET, "6", "7"])
    healthy = await recorded(here, ["1", "2"])
    await here.projector.catch_up(tenant)
    await here.projector.catch_up(healthy)
    assert [row["n"] for row in await here.rows(tenant, "made_up_v1.one")] == [1, 2, 3, 4]
    assert [row["n"] for row in await here.rows(healthy, "made_up_v1.one")] == [1, 2]
    assert [row["name"] for row in await here.rows(tenant, "organisation_v3.dealer_group")] == ["7"]
    (lag,) = await here.projector.lag()
    assert (lag.tenant, lag.projection, lag.position, lag.head, lag.status) == (tenant, "made_up", 4, 7, "stopped")
    assert lag.error == "position 5: 22P02"
    assert SECRET not in str(lag)


async def test_a_broken_rule_of_a_table_is_named(here: Site, deployed_dsn: str, make_folder: MakeFolder) -> None:
    """Its message quotes names only."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS.format(n="nullif(length(:name), 3)"))])
    tenant = await recorded(here, ["a", "bb", "ccc"])
    await here.projector.catch_up(tenant)
    (lag,) = await here.projector.lag()
    assert lag.error is not None
    assert lag.error.startswith("position 3: 23502: null value in column")


async def test_waiting_for_a_stopped_projection_ends_at_once(
    here: Site, deployed_dsn: str, make_folder: MakeFolder
) -> None:
    """It will never come; who waits for the others only need not mind."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS.format(n=":name::int"))])
    tenant = await recorded(here, [SECRET])
    await here.projector.catch_up(tenant)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert not await here.projector.wait_for(tenant, 1, seconds=10 * PATIENCE_SECONDS)
    assert await here.projector.wait_for(tenant, 1, seconds=0, names=["organisation"])


async def test_a_rebuild_that_stops_changes_nothing(
    here: Site, admin: asyncpg.Connection, deployed_dsn: str, make_folder: MakeFolder
) -> None:
    """The live one stays, stopped where it was, until a version that digests the event goes live."""
    bad = make_folder(TABLES, EVENTS.format(n=":name::int"))
    await deploy(deployed_dsn, folders=[bad])
    tenant = await recorded(here, ["1", SECRET])
    await here.projector.catch_up(tenant)
    with pytest.raises(ProjectionStopped, match="position 2"):
        await Rebuilder(admin, here.pool, here.store, [bad]).rebuild("made_up")
    assert [row["n"] for row in await here.rows(tenant, "made_up_v1.one")] == [1]
    good = make_folder(TABLES, EVENTS.format(n="length(:name)"), version=2)
    await deploy(deployed_dsn, folders=[good])
    await Rebuilder(admin, here.pool, here.store, [good]).rebuild("made_up")
    assert [row["n"] for row in await here.rows(tenant, "made_up_v2.one")] == [1, len(SECRET)]


async def test_an_event_that_cannot_be_opened_stops_all_projections_before_it(
    here: Site, admin: asyncpg.Connection
) -> None:
    """Broken bytes are nobody's erasure: they are not projected as one."""
    tenant = await here.tenant()
    data = {"customer": str(UUID(int=1)), "first_seen_via": "dms", "name": {"full": "Ann"}}
    await here.record(tenant, happened("group.registered", {"name": "N"}), happened("customer.registered", data))
    await admin.execute(
        "UPDATE lifecycle.event SET sealed = set_byte(sealed, length(sealed) - 1, "
        "get_byte(sealed, length(sealed) - 1) # 1) WHERE tenant_id = $1 AND position = 2",
        tenant,
    )
    await here.projector.catch_up(tenant)
    lags = await here.projector.lag()
    assert {(lag.position, lag.status, lag.error) for lag in lags} == {(1, "stopped", "position 2: SEAL_BROKEN")}
    assert [row["name"] for row in await here.rows(tenant, "organisation_v3.dealer_group")] == ["N"]
