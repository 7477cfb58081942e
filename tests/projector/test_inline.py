"""An inline projection shows an event in the very snapshot in which the log does."""

import asyncpg
import pytest

from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.projector import registered
from lifecycle_api.projector.compiler import compile_folder
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.refusals import InvalidProjection
from tests.projector.conftest import MakeFolder
from tests.support.projecting import LONG_AGO, Site, happened

pytestmark = pytest.mark.anyio

CUSTOMER = "00000000-0000-0000-0000-000000000001"
POINT = "00000000-0000-0000-0000-0000000000c1"
TABLES = """
CREATE TABLE contact (
  tenant_id uuid, id uuid, kind text, hmac text, region text, at timestamptz, actor text, event uuid, position bigint,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE day (tenant_id uuid, type text, n bigint, PRIMARY KEY (tenant_id, type));
"""
EVENTS = """
-- contact_point.added --
-- Everything that is clear can be shown.
INSERT INTO contact (tenant_id, id, kind, hmac, region, at, actor, event, position)
VALUES (:tenant_id, :contact_point, :kind, :value_hmac, :region, :occurred_at, :actor_id, :event_id, :position);

-- * contact_point --
-- Also for all events of an append at once.
INSERT INTO day (tenant_id, type, n)
SELECT :tenant_id, :type, count(*) FROM happened GROUP BY :type
ON CONFLICT (tenant_id, type) DO UPDATE SET n = day.n + excluded.n;
"""


def added(number: int) -> NewEvent:
    """A phone number."""
    data = {"customer": CUSTOMER, "contact_point": f"{POINT[:-1]}{number}", "kind": "phone", "value": "+15550100"}
    return happened("contact_point.added", data, at=LONG_AGO)


async def test_an_append_shows_its_events_at_once(here: Site, deployed_dsn: str, make_folder: MakeFolder) -> None:
    """No projector runs; several events of one append are all there."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS, mode="inline")])
    tenant = await here.tenant()
    await here.record(tenant, added(1), happened("group.registered", {"name": "N"}), added(2))
    rows = await here.rows(tenant, "made_up_v1.contact")
    assert [(row["id"].hex[-2:], row["kind"], row["position"], row["at"]) for row in rows] == [
        ("c1", "phone", 1, LONG_AGO),
        ("c2", "phone", 3, LONG_AGO),
    ]
    assert len({row["hmac"] for row in rows}) == 1
    assert {row["actor"] for row in rows} == {"test"}
    assert [(row["type"], row["n"]) for row in await here.rows(tenant, "made_up_v1.day")] == [
        ("contact_point.added", 2)
    ]
    await here.projector.catch_up(tenant)
    assert len(await here.rows(tenant, "made_up_v1.contact")) == 2


IDLE = """
-- group.registered --
-- There is a group.
INSERT INTO day (tenant_id, type, n) VALUES (:tenant_id, :type, 1);

-- customer.registered --
-- Only of a group that is there.
INSERT INTO contact (tenant_id, id) SELECT :tenant_id, :customer FROM day WHERE tenant_id = :tenant_id;
"""
NO_GROUP = '[idle]\n"customer.registered" = "SELECT FROM day WHERE tenant_id = :tenant_id"\n'


def came(number: int) -> NewEvent:
    """A customer."""
    data = {"customer": f"{CUSTOMER[:-1]}{number}", "name": {"full": "Ann"}, "first_seen_via": "dms"}
    return happened("customer.registered", data, at=LONG_AGO)


async def test_events_that_change_nothing_are_not_handed_over(
    here: Site, admin: asyncpg.Connection, deployed_dsn: str, make_folder: MakeFolder
) -> None:
    """As long as the folder's query finds nothing, and no others come with them; so nothing is missed."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, IDLE, mode="inline", more=NO_GROUP)])
    tenant, other = await here.tenant(), await here.tenant()

    async def is_idle(*types: str) -> bool:
        return bool(await admin.fetchval("SELECT lifecycle.inline_idle($1, $2)", tenant, types))

    await here.record(tenant, came(1))
    assert await is_idle("customer.registered", "note.recorded")
    assert not await is_idle("customer.registered", "group.registered")
    assert not await is_idle("customer.registered", "consent.granted")
    await here.record(tenant, happened("group.registered", {"name": "N"}), came(2))
    assert not await is_idle("customer.registered")
    await here.record(tenant, came(3))
    await here.record(other, came(4))
    assert [row["id"].hex[-1] for row in await here.rows(tenant, "made_up_v1.contact")] == ["2", "3"]
    assert await here.rows(other, "made_up_v1.contact") == []


@pytest.mark.parametrize(
    ("mode", "idle"),
    [
        ("async", '"customer.registered" = "SELECT FROM day"'),
        ("inline", '"note.recorded" = "SELECT FROM day"'),
        ("inline", '"customer.registered" = "SELECT FROM nowhere"'),
    ],
)
async def test_what_is_idle_is_checked(deployed_dsn: str, make_folder: MakeFolder, mode: str, idle: str) -> None:
    """That it is inline, that there is a section, and that the query means something."""
    with pytest.raises(InvalidProjection):
        await deploy(deployed_dsn, folders=[make_folder(TABLES, IDLE, mode=mode, more=f"[idle]\n{idle}\n")])


async def test_a_failing_inline_statement_refuses_the_append(
    here: Site, deployed_dsn: str, make_folder: MakeFolder
) -> None:
    """An event that the read model cannot show is not recorded."""
    tables = "CREATE TABLE one (tenant_id uuid, name text CHECK (name <> 'no'), PRIMARY KEY (tenant_id));"
    events = "-- group.registered --\nINSERT INTO one VALUES (:tenant_id, :name);"
    await deploy(deployed_dsn, folders=[make_folder(tables, events, mode="inline")])
    tenant = await here.tenant()
    with pytest.raises(Exception, match="refused"):
        await here.record(tenant, happened("group.registered", {"name": "no"}))
    assert await here.store.head(tenant) == 0


async def test_an_inline_projection_of_a_log_with_history_is_rebuilt_first(
    here: Site, admin: asyncpg.Connection, deployed_dsn: str, make_folder: MakeFolder
) -> None:
    """Going live without the events of before would be a lie; afterwards it goes on inline."""
    tenant = await here.tenant()
    await here.record(tenant, added(1))
    folder = make_folder(TABLES, EVENTS, mode="inline")
    await deploy(deployed_dsn, folders=[folder])
    assert "made_up" not in await registered.live(admin)
    rebuilder = Rebuilder(admin, here.pool, here.store, [folder])
    await rebuilder.rebuild("made_up")
    await here.record(tenant, added(2))
    assert len(await here.rows(tenant, "made_up_v1.contact")) == 2
    assert await rebuilder.verify() == []
    await rebuilder.rebuild("made_up")
    await here.record(tenant, added(3))
    assert len(await here.rows(tenant, "made_up_v1.contact")) == 3
    assert await rebuilder.verify() == []


async def test_an_inline_projection_may_not_use_a_sealed_field(make_folder: MakeFolder) -> None:
    """The append does not see it."""
    statement = "INSERT INTO contact (tenant_id, id, kind) VALUES (:tenant_id, :contact_point, :value);"
    with pytest.raises(InvalidProjection, match="sealed") as refused:
        compile_folder(make_folder(TABLES, f"-- contact_point.added --\n{statement}", mode="inline"))
    assert refused.value.data["parameter"] == "value"
    assert refused.value.data["event"] == "contact_point.added"
