"""What is personal stands in the log only as ciphertext, bound to its event, and is gone with its key."""

from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from msgspec.structs import replace

from lifecycle_api.domain.registry import registry
from lifecycle_api.store.columns import columns
from lifecycle_api.store.journal import _SQL
from lifecycle_api.store.refusals import KeyStoreUnreachable, SealKeyFenced
from lifecycle_api.store.sealing import SealBroken, contact_tag
from tests.support.log import ROOFTOP, Log, bare, concern, new, open_log, opened, phone, query, registered

pytestmark = pytest.mark.anyio


async def everything_stored(admin: asyncpg.Connection) -> bytes:
    """All rows of all tables of the log as one text."""
    tables = await admin.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'lifecycle'::regnamespace AND relkind = 'r'"
    )
    texts = []
    for table in tables:
        rows = await admin.fetch(f"SELECT to_jsonb(t) #>> '{{}}' AS text FROM lifecycle.{table['relname']} t")  # noqa: S608
        texts += [row["text"] for row in rows]
    rows = await admin.fetch("SELECT clear, coalesce(sealed, '') AS sealed FROM lifecycle.event")
    return "\n".join(texts).encode() + b"\n".join(row["clear"] + row["sealed"] for row in rows)


async def test_no_plaintext_stands_in_any_table(log: Log, admin: asyncpg.Connection) -> None:
    """Neither names nor numbers nor words, neither as text nor in hexadecimal; what is clear is there."""
    customer, order = uuid4(), uuid4()
    await log.store.append(
        log.tenant,
        [
            new(registered(customer, "Zebulon Quigley")),
            new(phone(customer, "+12065559876")),
            new(concern(order, customer, "it squeals like a pig")),
        ],
        idempotency_key="sealed at rest",
    )
    stored = await everything_stored(admin)

    for secret in (b"Zebulon Quigley", b"Quigley", b"2065559876", b"squeals like"):
        assert secret not in stored
        assert secret.hex().encode() not in stored
    assert str(order).encode() in stored


async def test_sealed_events_read_as_they_were_written(log: Log) -> None:
    """Sealed and clear fields come back typed, by this process and by another one."""
    customer = uuid4()
    events = [registered(customer), phone(customer), concern(uuid4(), customer, "squeals"), opened(uuid4(), customer)]
    written = [new(event) for event in events]
    await log.store.append(log.tenant, written)
    async with open_log(log.dsn, tenant=log.tenant) as other:
        page = await other.store.read(log.tenant)

    assert [recorded.event for recorded in page.events] == events
    assert [recorded.envelope for recorded in page.events] == [event.envelope for event in written]
    assert [recorded.type for recorded in page.events] == [registry.declaration(type(event)).name for event in events]
    assert not any(recorded.erased or recorded.withheld for recorded in page.events)


async def test_a_sealed_value_opens_only_in_its_own_event(log: Log, admin: asyncpg.Connection) -> None:
    """Ciphertext moved to another event of the same customer, under the same key, does not open."""
    customer = uuid4()
    for name in ("Ann", "Eve"):
        await log.store.append(log.tenant, [new(registered(customer, name))])
    await admin.execute(
        "UPDATE lifecycle.event e SET sealed = other.sealed FROM lifecycle.event other "
        "WHERE e.tenant_id = $1 AND e.position = 2 AND other.tenant_id = $1 AND other.position = 1",
        log.tenant,
    )

    with pytest.raises(SealBroken):
        await log.store.read(log.tenant)


async def test_a_sealed_value_opens_only_in_its_own_field(log: Log, admin: asyncpg.Connection) -> None:
    """Renaming a field inside the sealed bytes breaks its seal."""
    await log.store.append(log.tenant, [new(phone(uuid4()))])
    sealed = await admin.fetchval("SELECT sealed FROM lifecycle.event WHERE tenant_id = $1", log.tenant)
    ((_, key_id, box),) = msgspec.msgpack.decode(sealed)
    moved = msgspec.msgpack.encode([("raw", key_id, box)])
    await admin.execute("UPDATE lifecycle.event SET sealed = $2 WHERE tenant_id = $1", log.tenant, moved)

    with pytest.raises(SealBroken):
        await log.store.read(log.tenant)


async def test_bytes_that_are_no_seal_are_said_to_be_broken(log: Log, admin: asyncpg.Connection) -> None:
    """A typed error, whatever was done to the row."""
    await log.store.append(log.tenant, [new(phone(uuid4()))])
    await admin.execute("UPDATE lifecycle.event SET sealed = 'nonsense' WHERE tenant_id = $1", log.tenant)

    with pytest.raises(SealBroken):
        await log.store.read(log.tenant)


async def test_contact_points_match_without_plaintext(log: Log) -> None:
    """The same number has the same keyed hash within a tenant, and another one in any other tenant."""
    other = uuid4()
    await log.store.create_tenant(other, "Other Group")
    for tenant in (log.tenant, log.tenant, other):
        await log.store.append(tenant, [new(phone(uuid4(), "+12065550123"))])
    await log.store.append(log.tenant, [new(phone(uuid4(), "+12065550124"))])
    tag = contact_tag(log.keys.mac(log.tenant, "contact", b"+12065550123"))
    mine = await log.store.read_opened(log.tenant, query(((), (tag,))))
    theirs = await log.store.read(other, query(((), (tag,))))

    assert [event.position for event in mine.events] == [1, 2]
    assert {event.data["value_hmac"] for event in mine.events} == {tag.removeprefix("contact:")}
    assert theirs.events == []


