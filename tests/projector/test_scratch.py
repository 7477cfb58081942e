"""A page as of some moment equals the page that stood there then."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.domain.registry import registry
from lifecycle_api.projector import registered
from lifecycle_api.projector.scratch import Moment, as_of, history
from tests.support.chance import Chance
from tests.support.projecting import LONG_AGO, Site, happened

pytestmark = pytest.mark.anyio

ANN = UUID(int=1)
JOINT = tuple(declaration.name for declaration in registry if "deal" in declaration.fields)


def registered_as(name: str, **more: Any) -> Any:
    """Ann becomes known under a name."""
    return happened(
        "customer.registered", {"customer": str(ANN), "first_seen_via": "dms", "name": {"full": name}}, **more
    )


def corrected_to(name: str, **more: Any) -> Any:
    """Her name is put right."""
    data = {"customer": str(ANN), "name": {"full": name}, "reason": "misspelt"}
    return happened("customer.profile_corrected", data, **more)


async def names(here: Site, tenant: UUID, **moment: Any) -> list[str | None]:
    """Ann's name as of a moment."""
    statement = "SELECT name FROM scratch_customer_profile_v5.customer WHERE tenant_id = $1 AND id = $2"
    async with (
        here.pool.acquire() as connection,
        as_of(connection, here.store, tenant, [f"customer:{ANN}"], **moment) as made_up,
    ):
        return [row["name"] for row in await connection.fetch(statement, made_up, ANN)]


async def test_a_page_as_of_a_position_shows_what_was_recorded_by_then(here: Site) -> None:
    """Before the first event there is no page; erased scratch rows leave nothing behind."""
    tenant = await here.tenant()
    await here.record(tenant, registered_as("Anne"), corrected_to("Ann"))
    assert await names(here, tenant, known=0) == []
    assert await names(here, tenant, known=1) == ["Anne"]
    assert await names(here, tenant, known=2) == ["Ann"]
    assert await here.pool.fetchval("SELECT count(*) FROM scratch_customer_profile_v5.customer") == 0


async def test_a_page_as_of_a_time_shows_what_was_recorded_by_that_time(here: Site) -> None:
    """The time of recording counts, not that of the fact."""
    tenant = await here.tenant()
    first = await here.store.append(tenant, [registered_as("Anne")])
    await here.record(tenant, corrected_to("Ann"))
    assert await names(here, tenant, known=first.recorded_at) == ["Anne"]
    assert await names(here, tenant, known=first.recorded_at - timedelta(microseconds=1)) == []


async def test_a_fact_that_had_not_occurred_yet_is_left_out(here: Site) -> None:
    """`valid` asks what was true then, as far as we know now."""
    tenant = await here.tenant()
    await here.record(tenant, registered_as("Anne"), corrected_to("Ann", at=LONG_AGO + timedelta(days=9)))
    assert await names(here, tenant, known=2, valid=LONG_AGO + timedelta(days=8)) == ["Anne"]
    assert await names(here, tenant, known=2, valid=LONG_AGO + timedelta(days=9)) == ["Ann"]


async def test_an_erased_name_stays_erased_in_the_past(here: Site) -> None:
    """The past is not a way around erasure."""
    tenant = await here.tenant()
    await here.record(tenant, registered_as("Anne"))
    keys = await here.keys.fence(tenant, f"customer:{ANN}")
    assert await here.keys.destroy(tenant, keys)
    assert await names(here, tenant, known=1) == [None]


async def test_the_people_and_rooftops_of_a_page_have_their_names(here: Site) -> None:
    """An employee is known by the events about them, a rooftop and the group by theirs."""
    tenant = await here.tenant()
    seller, rooftop = UUID(int=21), UUID(int=31)
    await here.record(
        tenant,
        happened("group.registered", {"name": "Northgate"}),
        happened("rooftop.registered", {"rooftop": str(rooftop), "code": "N1", "name": "North"}),
        *(
            happened(
                "employee.onboarded",
                {"employee": str(UUID(int=n)), "name": f"E{n}", "roles": [], "department": "sales", "rooftops": []},
            )
            for n in (21, 22)
        ),
        registered_as("Ann", actor={"type": "employee", "id": str(seller)}),
    )
    async with (
        here.pool.acquire() as connection,
        as_of(connection, here.store, tenant, [f"customer:{ANN}"], known=9) as made_up,
    ):
        names = await connection.fetch(
            "SELECT name FROM scratch_organisation_v3.employee WHERE tenant_id = $1 "
            "UNION ALL SELECT name FROM scratch_organisation_v3.rooftop WHERE tenant_id = $1",
            made_up,
        )
    assert [row["name"] for row in names] == ["E21", "North"]


