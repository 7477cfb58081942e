"""Bundles over the network: asked for once, prepared in the background, fetched in pieces, and only by their own."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind, ScopeMissing
from lifecycle_api.audit.bundle.scope import Scope as BundleScope
from lifecycle_api.audit.export.desk import PART_BYTES, BundleUnknown, Desk, NoEngagement
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.export.order import BeyondEngagement, EngagementOver
from lifecycle_api.audit.tlog.policy import parse_policy
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.http.application import Application
from lifecycle_api.http.bundles import bundle_routes
from lifecycle_api.http.cors import Origins
from tests.audit.conftest import Audited
from tests.audit.story import Story
from tests.audit.tampering import loose
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


@dataclass
class Clock:
    """A clock that is set by hand."""

    now: datetime

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@dataclass(frozen=True)
class Office:
    """A desk, a story, and a clock."""

    here: Audited
    story: Story
    desk: Desk
    clock: Clock

    def auditor(self, **changed: object) -> Principal:
        """The engaged auditor."""
        values = {
            "kind": Kind.AUDITOR,
            "subject": "aud|1",
            "tenant": self.here.log.tenant,
            "client_id": "tests",
            "name": "Auditor",
            "scopes": frozenset({"audit:export", "audit:read"}),
            "party": self.story.auditor,
            "engagement": self.story.engagement,
        }
        return Principal(**{**values, **changed})  # type: ignore[arg-type]

    def administrator(self, **changed: object) -> Principal:
        """Who runs the group."""
        scopes = frozenset({"audit:export", "admin:write"})
        return self.auditor(**{"kind": Kind.STAFF, "engagement": None, "party": None, "scopes": scopes, **changed})

    async def ready(self) -> UUID:
        """A bundle of the auditor's that is done."""
        bundle = uuid4()
        await self.desk.request(self.auditor(), BundleScope(), bundle)
        await self.desk.work()
        return bundle


@pytest.fixture
async def office(here: Audited) -> Office:
    """Ann's story is told, and an auditor engaged."""
    story, clock, log = Story(here.log), Clock(datetime.now(UTC)), here.log
    await story.begin()
    await story.engage()
    exporter = Exporter(log.pool, log.keys, log.store, here.audit, clock)
    return Office(here, story, Desk(log.pool, log.store, exporter, clock), clock)


async def test_a_bundle_is_prepared_and_verifies(office: Office, tmp_path: Path) -> None:
    """Asked for twice it is one; its bytes are those of the digest, and its policy trusts it."""
    bundle = uuid4()
    asked = [await office.desk.request(office.auditor(), BundleScope(), bundle) for _ in range(2)]
    await office.desk.work()
    done = await office.desk.find(office.auditor(), bundle)
    pieces = [each async for each in office.desk.read(office.here.log.tenant, bundle, 0, done.bytes or 0)]
    path = tmp_path / "bundle.zip"
    path.write_bytes(b"".join(pieces))
    assert (asked[0].id, done.state, done.bytes) == (asked[1].id, "ready", len(path.read_bytes()))
    assert loose(path, parse_policy(done.policy or ""), []).failures() == {}


