"""Two dealer groups in one database, each with two rooftops and some months of history."""

import asyncio
import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lifecycle_api import simulator
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.registry import Event
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from tests.support.asking import Caller
from tests.support.decisions import engagement, market
from tests.support.facts import NOON
from tests.support.service import MASTER_KEY, Group, Service
from tests.support.walking import Walk, ids

END = date(2026, 3, 31)


@dataclass(frozen=True)
class House:
    """A dealer group, and the ids of everything its sales manager can list.

    Both houses have had the same vehicle once: its id is its VIN.
    """

    group: Group
    ids: frozenset[str]

    @property
    def tenant(self) -> UUID:
        """Its tenant."""
        return self.group.tenant


@pytest.fixture(scope="session")
def walk() -> Walk:
    """Everything the schema offers."""
    return Walk(make_schema()._schema)


@pytest.fixture(scope="session")
def ours(service: Service, walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The dealer group whose people ask."""
    return _house(service, walk, tmp_path_factory.mktemp("ours"), "Home Town Motors", seed=11)


@pytest.fixture(scope="session")
def theirs(service: Service, walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The other one."""
    return _house(service, walk, tmp_path_factory.mktemp("theirs"), "Faraway Cars", seed=12)


@pytest.fixture(scope="session")
def manager(service: Service, ours: House) -> Iterator[Caller]:
    """Our sales manager, who sees everything of ours."""
    with service.asked_by(service.staff(ours.tenant)) as someone:
        yield someone


@pytest.fixture(scope="session")
def standing(service: Service, ours: House) -> None:
    """A marketplace with an agreement to which no customer consented, and an auditor who may open nothing personal."""
    asyncio.run(_record(service.dsn, ours.tenant, [*market(), *engagement()]))


async def _record(dsn: str, tenant: UUID, events: Sequence[Event]) -> None:
    pool = await open_pool(dsn)
    try:
        store = EventStore(pool, LocalKeyStore(pool, base64.b64decode(MASTER_KEY)))
        made = [NewEvent(Envelope(id=uuid4(), occurred_at=NOON, actor=Actor("system", "test")), one) for one in events]
        await store.append(tenant, made)
    finally:
        await pool.close()


def _house(service: Service, walk: Walk, folder: Path, name: str, *, seed: int) -> House:
    simulator.write(folder / "files", seed=seed, customers=20, months=6, end=END, progress=lambda _: None)
    manifest = folder / "files" / "manifest.json"
    told = json.loads(manifest.read_bytes())
    manifest.write_text(json.dumps({**told, "group": name}), encoding="utf-8")
    tenant = UUID(service.command("ingest", "manifest", str(folder / "files"), "--setup")["group"])
    with service.asked_by(service.staff(tenant)) as everything:
        assert everything.settled() == {"stopped": [], "lag": 0}
        known = {each for document in walk.lists().values() for each in ids(everything.data(document))}
        known |= {each["id"] for name in walk.things() for each in everything.every(name, "id")}
        rooftops = {each["code"]: UUID(each["id"].split(":")[1]) for each in everything.every("rooftops", "id code")}
    return House(Group(tenant, rooftops), frozenset(known))