async def erase(log: Log, customer: UUID) -> None:
    """Fence and destroy every key of a customer."""
    fenced = await log.keys.fence(log.tenant, f"customer:{customer}")
    assert await log.keys.destroy(log.tenant, fenced) == set(fenced) != set()


async def test_a_destroyed_key_reads_as_erased(log: Log) -> None:
    """The fields are named as erased and read as None; what is clear, and everybody else, stays."""
    ann, eve, order = uuid4(), uuid4(), uuid4()
    await log.store.append(
        log.tenant, [new(registered(ann)), new(concern(order, ann, "squeals")), new(registered(eve, "Eve"))]
    )
    await erase(log, ann)
    first, second, third = (await log.store.read(log.tenant)).events

    assert (first.erased, second.erased) == (frozenset({"name"}), frozenset({"complaint"}))
    assert first.event.as_dict()["name"] is None
    assert first.event.as_dict()["customer"] == ann
    assert second.event.as_dict()["complaint"] is None
    assert second.event.as_dict()["repair_order"] == order
    assert third.event == registered(eve, "Eve")
    assert first.withheld == third.erased == frozenset()


async def test_erasing_takes_effect_in_other_processes_within_the_cache_time(log: Log) -> None:
    """A process that has the key in its cache opens with it no longer than its cache allows."""
    await log.store.append(log.tenant, [new(registered(ann := uuid4()))])
    async with open_log(log.dsn, tenant=log.tenant) as other:
        assert (await other.store.read(log.tenant)).events[0].erased == frozenset()
        await erase(log, ann)
        other.keys.cache_seconds = 0
        other.keys._opening.drop(lambda *_: True)

        assert (await other.store.read(log.tenant)).events[0].erased == {"name"}


async def test_a_fenced_key_seals_nothing_any_more(log: Log) -> None:
    """A writer who still has the key in its cache is refused under the lock; the next try gets a new key."""
    ann = uuid4()
    async with open_log(log.dsn, tenant=log.tenant) as other:
        await other.store.append(log.tenant, [new(registered(ann))])
        await erase(log, ann)
        with pytest.raises(SealKeyFenced):
            await other.store.append(log.tenant, [new(registered(ann, "Ann again"))])
        again = await other.store.append(log.tenant, [new(registered(ann, "Ann again"))])
    first, second = (await log.store.read(log.tenant)).events

    assert again.first == 2
    assert (first.erased, second.erased) == (frozenset({"name"}), frozenset())
    assert second.event == registered(ann, "Ann again")


async def test_another_master_key_reads_as_withheld(log: Log) -> None:
    """Who may not use the key is told so; that is not erasure."""
    await log.store.append(log.tenant, [new(phone(uuid4()))])
    async with open_log(log.dsn, tenant=log.tenant, master=bytes(32)) as other:
        (event,) = (await other.store.read(log.tenant)).events

    assert (event.withheld, event.erased) == (frozenset({"value"}), frozenset())
    assert event.event.as_dict()["value"] is None


async def test_an_unreachable_key_store_is_not_erasure(log: Log) -> None:
    """Reading and writing fail with a typed error that says to try again; nothing is said to be erased."""
    await log.store.append(log.tenant, [new(registered(uuid4()))])
    async with open_log(log.dsn, tenant=log.tenant) as other:
        await other.key_pool.close()
        with pytest.raises(KeyStoreUnreachable):
            await other.store.read(log.tenant)
        with pytest.raises(KeyStoreUnreachable):
            await other.store.append(log.tenant, [new(registered(uuid4()))])
        clear = await other.store.append(log.tenant, [new(opened(uuid4(), uuid4()))])

    assert clear.first == 2, "what needs no key is recorded all the same"


async def test_sealed_data_belongs_to_the_subject_and_the_rooftop(log: Log) -> None:
    """Keys are per subject, controller and retention class; without a rooftop the group is the controller."""
    ann = uuid4()
    await log.store.append(log.tenant, [new(registered(ann))])
    await log.store.append(log.tenant, [new(registered(ann), rooftop=None)])
    rows = await log.pool.fetch(
        "SELECT subject, controller, retention_class, epoch FROM lifecycle.seal_key WHERE tenant_id = $1", log.tenant
    )

    assert {tuple(row) for row in rows} == {
        (f"customer:{ann}", f"rooftop:{ROOFTOP}", "standard", 1),
        (f"customer:{ann}", f"rooftop:{log.tenant}", "standard", 1),
    }


async def test_the_function_refuses_a_fenced_key_by_itself(log: Log) -> None:
    """Not only the cache looks: the row of the key is checked under the lock."""
    customer = uuid4()
    await log.store.append(log.tenant, [new(registered(customer))])
    fenced = await log.keys.fence(log.tenant, f"customer:{customer}")
    request = replace(bare("a"), seal_keys=tuple(fenced))
    rows = await log.pool.fetch(_SQL["append_many"], *columns(log.tenant, [request]))

    assert [row["status"] for row in rows] == ["fenced"]
