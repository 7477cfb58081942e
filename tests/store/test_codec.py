"""What is written today is read tomorrow: stable names, versions and upcasts."""

import json
from uuid import uuid4

import pytest
from msgspec.structs import replace

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import CustomerRef, Fact, Identity
from lifecycle_api.domain.registry import Event, Registry, UnknownEventType, UnknownEventVersion
from lifecycle_api.store import codec
from tests.support.log import Log, bare, new, opened

pytestmark = pytest.mark.anyio


class ThingHappened(Event):
    """A thing happened; in version 1 its kind was called `sort`, and nobody was asked for a colour."""

    customer: CustomerRef
    kind: Fact[str]
    colour: Fact[str]
    who: Identity[str | None] = None


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A registry with one type that has a past."""
    registry = Registry()
    registry.register("thing.happened", 2, ThingHappened, Bearing.HAPPENING)
    registry.add_upcast(
        "thing.happened", 1, lambda data: {"customer": data["customer"], "kind": data["sort"], "colour": "unknown"}
    )
    monkeypatch.setattr(codec, "registry", registry)
    return registry


async def write_old(log: Log, version: int, data: dict[str, str]) -> None:
    """Put an event into the log as an earlier release did."""
    template = codec.draft(log.tenant, new(ThingHappened(customer=uuid4(), kind="x", colour="y")), log.keys)
    clear = {**json.loads(template.clear), "data": data, "version": version}
    event = codec.encode(log.tenant, replace(template, clear=json.dumps(clear).encode()), [])
    request = replace(bare("x"), events=(event._replace(version=version),))
    await log.journal.write(log.tenant, request)


async def test_an_old_version_reads_as_the_current_one(log: Log, things: Registry) -> None:
    """The stored bytes stay as they are; the reader sees today's fields."""
    customer = uuid4()
    await write_old(log, 1, {"customer": str(customer), "sort": "small"})
    (event,) = (await log.store.read(log.tenant)).events

    assert event.event == ThingHappened(customer=customer, kind="small", colour="unknown")
    assert (event.type, event.version) == ("thing.happened", 1)


async def test_a_newer_version_is_refused(log: Log, things: Registry) -> None:
    """An old release does not guess what a newer one meant."""
    await write_old(log, 3, {})
    with pytest.raises(UnknownEventVersion):
        await log.store.read(log.tenant)


@pytest.mark.parametrize(
    ("kind", "refusal"), [("repair_order.opened", UnknownEventType), ("thing.happened", UnknownEventVersion)]
)
async def test_a_raw_event_is_not_mistaken_for_a_declared_one(
    log: Log, things: Registry, kind: str, refusal: type[Exception]
) -> None:
    """Whether its type is known or not."""
    await log.journal.write(log.tenant, bare(kind, data=b"raw"))
    with pytest.raises(refusal):
        await log.store.read(log.tenant)


async def test_an_undeclared_event_is_not_written(log: Log) -> None:
    """Its class is an event's, but nobody registered it."""
    with pytest.raises(UnknownEventType):
        await log.store.append(log.tenant, [new(Stranger(kind="x"))])


class Stranger(Event):
    """Nobody registered this."""

    kind: Fact[str]


async def test_clear_data_is_canonical_json(log: Log) -> None:
    """Keys in order, no blanks, so that equal events have equal bytes."""
    event = new(opened(uuid4(), uuid4()))
    draft = codec.draft(log.tenant, event, log.keys)
    again = json.dumps(json.loads(draft.clear), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert draft.clear == again.encode()
    assert set(json.loads(draft.clear)) == {"data", "envelope", "tags", "type", "version"}
