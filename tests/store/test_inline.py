"""The seam for projections that must be true with the append itself."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from lifecycle_api.store.refusals import AppendFailed
from lifecycle_api.store.requests import Appended
from tests.support.log import Log, bare, new, open_log, opened, registered

pytestmark = pytest.mark.anyio

COLLECT = """
CREATE SCHEMA seen AUTHORIZATION lifecycle_read_model;
SET ROLE lifecycle_read_model;
CREATE TABLE seen.call (tenant_id uuid, first bigint, last bigint, events jsonb, who text);
RESET ROLE;
CREATE OR REPLACE FUNCTION lifecycle.apply_inline(p_tenant uuid, p_first bigint, p_last bigint, p_events jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  {}
END
$$;
CREATE OR REPLACE FUNCTION lifecycle.inline_idle(p_tenant uuid, p_types text[])
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN false;
END
$$;
INSERT INTO lifecycle.inline_type VALUES ('repair_order.opened'), ('inline.raw');
"""


@pytest.fixture
async def inline(dsn: str) -> AsyncIterator[Log]:
    """A log with a database of its own, because the seam is one for all tenants."""
    async with open_log(dsn) as log:
        yield log


async def replace(dsn: str, body: str) -> None:
    """Put a body into the inline function, as the projector does."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(COLLECT.format(body))
    finally:
        await connection.close()


async def calls(dsn: str) -> list[asyncpg.Record]:
    """What the inline function was given."""
    connection = await asyncpg.connect(dsn)
    try:
        return list(await connection.fetch("SELECT * FROM seen.call ORDER BY first"))
    finally:
        await connection.close()


async def test_it_gets_the_new_events_of_the_types_it_asked_for(inline: Log) -> None:
    """Clear data with position and time, in order, as the read models' owner; no call without such a type."""
    await replace(inline.dsn, "INSERT INTO seen.call VALUES (p_tenant, p_first, p_last, p_events, current_user);")
    customer, order = uuid4(), uuid4()
    await inline.store.append(inline.tenant, [new(registered(customer))])
    answer = await inline.store.append(
        inline.tenant, [new(registered(customer)), new(opened(order, customer)), new(opened(uuid4(), customer))]
    )
    (call,) = await calls(inline.dsn)
    events = json.loads(call["events"])

    assert (call["tenant_id"], call["first"], call["last"]) == (inline.tenant, answer.first, answer.last)
    assert call["who"] == "lifecycle_read_model"
    assert [event["position"] for event in events] == [3, 4]
    assert events[0]["type"] == "repair_order.opened"
    assert events[0]["data"]["repair_order"] == str(order)
    assert events[0]["envelope"]["rooftop"]
    assert events[0]["recorded_at"]


async def test_an_error_in_it_refuses_only_what_it_was_about(inline: Log) -> None:
    """The append that it cannot follow is not recorded; its neighbours in the same call are."""
    await replace(inline.dsn, "RAISE 'cannot follow';")
    results = await inline.journal.write_in_order(inline.tenant, [bare("a"), bare("inline.raw"), bare("b")])

    assert [type(result) for result in results] == [Appended, AppendFailed, Appended]


async def test_it_cannot_touch_the_log(inline: Log) -> None:
    """Projection SQL that tries to rewrite an event fails."""
    await replace(inline.dsn, "UPDATE lifecycle.event SET clear = '';")
    (result,) = await inline.journal.write_in_order(inline.tenant, [bare("inline.raw")])

    assert isinstance(result, AppendFailed)
    assert result.data == {"sqlstate": "42501"}
