"""The tree over a log: whole, signed, one story whoever tells it, and damaged ones are named."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from lifecycle_api.audit.integrator import LogDamaged, TreeDamaged
from lifecycle_api.audit.signing import SigningKeyLocked
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from lifecycle_api.audit.tlog.merkle import check_consistency, check_inclusion, leaf_hash
from lifecycle_api.audit.tlog.succession import heirs
from lifecycle_api.audit.tlog.tiles import Edge, Tile, TileUnknown
from lifecycle_api.audit.trees import NoCheckpoint, NotInTheTree
from tests.audit.conftest import Audited, audited
from tests.support.log import bare, new, open_log, opened, registered
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


async def record(here: Audited, events: int) -> None:
    """Raw events, quickly."""
    await here.log.journal.write_in_order(here.log.tenant, [bare("x", data=b"%d" % n) for n in range(events)])


async def checkpoint(here: Audited) -> Checkpoint:
    """The newest one, with its signature checked."""
    signed = await here.audit.checkpoint(here.log.tenant)
    note = notes.parse(signed.note)
    read = parse_checkpoint(note.text)
    keys, _ = await here.audit.signing.published(here.log.tenant, read.origin)
    assert set(notes.signed_by(note, keys)) == set(keys)
    return read


async def test_every_event_is_a_leaf_of_the_signed_tree(here: Audited) -> None:
    """Leaf by leaf in the order of positions, whatever the steps it grew in, and each with its proof."""
    log = here.log
    await log.store.append(log.tenant, [new(registered(log.tenant)), new(opened(log.tenant, log.tenant))])
    assert (await checkpoint(here)).size == 2
    await record(here, 600)
    read = await checkpoint(here)
    leaves = await log.pool.fetch("SELECT leaf FROM lifecycle.event WHERE tenant_id = $1 ORDER BY position", log.tenant)
    whole = Edge()
    whole.append([row["leaf"] for row in leaves])
    entries = await here.audit.trees.entries(log.tenant, 0, 602)
    assert read == (f"log.example/audit/{log.tenant}", 602, whole.root())
    assert [leaf_hash(entry.data) for entry in entries] == [row["leaf"] for row in leaves]
    for index in (0, 1, 255, 256, 601):
        proof = await here.audit.trees.inclusion(log.tenant, index)
        check_inclusion(index, 602, leaves[index]["leaf"], proof.path, read.root)
    with pytest.raises(NotInTheTree):
        await here.audit.trees.inclusion(log.tenant, 602)


async def test_each_checkpoint_goes_on_from_those_before(here: Audited) -> None:
    """And what was signed before can still be had."""
    seen = []
    for events in (1, 255, 3):
        await record(here, events)
        seen.append(await checkpoint(here))
    for old in seen:
        proof = await here.audit.trees.consistency(here.log.tenant, old.size, seen[-1].size)
        check_consistency(old.size, seen[-1].size, old.root, seen[-1].root, proof)
        note = "SELECT note FROM lifecycle.audit_checkpoint WHERE tenant_id = $1 AND size = $2"
        kept = await here.log.pool.fetchval(note, here.log.tenant, old.size)
        assert parse_checkpoint(notes.parse(kept).text) == old


async def test_processes_that_integrate_at_once_tell_one_story(here: Audited) -> None:
    """Each compares and sets; the log is in the tree once."""
    await record(here, 1000)
    others = [audited(here.log) for _ in range(4)]
    sizes = await asyncio.gather(*(other.audit.integrator.integrate(here.log.tenant) for other in others))
    assert sizes == [1000] * 4
    notes_kept = await here.log.pool.fetch(
        "SELECT size FROM lifecycle.audit_checkpoint WHERE tenant_id = $1", here.log.tenant
    )
    assert [row["size"] for row in notes_kept] == [1000]


async def test_the_background_keeps_up_with_appends(here: Audited) -> None:
    """Nobody asks for a checkpoint, and it comes."""
    running = asyncio.create_task(here.audit.integrator.run_forever())
    await here.log.store.append(here.log.tenant, [new(registered(here.log.tenant))])
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                assert (await here.audit.trees.checkpoint(here.log.tenant)).size == 1
                break
            except NoCheckpoint:
                await here.log.store.wakeup().wait(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_an_empty_log_has_no_checkpoint(here: Audited) -> None:
    """There is nothing to sign."""
    with pytest.raises(NoCheckpoint):
        await here.audit.checkpoint(here.log.tenant)


async def test_a_rotated_key_is_introduced_by_its_elder(here: Audited) -> None:
    """Both sign for a while; then the new one alone, which the old one's friends can trust."""
    await record(here, 1)
    first = await checkpoint(here)
    tenant, origin, signing = here.log.tenant, first.origin, here.audit.signing
    (old,), _ = await signing.published(tenant, origin)
    now = datetime.now(UTC)
    second = await signing.rotate(tenant, origin, retire=now + timedelta(days=30))
    await record(here, 1)
    assert set(notes.signed_by(notes.parse((await here.audit.checkpoint(tenant)).note), [old, second])) == {old, second}
    third = await signing.rotate(tenant, origin, retire=now - timedelta(days=1))
    await record(here, 1)
    await checkpoint(here)
    signing_now, successions = await signing.published(tenant, origin)
    assert signing_now == [old, third]
    assert heirs([old], successions) == [old, second, third]


