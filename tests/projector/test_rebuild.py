"""A rebuild gives what the live read models show, readers never notice it, and what differs is found."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from lifecycle_api.projector import cells, loader, registered
from lifecycle_api.projector.compiler import handled
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.projector.refusals import ProjectionChanged, UnknownProjection
from tests.projector.conftest import MakeFolder
from tests.support.chance import Chance, in_batches
from tests.support.projecting import Site, happened, site
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio

CUSTOMER = "00000000-0000-0000-0000-000000000001"
NOTE = "00000000-0000-0000-0000-0000000000a1"
TABLES = "CREATE TABLE note (tenant_id uuid, id uuid, text text, PRIMARY KEY (tenant_id, id));"
EVENTS = """
-- note.recorded --
-- One row for each note.
INSERT INTO note (tenant_id, id, text) VALUES (:tenant_id, :note, {text});
"""
CONTENT = '[classified]\n"note.text" = "content"'


def rebuilder(here: Site, admin: asyncpg.Connection, folders: Any = None) -> Rebuilder:
    """One for the shipped folders, or for those given."""
    return Rebuilder(admin, here.pool, here.store, loader.load() if folders is None else folders)


async def test_a_rebuild_of_every_projection_gives_the_same_rows(here: Site, admin: asyncpg.Connection) -> None:
    """Also when corrections, late facts and odd orders are in the log, and the live rows grew in small steps."""
    for seed in (1, 2):
        tenant = await here.tenant()
        for events in in_batches(Chance(seed, odd=seed == 2).events(400), 37):
            await here.projector.catch_up(tenant, upto=await here.record(tenant, *events))
    assert await rebuilder(here, admin).verify() == []
    before = await _all_rows(admin)
    models = await rebuilder(here, admin).rebuild()
    assert {model.schema for model in models} == {folder.schema for folder in loader.load()}
    assert await _all_rows(admin) == before
    assert await here.projector.lag() == []


@pytest.mark.parametrize("name", ["customer_profile", "sales_pipeline", "service_drive", "vehicle_ownership"])
async def test_it_does_not_matter_where_batches_end(here: Site, admin: asyncpg.Connection, name: str) -> None:
    """Events that a projection takes together leave what they leave one by one, in any order and about anything."""
    types = handled([folder for folder in loader.load() if folder.name == name])
    for seed in range(4):
        tenant = await here.tenant()
        for event in Chance(seed, size=2, odd=True, types=types).events(80):
            await here.projector.catch_up(tenant, upto=await here.record(tenant, event))
    assert await rebuilder(here, admin).verify(name) == []


async def test_the_answer_to_a_handoff_is_both_buyers_wherever_a_batch_ends(
    here: Site, admin: asyncpg.Connection
) -> None:
    """It does not name the joint deal that the handoff is about, and nothing may happen to the deal afterwards."""
    tenant = await here.tenant()
    deal, other, handoff = (f"{CUSTOMER[:-1]}{number}" for number in (2, 3, 4))
    sale = {"vehicle": "1HGCM826300000001", "number": "7", "kind": "cash", "price": {"amount": 1, "currency": "USD"}}
    offer = {"from_department": "sales", "to_department": "f_and_i", "deal": deal, "reason": "papers"}
    for type_, data in (
        ("deal.structured", {**sale, "deal": deal, "co_buyer": other}),
        ("handoff.offered", {**offer, "handoff": handoff}),
        ("handoff.accepted", {"handoff": handoff}),
    ):
        await here.record(tenant, happened(type_, {**data, "customer": CUSTOMER}))
        await here.projector.catch_up(tenant)
    answers = await here.pool.fetch(
        "SELECT customer_id::text AS whose, joint_id::text AS other FROM customer_timeline_v6.item "
        "WHERE tenant_id = $1 AND type = 'handoff.accepted'",
        tenant,
    )
    assert {tuple(row) for row in answers} == {(CUSTOMER, other), (other, CUSTOMER)}
    assert await rebuilder(here, admin).verify("customer_timeline") == []


async def test_a_row_changed_by_hand_is_found(here: Site, admin: asyncpg.Connection) -> None:
    """So is one that was removed, and one that nobody recorded; contents are not repeated in the report."""
    tenant = await here.tenant()
    for number in range(3):
        data = {"customer": f"{CUSTOMER[:-1]}{number}", "first_seen_via": "dms", "name": {"full": f"N{number}"}}
        await here.record(tenant, happened("customer.registered", data))
    await here.projector.catch_up(tenant)
    await admin.execute("UPDATE customer_profile_v5.customer SET name = 'X' WHERE name = 'N0'")
    await admin.execute("DELETE FROM customer_profile_v5.customer WHERE name = 'N1'")
    await admin.execute(
        "INSERT INTO customer_timeline_v6.facet (tenant_id, customer_id, category, count) "
        "VALUES (gen_random_uuid(), gen_random_uuid(), 'sales', 1)"
    )
    found = await rebuilder(here, admin).verify("customer_profile", "customer_timeline")
    assert {(one.table, one.what, one.columns) for one in found} == {
        ("customer", "changed", ("name",)),
        ("customer", "missing", ()),
        ("facet", "surplus", ()),
    }
    assert "N1" not in str(found)
    assert [one.key["id"] for one in found if one.what == "changed"] == [f"{CUSTOMER[:-1]}0"]
    await rebuilder(here, admin).rebuild("customer_profile", "customer_timeline")
    assert await rebuilder(here, admin).verify("customer_profile", "customer_timeline") == []


async def test_a_reader_s_prepared_statement_survives_the_swap(here: Site, admin: asyncpg.Connection) -> None:
    """It sees the rows of the new schema, without preparing again."""
    tenant = await here.tenant()
    await here.record(tenant, happened("group.registered", {"name": "Northgate"}))
    await here.projector.catch_up(tenant)
    async with here.pool.acquire() as reader:
        names = await reader.prepare("SELECT name FROM organisation_v3.dealer_group")
        assert await names.fetchval() == "Northgate"
        await admin.execute("UPDATE organisation_v3.dealer_group SET name = 'tampered'")
        assert await names.fetchval() == "tampered"
        await rebuilder(here, admin).rebuild("organisation")
        assert await names.fetchval() == "Northgate"
        gone = await rebuilder(here, admin).drop_retired(grace=timedelta())
        assert len(gone) == 1
        assert await names.fetchval() == "Northgate"


async def test_a_rebuild_under_load_loses_nothing(here: Site, deployed_dsn: str, admin: asyncpg.Connection) -> None:
    """Events recorded and projected meanwhile are in the new rows exactly once."""
    tenant = await here.tenant()
    chance = Chance(5)
    async with site(deployed_dsn) as other:
        running = asyncio.create_task(other.projector.run_forever())

        async def record() -> int:
            last = 0
            for events in in_batches(chance.events(600), 20):
                last = await other.record(tenant, *events)
            return last

        recording = asyncio.create_task(record())
        for _ in range(3):
            await rebuilder(here, admin).rebuild("customer_timeline", "vehicle_ownership")
        last = await recording
        assert await other.projector.wait_for(tenant, last, seconds=PATIENCE_SECONDS)
        running.cancel()
        await asyncio.wait([running])
    assert await rebuilder(here, admin).verify() == []


async def test_a_new_version_goes_live_only_when_it_has_caught_up(
    here: Site, deployed_dsn: str, admin: asyncpg.Connection, make_folder: MakeFolder
) -> None:
    """Until then readers see the old one; afterwards the old one stays for the grace period."""
    first = make_folder(TABLES, EVENTS.format(text=":text"), more=CONTENT)
    await deploy(deployed_dsn, folders=[first])
    tenant = await here.tenant()
    await here.record(tenant, happened("note.recorded", {"note": NOTE, "customer": CUSTOMER, "text": "Hello"}))
    await here.projector.catch_up(tenant)
    second = make_folder(TABLES, EVENTS.format(text="upper(:text)"), version=2, more=CONTENT)
    await deploy(deployed_dsn, folders=[second])
    assert (await registered.live(admin))["made_up"].version == 1
    await rebuilder(here, admin, [second]).rebuild("made_up")
    assert (await registered.live(admin))["made_up"].version == 2
    assert [row["text"] for row in await here.rows(tenant, "made_up_v2.note")] == ["HELLO"]
    assert [row["text"] for row in await here.rows(tenant, "made_up_v1.note")] == ["Hello"]
    assert await rebuilder(here, admin, [second]).drop_retired(grace=timedelta()) == ["made_up_v1"]


async def test_a_folder_that_changed_silently_is_refused(
    here: Site, deployed_dsn: str, admin: asyncpg.Connection, make_folder: MakeFolder
) -> None:
    """The message names it and says to raise the version; forcing starts it again from position 0."""
    tenant = await here.tenant()
    await here.record(tenant, happened("note.recorded", {"note": NOTE, "customer": CUSTOMER, "text": "Hello"}))
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS.format(text=":text"), more=CONTENT)])
    await here.projector.catch_up(tenant)
    changed = make_folder(TABLES, EVENTS.format(text="lower(:text)"), more=CONTENT)
    with pytest.raises(ProjectionChanged, match=r"made_up .* raise `version`"):
        await deploy(deployed_dsn, folders=[changed])
    with pytest.raises(ProjectionChanged):
        await rebuilder(here, admin, [changed]).rebuild("made_up")
    await deploy(deployed_dsn, folders=[changed], force=True)
    await here.projector.catch_up(tenant)
    await here.projector.catch_up(tenant)
    assert [row["text"] for row in await here.rows(tenant, "made_up_v1.note")] == ["hello"]


async def test_a_copy_is_fed_by_who_made_it_alone(
    here: Site, deployed_dsn: str, admin: asyncpg.Connection, make_folder: MakeFolder
) -> None:
    """A service that starts meanwhile takes it no further, and a version that waits to go live is not used as one."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS.format(text=":text"), more=CONTENT)])
    waiting = make_folder(TABLES, EVENTS.format(text="upper(:text)"), version=2, more=CONTENT)
    await deploy(deployed_dsn, folders=[waiting])
    tenant = await here.tenant()
    await here.record(tenant, happened("note.recorded", {"note": NOTE, "customer": CUSTOMER, "text": "Hello"}))
    (copy,) = await rebuilder(here, admin, [waiting]).copies()
    async with site(deployed_dsn) as late:
        await late.projector.catch_up(tenant)
        assert [len(await late.rows(tenant, f"{each}.note")) for each in ("made_up_v1", copy.schema)] == [1, 0]
    await rebuilder(here, admin, [waiting]).throw_away([copy])
    assert {"made_up_v1", "made_up_v2"} <= {each.schema for each in await registered.read_models(admin)}


