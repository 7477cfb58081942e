"""What the API answers about the past is what a rebuild up to that position gives."""

import asyncpg
import pytest

from lifecycle_api.audit.replay.proving import Proved, Proving
from lifecycle_api.projector import loader
from tests.support.rights import Desk

pytestmark = pytest.mark.anyio


async def proved(desk: Desk, at: int, *names: str) -> Proved:
    """Compare everybody."""
    admin = await asyncpg.connect(desk.here.dsn)
    try:
        folders = loader.load()
        return await Proving(admin, desk.here.pool, desk.here.store, folders).prove(desk.tenant, at, names=names)
    finally:
        await admin.close()


async def test_at_every_position_both_say_the_same(desk: Desk) -> None:
    """Early, in the middle and at the head; also after the person was erased."""
    head = await desk.here.store.head(desk.tenant)
    for at in (5, 9, head):
        told = await proved(desk, at)
        assert (told.differences, told.rows > 0) == ((), True)

    await desk.rights.erasure.run(desk.order())

    assert (await proved(desk, await desk.here.store.head(desk.tenant))).differences == ()
    assert (await proved(desk, head, "customer_profile")).people == 2


async def test_a_replay_leaves_nothing_behind(desk: Desk) -> None:
    """The schemas that were built are gone."""
    await proved(desk, 7, "customer_profile")

    left = await desk.here.pool.fetchval("SELECT count(*) FROM lifecycle.projection WHERE schema LIKE '%_next'")
    assert left == 0
    assert await desk.here.pool.fetchval("SELECT count(*) FROM scratch_customer_profile_v5.customer") == 0