@pytest.mark.parametrize("joint", [True, False])
async def test_of_a_joint_deal_the_past_has_nothing_else_about_the_other_buyer(here: Site, joint: bool) -> None:
    """What they do alone is theirs; a deal of one buyer leads nowhere."""
    tenant = await here.tenant()
    bob, deal, alone = UUID(int=2), UUID(int=11), UUID(int=12)

    def structured(deal: UUID, vehicle: str, co_buyer: UUID | None = None) -> Any:
        price = {"amount": 1, "currency": "USD"}
        data = {"customer": str(ANN), "vehicle": vehicle, "number": "7", "kind": "cash", "price": price}
        return happened("deal.structured", {**data, "deal": str(deal), "co_buyer": co_buyer and str(co_buyer)})

    def handed_over(deal: UUID) -> list[Any]:
        data = {"handoff": str(UUID(int=deal.int + 100)), "customer": str(ANN)}
        offer = {"from_department": "sales", "to_department": "f_and_i", "deal": str(deal), "reason": "papers"}
        return [happened("handoff.offered", {**data, **offer}), happened("handoff.accepted", data)]

    await here.record(
        tenant,
        registered_as("Ann"),
        structured(deal, "1HGCM826300000001", co_buyer=bob if joint else None),
        structured(alone, "1HGCM826300000002"),
        *(happened("deal.funded", {"deal": str(one), "customer": str(ANN)}) for one in (alone, deal)),
        *(event for one in (alone, deal) for event in handed_over(one)),
    )
    for who, positions in ((ANN, [*range(1, 10)]), (bob, [2, 5, 8, 9] if joint else [])):
        events = await history(here.store, tenant, [f"customer:{who}"], Moment(99))
        assert [event.position for event in events] == positions


async def test_a_wrong_vin_leads_where_the_last_correction_says(here: Site) -> None:
    """Also when another vehicle's event said so: the first vehicle has lost it."""
    tenant = await here.tenant()
    wrong, first, second = "1HGCM826300000001", "1HGCM826300000002", "1HGCM826300000003"
    for right in (first, second):
        data = {"vehicle": right, "previous": wrong, "reason": "misread"}
        await here.record(tenant, happened("vehicle.vin_corrected", data))
    aliases = "SELECT vin FROM scratch_vehicle_history_v7.vin_alias WHERE tenant_id = $1"
    for known, leads_to in ((1, first), (2, second)):
        async with (
            here.pool.acquire() as connection,
            as_of(connection, here.store, tenant, [f"vehicle:{first}"], known=known) as made_up,
        ):
            assert await connection.fetchval(aliases, made_up) == leads_to


@pytest.mark.parametrize(("known", "types"), [(40, None), (163, None), (300, None), (80, JOINT), (160, JOINT)])
async def test_as_of_equals_what_stood_there_then(here: Site, known: int, types: tuple[str, ...] | None) -> None:
    """Every row about a customer or a vehicle is the one that readers saw when the log ended there."""
    chance = Chance(3, size=4, types=types)
    tenant = await here.tenant()
    await here.record(tenant, *chance.events(known))
    await here.projector.catch_up(tenant)
    entities: list[tuple[str, Any]] = [("customer_id", chance.customer(number)) for number in range(4)]
    entities += [("vin", chance.vehicle(number)) for number in range(4)]
    then = {entity: await _rows_about(here.pool, tenant, *entity) for entity in entities}
    await here.record(tenant, *chance.events(200))
    await here.projector.catch_up(tenant)
    for column, value in entities:
        tag = f"vehicle:{value}" if column == "vin" else f"customer:{value}"
        async with (
            here.pool.acquire() as connection,
            as_of(connection, here.store, tenant, [tag], known=known) as made_up,
        ):
            assert await _rows_about(connection, made_up, column, value, scratch=True) == then[column, value]