async def test_a_copy_that_was_thrown_away_is_forgotten(here: Site, admin: asyncpg.Connection) -> None:
    """Also by a service that started while it was there: it neither waits for it nor tries to feed it."""
    tenant = await here.tenant()
    copies = await rebuilder(here, admin).copies()
    await _is_shown(here, tenant)
    await rebuilder(here, admin).throw_away(copies)
    await _is_shown(here, tenant)
    assert await admin.fetch("SELECT FROM lifecycle.checkpoint WHERE projection LIKE '%_next'") == []
    gone = [model.checkpoint for model in copies], [model.version for model in copies]
    await here.record(tenant, happened("group.registered", {"name": "Southgate"}))
    assert await here.pool.fetch(cells.SQL["behind"], *gone, here.projector.owner) == []


async def test_nobody_waits_for_a_version_that_is_not_live(
    here: Site, deployed_dsn: str, admin: asyncpg.Connection, make_folder: MakeFolder
) -> None:
    """Neither for one that is still being built, nor for one that was dropped since the service started."""
    await deploy(deployed_dsn, folders=[make_folder(TABLES, EVENTS.format(text=":text"), more=CONTENT)])
    tenant, waiting = await here.tenant(), make_folder(TABLES, EVENTS.format(text=":text"), version=2, more=CONTENT)
    await here.projector.catch_up(tenant)
    models = await deploy(deployed_dsn, folders=[waiting])
    async with site(deployed_dsn) as late:
        building = [model for model in models if not model.live]
        assert len(await cells.claim(late.pool, tenant, building, "who builds", timedelta(minutes=1))) == 1
        await _is_shown(late, tenant)
    await admin.execute(cells.SQL["release_all"], "who builds")
    await rebuilder(here, admin, [waiting]).rebuild()
    await _is_shown(here, tenant)
    assert await rebuilder(here, admin, [waiting]).drop_retired(grace=timedelta()) == ["made_up_v1"]
    await _is_shown(here, tenant)
    assert await admin.fetch("SELECT FROM lifecycle.checkpoint WHERE (projection, version) = ('made_up', 1)") == []


async def test_an_unknown_name_is_refused(here: Site, admin: asyncpg.Connection) -> None:
    """Nothing is built then."""
    with pytest.raises(UnknownProjection, match="customer_profil"):
        await rebuilder(here, admin).rebuild("customer_profil")


async def _is_shown(here: Site, tenant: UUID) -> None:
    """What is recorded now is shown by every read model that counts."""
    last = await here.record(tenant, happened("group.registered", {"name": "Northgate"}))
    assert await here.projector.catch_up(tenant) == last
    assert await here.projector.wait_for(tenant, last, seconds=0)
    assert await here.projector.lag() == []


async def _all_rows(admin: asyncpg.Connection) -> dict[str, list[Any]]:
    rows = {}
    for model in (await registered.live(admin)).values():
        tables = await admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", model.schema)
        for (table,) in tables:
            found = await admin.fetch(f"SELECT t::text FROM {model.schema}.{table} t ORDER BY 1")  # noqa: S608
            rows[f"{model.schema}.{table}"] = [row[0] for row in found]
    return rows
