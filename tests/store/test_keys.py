"""The key store: one round trip for many, one key per scope, fence before destruction."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from lifecycle_api.store.keys import Absence, DataKey, KeyScope
from lifecycle_api.store.local_keys import LocalKeyStore
from tests.support.log import MASTER_KEY, Log, open_log

pytestmark = pytest.mark.anyio


def scopes(count: int) -> list[KeyScope]:
    """Scopes of as many new subjects."""
    return [KeyScope(f"customer:{uuid4()}", "rooftop:1") for _ in range(count)]


async def test_many_keys_are_made_in_one_round_trip(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    """And callers of the same moment share it."""
    names: list[str] = []
    fetch = log.keys._fetch

    async def counting(name: str, *arguments: object) -> object:
        names.append(name)
        return await fetch(name, *arguments)

    monkeypatch.setattr(log.keys, "_fetch", counting)
    wanted = [scopes(10) for _ in range(20)]
    keys = await asyncio.gather(*(log.keys.ensure(log.tenant, some) for some in wanted))
    again = await asyncio.gather(*(log.keys.ensure(log.tenant, some) for some in wanted))

    assert names == ["ensure"]
    assert keys == again
    assert len({key.id for some in keys for key in some}) == 200


async def test_making_keys_looks_at_no_others(log: Log, admin: asyncpg.Connection) -> None:
    """However many the tenant has, and although the plan was made when it had none."""

    async def make(count: int) -> None:
        made = await admin.fetch(
            "SELECT key_id FROM lifecycle.ensure_seal_keys($1, $2, $3, $4, $5, $6)",
            log.tenant,
            *(list(column) for column in zip(*scopes(count), strict=True)),
            [uuid4() for _ in range(count)],
            [b"wrapped"] * count,
        )
        assert len(made) == count

    async def looked_at() -> int:
        return int(
            await admin.fetchval(
                "SELECT sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
                " WHERE schemaname = 'lifecycle' AND relname IN ('seal_key', 'seal_bar')"
            )
        )

    async with admin.transaction():
        await make(1)
        await make(500)
        before = await looked_at()
        await make(50)

        assert await looked_at() - before <= 2 * 50


async def test_two_processes_agree_on_the_key(log: Log) -> None:
    """Whoever comes first makes it."""
    wanted = scopes(20)
    async with open_log(log.dsn, tenant=log.tenant) as other:
        for mine, theirs in zip(
            *await asyncio.gather(log.keys.ensure(log.tenant, wanted), other.keys.ensure(log.tenant, wanted)),
            strict=True,
        ):
            nonce = bytes(12)
            assert mine.id == theirs.id
            assert theirs.cipher.decrypt(nonce, mine.cipher.encrypt(nonce, b"x", b""), b"") == b"x"


async def test_processes_that_want_the_same_keys_in_another_order_do_not_block_each_other(log: Log) -> None:
    """Four processes, each asking again and again for the same new scopes, each in an order of its own."""
    async with open_log(log.dsn, tenant=log.tenant) as second, open_log(log.dsn, tenant=log.tenant) as third:
        for _ in range(10):
            wanted = scopes(300)
            answers = await asyncio.gather(
                *(
                    rival.keys.ensure(log.tenant, sorted(wanted, key=lambda scope: hash((scope, rank))))
                    for rank, rival in enumerate([log, second, third])
                )
            )

            assert len({key.id for answer in answers for key in answer}) == 300


async def test_the_same_scope_twice_is_one_key(log: Log) -> None:
    """Also within one call."""
    (scope,) = scopes(1)
    first, second = await log.keys.ensure(log.tenant, [scope, scope])

    assert first == second


async def test_a_key_must_be_fenced_before_it_is_destroyed(log: Log) -> None:
    """Else a writer could seal under it meanwhile."""
    (scope,) = scopes(1)
    (key,) = await log.keys.ensure(log.tenant, [scope])

    assert await log.keys.destroy(log.tenant, [key.id]) == set()
    assert await log.keys.fence(log.tenant, scope.subject) == [key.id]
    assert isinstance((await log.keys.open(log.tenant, [key.id]))[key.id], DataKey), "a fenced key still opens"
    assert await log.keys.destroy(log.tenant, [key.id]) == {key.id}
    assert await log.keys.open(log.tenant, [key.id]) == {key.id: Absence.ERASED}
    assert await log.keys.fence(log.tenant, scope.subject) == []


async def test_a_fence_reaches_as_far_as_it_is_told(log: Log) -> None:
    """One controller's key goes, the other's stays, and so does another class."""
    subject = f"customer:{uuid4()}"
    wanted = [KeyScope(subject, "a"), KeyScope(subject, "b"), KeyScope(subject, "a", "deal_jacket")]
    keys = await log.keys.ensure(log.tenant, wanted)

    assert await log.keys.fence(log.tenant, subject, controller="b") == [keys[1].id]
    assert set(await log.keys.fence(log.tenant, subject, retention_class="standard")) == {keys[0].id, keys[1].id}
    after = await log.keys.ensure(log.tenant, wanted)
    assert [before.id == now.id for before, now in zip(keys, after, strict=True)] == [False, False, True]


async def test_a_key_nobody_made_is_withheld_not_erased(log: Log) -> None:
    """Only the key table says that something was erased."""
    unknown = uuid4()

    assert await log.keys.open(log.tenant, [unknown]) == {unknown: Absence.WITHHELD}


async def test_keys_of_another_tenant_do_not_open(log: Log) -> None:
    """A key's id means nothing outside its tenant."""
    (key,) = await log.keys.ensure(log.tenant, scopes(1))
    other = uuid4()

    assert await log.keys.open(other, [key.id]) == {key.id: Absence.WITHHELD}


async def test_keyed_hashes_differ_by_tenant_and_purpose(log: Log) -> None:
    """And are the same in every process that has the master key."""
    async with open_log(log.dsn) as other:
        assert log.keys.mac(log.tenant, "contact", b"x") == other.keys.mac(log.tenant, "contact", b"x")
    assert log.keys.mac(log.tenant, "contact", b"x") != log.keys.mac(log.tenant, "idempotency", b"x")
    assert log.keys.mac(log.tenant, "contact", b"x") != log.keys.mac(uuid4(), "contact", b"x")


async def test_the_cache_is_bounded(log: Log) -> None:
    """It forgets what was unused for longest."""
    keys, wanted = LocalKeyStore(log.key_pool, MASTER_KEY, cache_size=5), scopes(20)
    await keys.ensure(log.tenant, wanted)
    kept = [keys._sealing.get((log.tenant, scope)) is not None for scope in reversed(wanted)]

    assert kept[:5] == [True] * 5
    assert not any(kept[10:])
