"""Stories written by hand, with what each party may receive worked out beside them: the served bytes are these."""

import asyncio
import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import orjson
import pytest

from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import registry
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.log import EventStore
from tests.support.facts import NOON, a
from tests.support.service import MASTER_KEY, Service

FOLDER = Path(__file__).parents[1] / "fixtures" / "stories"
STORIES = sorted(path.stem for path in FOLDER.glob("*.json"))
PERSON = "name contactPoints { value }"
QUERIES = {
    "leads": f"{{ customers {{ nodes {{ {PERSON} leads {{ nodes {{ provider comments }} }} }} count {{ value }} }} }}",
    **{name: f'{{ customer(id: "customer:{a(name)}") {{ {PERSON} }} }}' for name in ("ann", "bob", "cay")},
    **{f"greet {name}": f'{{ customer(id: "customer:{a(name)}") {{ {PERSON} }} }}' for name in ("cal", "dee")},
    **{
        f"reach {name}": f'{{ customer(id: "customer:{a(name)}") {{ {PERSON} ownerships {{ vehicle {{ vin }} }} }} }}'
        for name in ("cal", "dee")
    },
    "cars": "{ vehicles { nodes { vin stage } } }",
    "orders": "{ repairOrders { nodes { number customer { name } vehicle { vin } concerns { complaint } }"
    " count { value } } }",
    **{
        name: f'{{ deal(id: "deal:{a(name)}") {{ number price {{ amount }}'
        f" customer {{ {PERSON} }} coBuyer {{ {PERSON} }} }} }}"
        for name in ("deal", "other deal")
    },
    "people": f"{{ customers {{ nodes {{ {PERSON} notes {{ nodes {{ text }} }} }} count {{ value }} }} }}",
}


def steps(name: str) -> list[dict[str, Any]]:
    """The steps of a story."""
    found: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["steps"]
    return found


def resolved(value: Any) -> Any:
    """A value with ids in place of names: `@ann`, also behind the prefix of a global id."""
    if isinstance(value, dict):
        return {key: resolved(each) for key, each in value.items()}
    if isinstance(value, list):
        return [resolved(each) for each in value]
    if not isinstance(value, str) or "@" not in value:
        return value
    prefix, _, name = value.partition("@")
    return "0" * 64 if name == "sha" else f"{prefix}{a(name)}"


def happened(step: dict[str, Any]) -> NewEvent:
    """The event of a step."""
    event = msgspec.convert(resolved(step["data"]), registry.get(step["event"]).cls)
    where = a(step["at"]) if "at" in step else None
    return NewEvent(Envelope(id=uuid4(), occurred_at=NOON, actor=Actor("system", "story"), rooftop=where), event)


async def record(dsn: str, tenant: UUID, *events: NewEvent) -> None:
    """Append events; a group that does not exist yet is created."""
    pool = await open_pool(dsn, max_size=2)
    try:
        store = EventStore(pool, LocalKeyStore(pool, base64.b64decode(MASTER_KEY)))
        if events:
            await store.append(tenant, events)
        else:
            await store.create_tenant(tenant, "A story")
    finally:
        await pool.close()


def token(service: Service, tenant: UUID, who: str) -> str:
    """What a party of a story shows."""
    kind = Kind.AUDITOR if who == "ada" else Kind.PARTNER
    claims = {"engagement": str(a("look"))} if who == "ada" else {"purposes": list(PURPOSES)}
    return service.token(kind, tenant, party=str(a(who)), client_id=who, **claims)


def told(extensions: dict[str, Any]) -> Iterator[list[str]]:
    """What a response says was withheld."""
    for one in extensions.get("redactions", ()):
        yield [".".join(map(str, one["path"])), one["category"], one["reason"]]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_ends_as_it_was_worked_out(service: Service, name: str) -> None:
    """Byte for byte, and so is what was withheld and why."""
    tenant, waiting = uuid4(), []
    asyncio.run(record(service.dsn, tenant))
    for step in steps(name):
        if "event" in step:
            waiting.append(happened(step))
            continue
        if waiting:
            asyncio.run(record(service.dsn, tenant, *waiting))
            waiting = []
        headers = {} if step["purpose"] is None else {"Lifecycle-Purpose": step["purpose"]}
        with service.asked_by(token(service, tenant, step["who"])) as party:
            party.settled()
            response = party.http.post("/graphql", json={"query": QUERIES[step["ask"]]}, headers=headers)
        answer = response.json()
        if "error" in step:
            assert [each["extensions"]["code"] for each in answer["errors"]] == [step["error"]], step
            assert "data" not in answer
            continue
        assert b'"data":' + orjson.dumps(resolved(step["data"])) in response.content, (step, answer)
        assert sorted(told(answer["extensions"])) == sorted(step["withheld"]), step["why"]


@pytest.mark.parametrize("name", STORIES)
def test_a_story_is_long_enough(name: str) -> None:
    """About thirty events, and what follows from them asked for again and again."""
    found = steps(name)
    assert len([each for each in found if "event" in each]) >= 24
    assert len([each for each in found if "ask" in each]) >= 9