async def test_the_origin_of_a_log_never_changes(here: Audited) -> None:
    """Whatever the setting says later."""
    await record(here, 1)
    first = await checkpoint(here)
    await record(here, 1)
    assert (await checkpoint(audited(here.log, origin="elsewhere.example"))).origin == first.origin


async def test_another_master_key_signs_nothing(here: Audited, shared_dsn: str) -> None:
    """It is said, and nothing grows."""
    await record(here, 1)
    await checkpoint(here)
    await record(here, 1)
    async with open_log(shared_dsn, tenant=here.log.tenant, master=bytes(32)) as other:
        stranger = audited(other)
        stranger.audit.integrator._keys = type(here.audit.signing)(other.pool, bytes(32))
        with pytest.raises(SigningKeyLocked):
            await stranger.audit.integrator.integrate(other.tenant)


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        ("UPDATE lifecycle.audit_tile SET hashes = sha256('x') WHERE tenant_id = $1", TreeDamaged),
        ("DELETE FROM lifecycle.audit_tile WHERE tenant_id = $1", TreeDamaged),
        ("DELETE FROM lifecycle.event WHERE tenant_id = $1 AND position = 2", LogDamaged),
    ],
)
async def test_a_damaged_tree_or_log_is_not_signed_over(
    here: Audited, shared_dsn: str, damage: str, error: type[Exception]
) -> None:
    """Somebody with all rights changed what only grows."""
    await record(here, 1)
    await checkpoint(here)
    await record(here, 2)
    await as_superuser(shared_dsn, damage, here)
    with pytest.raises(error):
        await here.audit.integrator.integrate(here.log.tenant)


async def as_superuser(dsn: str, statement: str, here: Audited) -> None:
    """Do what the service may not."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement, here.log.tenant)
    finally:
        await connection.close()


async def test_the_service_cannot_rewrite_the_tree(here: Audited) -> None:
    """Not by statements of its own, and not by the function that grows it."""
    await record(here, 2)
    await checkpoint(here)
    await record(here, 1)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await here.log.pool.execute("DELETE FROM lifecycle.audit_tile")
    grow = "SELECT lifecycle.grow_audit_tree($1, 2, $2, '', '', true, $3, $4, $5)"
    for size, hashes in ((3, bytes(96)), (4, b"")):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError):
            await here.log.pool.execute(grow, here.log.tenant, size, [0], [0], [hashes])


async def test_tiles_of_every_signed_size_are_kept(here: Audited) -> None:
    """A narrower tile is the beginning of what it has become; one that is not there yet is unknown."""
    await record(here, 10)
    await checkpoint(here)
    narrow = await here.audit.trees.tile(here.log.tenant, Tile(0, 0, 10))
    await record(here, 300)
    await checkpoint(here)
    assert await here.audit.trees.tile(here.log.tenant, Tile(0, 0, 10)) == narrow
    assert (await here.audit.trees.tile(here.log.tenant, Tile(0, 0))).startswith(narrow)
    for unknown in (Tile(0, 1), Tile(0, 1, 55), Tile(2, 0, 1)):
        with pytest.raises(TileUnknown):
            await here.audit.trees.tile(here.log.tenant, unknown)