async def test_a_bundle_that_is_prepared_has_no_name_on_the_disk(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A service that is killed meanwhile leaves nothing of what it opened."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    named: list[list[Path]] = []

    def looked() -> datetime:
        named.append(list(tmp_path.iterdir()))
        return datetime.now(UTC)

    log = office.here.log
    exporter = Exporter(log.pool, log.keys, log.store, office.here.audit, looked)
    await office.desk.request(office.auditor(), BundleScope(), uuid4())
    await Desk(log.pool, log.store, exporter, office.clock).work()
    assert named
    assert all(files == [] for files in named)


async def test_only_who_asked_can_fetch(office: Office) -> None:
    """The engagement's own people, or the administrator who asked; to everyone else there is nothing."""
    theirs, ours = uuid4(), uuid4()
    await office.desk.request(office.auditor(), BundleScope(), theirs)
    await office.desk.request(office.administrator(), BundleScope(), ours)
    assert (await office.desk.find(office.auditor(subject="aud|2"), theirs)).id == theirs
    strangers = [
        (office.administrator(), theirs),
        (office.administrator(subject="somebody else"), ours),
        (office.auditor(engagement=uuid4()), theirs),
        (office.auditor(tenant=uuid4()), theirs),
        (office.auditor(), ours),
    ]
    for stranger, bundle in strangers:
        with pytest.raises(BundleUnknown):
            await office.desk.find(stranger, bundle)


async def test_what_the_token_does_not_allow_is_refused(office: Office) -> None:
    """No scope, no engagement, more than the engagement, no administrator."""
    refused: list[tuple[Principal, BundleScope, type[Exception]]] = [
        (office.auditor(scopes=frozenset()), BundleScope(), ScopeMissing),
        (office.auditor(engagement=None), BundleScope(), NoEngagement),
        (office.auditor(), BundleScope((f"customer:{office.story.bob}",)), BeyondEngagement),
        (office.administrator(scopes=frozenset({"audit:export"})), BundleScope(), ScopeMissing),
    ]
    for principal, scope, error in refused:
        with pytest.raises(error):
            await office.desk.request(principal, scope, uuid4())


async def test_when_the_engagement_ends_nothing_is_fetched_any_more(office: Office) -> None:
    """Also what was prepared before."""
    bundle = await office.ready()
    await office.story.disengage()
    with pytest.raises(EngagementOver):
        await office.desk.find(office.auditor(), bundle)


async def test_a_bundle_expires(office: Office) -> None:
    """After a day nobody finds it, and nothing of it is kept."""
    bundle = await office.ready()
    office.clock.now += timedelta(hours=25)
    await gone(office, bundle)


async def test_an_erasure_ends_the_bundles_made_before(office: Office) -> None:
    """They may hold opened copies of what is to be forgotten."""
    bundle = await office.ready()
    await office.story.tell(
        SubjectFenced(erasure=uuid4(), customer=office.story.ann, classes=(RetentionClass.STANDARD,), reason="asked")
    )
    await gone(office, bundle)


async def gone(office: Office, bundle: UUID) -> None:
    """It is not found, and once the background has worked, nothing of it is left."""
    with pytest.raises(BundleUnknown):
        await office.desk.find(office.auditor(), bundle)
    await office.desk.work()
    for table in ("audit_bundle", "audit_bundle_part"):
        count = f"SELECT count(*) FROM lifecycle.{table} WHERE tenant_id = $1"  # noqa: S608  # two names from above
        assert await office.here.log.pool.fetchval(count, office.here.log.tenant) == 0


async def test_a_bundle_that_cannot_be_made_says_why(office: Office) -> None:
    """The engagement ended before its turn came."""
    bundle = uuid4()
    await office.desk.request(office.auditor(), BundleScope(), bundle)
    await office.story.disengage()
    await office.desk.work()
    state = "SELECT state, error FROM lifecycle.audit_bundle WHERE bundle = $1"
    row = await office.here.log.pool.fetchrow(state, bundle)
    assert tuple(row or ()) == ("failed", "ENGAGEMENT_OVER")


async def test_the_background_prepares_what_is_asked_for(office: Office) -> None:
    """Nobody has to wait for a round."""
    running = asyncio.create_task(office.desk.run_forever())
    await office.desk.request(office.auditor(), BundleScope(), bundle := uuid4())
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (await office.desk.find(office.auditor(), bundle)).state != "ready":
            await office.here.log.store.wakeup().wait(0.02)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


class As:
    """Lets one principal through."""

    def __init__(self, principal: Principal, endpoint: ASGIApp) -> None:
        self._principal = principal
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        scope["state"]["principal"] = self._principal
        await self._endpoint(scope, receive, send)


@asynccontextmanager
async def served(office: Office, principal: Principal) -> AsyncIterator[httpx.AsyncClient]:
    """The routes, as this principal calls them, served by the loop that the pool belongs to."""
    routes = bundle_routes(office.desk, lambda endpoint, _: As(principal, endpoint))
    app = Application(routes, Origins())
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with httpx.AsyncClient(base_url=base, timeout=PATIENCE_SECONDS) as client:
            yield client
        server.should_exit = True
        await running


async def test_a_download_is_resumed_where_it_broke_off(office: Office) -> None:
    """In ranges of any size, across the parts it is kept in; a changed file is sent whole."""
    bundle, size = await office.ready(), 2 * PART_BYTES + 17
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    await stored(office, bundle, data)
    base = f"/audit/{office.here.log.tenant}/bundles/{bundle}"
    ranges = {"bytes=0-9": data[:10], f"bytes={PART_BYTES - 5}-{PART_BYTES + 4}": data[PART_BYTES - 5 :][:10]}
    ranges |= {f"bytes={size - 3}-": data[-3:], "bytes=-7": data[-7:]}
    async with served(office, office.auditor()) as client:
        whole = await client.get(f"{base}/bundle.zip")
        for asked, expected in ranges.items():
            answer = await client.get(f"{base}/bundle.zip", headers={"Range": asked})
            assert (answer.status_code, answer.content) == (206, expected)
        changed = await client.get(f"{base}/bundle.zip", headers={"Range": "bytes=5-", "If-Range": '"another"'})
        beyond = await client.get(f"{base}/bundle.zip", headers={"Range": f"bytes={size}-"})
        state, policy = await client.get(base), await client.get(f"{base}/policy")
        unknown = await client.get(f"/audit/{office.here.log.tenant}/bundles/{uuid4()}")
    assert (whole.status_code, whole.content == data, changed.status_code) == (200, True, 200)
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
    assert (state.json()["state"], whole.headers["etag"]) == ("ready", f'"{state.json()["sha256"]}"')
    assert (policy.text[:4], unknown.status_code) == ("log ", 404)


async def stored(office: Office, bundle: UUID, data: bytes) -> None:
    """Other bytes in place of the bundle's."""
    pool, tenant = office.here.log.pool, office.here.log.tenant
    await pool.execute("DELETE FROM lifecycle.audit_bundle_part WHERE bundle = $1", bundle)
    for number in range(0, len(data), PART_BYTES):
        part = data[number : number + PART_BYTES]
        insert = "INSERT INTO lifecycle.audit_bundle_part VALUES ($1, $2, $3, $4)"
        await pool.execute(insert, tenant, bundle, number // PART_BYTES, part)
    await pool.execute("UPDATE lifecycle.audit_bundle SET bytes = $2 WHERE bundle = $1", bundle, len(data))