@pytest.mark.parametrize("kind", ["customer", "vehicle"])
async def test_a_table_that_is_read_alone_has_the_same_rows(here: Site, kind: str) -> None:
    """What only other tables follow from may be left out of a replay, and nothing else."""
    chance = Chance(5, size=2)
    tenant = await here.tenant()
    await here.record(tenant, *chance.events(400))
    tag = f"customer:{chance.customer(0)}" if kind == "customer" else f"vehicle:{chance.vehicle(0)}"
    models = list((await registered.live(here.pool)).values())
    async with here.pool.acquire() as connection:
        async with as_of(connection, here.store, tenant, [tag], known=400) as made_up:
            whole = {model.name: await _scratch_rows(connection, made_up, model) for model in models}
        assert sum(bool(rows) for tables in whole.values() for rows in tables.values()) > 20
        for model in models:
            for table, rows in whole[model.name].items():
                alone = as_of(
                    connection, here.store, tenant, [tag], known=400, models=[model], tables={model.name: [table]}
                )
                async with alone as made_up:
                    assert (await _scratch_rows(connection, made_up, model))[table] == rows, f"{model.name}.{table}"


async def test_what_nobody_reads_is_not_replayed(here: Site) -> None:
    """A page with items but no facets does not count them."""
    tenant = await here.tenant()
    await here.record(tenant, registered_as("Ann"))
    (timeline,) = [one for one in (await registered.live(here.pool)).values() if one.name == "customer_timeline"]
    wanted: dict[str, Any] = {"known": 1, "models": [timeline], "tables": {timeline.name: ["item"]}}
    async with (
        here.pool.acquire() as connection,
        as_of(connection, here.store, tenant, [f"customer:{ANN}"], **wanted) as made_up,
    ):
        rows = await _scratch_rows(connection, made_up, timeline)
    assert {table: len(found) for table, found in rows.items()} == {"facet": 0, "item": 1, "item_group": 0}


async def _scratch_rows(connection: Any, tenant: UUID, model: registered.ReadModel) -> dict[str, list[str]]:
    """Everything that was replayed into a read model, table by table."""
    tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1", model.scratch)
    statement = "SELECT (to_jsonb(t) - 'tenant_id')::text FROM {} t WHERE tenant_id = $1 ORDER BY 1"
    return {
        name: [row[0] for row in await connection.fetch(statement.format(f"{model.scratch}.{name}"), tenant)]
        for (name,) in tables
    }


async def _rows_about(
    connection: Any, tenant: UUID, column: str, value: Any, *, scratch: bool = False
) -> dict[str, list[str]]:
    """What an entity's pages are made of, table by table; of a vehicle the tables that are about nobody."""
    rows = {}
    # What decisions rest on is never read as of the past: today's wishes decide what of the past is shown.
    pages = [model for model in (await registered.live(connection)).values() if model.mode == "async"]
    for model in pages:
        for table in await connection.fetch(_TABLES_WITH, model.schema, column):
            schema = model.scratch if scratch else model.schema
            statement = f"""
                SELECT (to_jsonb(t) - 'tenant_id')::text FROM {schema}.{table["name"]} t
                WHERE tenant_id = $1 AND {column} = $2 ORDER BY 1"""  # noqa: S608
            found = await connection.fetch(statement, tenant, value)
            rows[f"{model.schema}.{table['name']}"] = [row[0] for row in found]
    return rows


# What a mistaken VIN stands for is said by the events of whichever vehicle it turned out to be.
_TABLES_WITH = """
    SELECT c.table_name AS name FROM information_schema.columns c
    WHERE c.table_schema = $1 AND c.column_name = $2 AND c.table_name <> 'vin_alias' AND ($2 <> 'vin' OR NOT EXISTS (
        SELECT FROM information_schema.columns o
        WHERE o.table_schema = c.table_schema AND o.table_name = c.table_name AND o.column_name = 'customer_id'))
"""
