"""The service as it is installed: set up by its command line, served by a process of its own, asked over HTTP."""

import asyncio
import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx

from lifecycle_api.access.dev import LIFETIME, DevIssuer
from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.cli.ingest import SET_ASIDE
from tests.support.asking import Caller, caller
from tests.support.program import Running, run, running
from tests.support.waiting import PATIENCE_SECONDS

ADD_GROUP = 'mutation($name: String!) { addGroup(input: {idempotencyKey: "group", name: $name}) { group } }'
ADD_ROOFTOP = """mutation($key: ID!, $code: String!, $name: String!) {
  addRooftop(input: {idempotencyKey: $key, code: $code, name: $name, timezone: "America/Chicago"}) {
    rooftop { id } position userErrors { code message }
  }
}"""
POSITION = "SELECT position FROM lifecycle.log_head WHERE tenant_id = $1"
# The service adds up by itself what staff were shown, once a minute, whatever a test is at.
WRITTEN = """WITH said AS (
  SELECT position FROM lifecycle.event WHERE tenant_id = $1 AND type <> 'staff_access.summarised'
)
SELECT
  (SELECT count(*) FROM said),
  (SELECT count(*) FROM said JOIN lifecycle.event_tag USING (position) WHERE tenant_id = $1),
  (SELECT count(*) FROM lifecycle.append_key WHERE tenant_id = $1),
  (SELECT count(*) FROM lifecycle.raw_document WHERE tenant_id = $1)"""
PUBLIC_URL = "http://localhost"
"""What the authorization server calls itself; it answers at the address where it is served."""
MASTER_KEY = base64.b64encode(b"a master key that is 32 bytes ok").decode()


@dataclass(frozen=True)
class Group:
    """A dealer group with its rooftops, by code."""

    tenant: UUID
    rooftops: dict[str, UUID]


@dataclass
class Service:
    """A served installation, and an issuer whose tokens it trusts."""

    dsn: str
    issuer: DevIssuer
    settings: dict[str, str]
    address: str = ""
    program: Running | None = None

    def command(self, *words: str) -> dict[str, Any]:
        """What a command says as JSON; it has to succeed, if need be by setting something aside."""
        done = run(*words, "--json", **self.settings)
        assert done.returncode in {0, SET_ASIDE}, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def add_group(self, name: str, *rooftops: str) -> Group:
        """Set up a group over HTTP, with rooftops of these codes; they are called by the group's name and the code."""
        with self.asked_by(self.token(Kind.SERVICE, uuid4())) as setup:
            tenant = UUID(setup.data(ADD_GROUP, name=name)["addGroup"]["group"].removeprefix("group:"))
        with self.asked_by(self.staff(tenant, role=Role.ADMINISTRATOR)) as administrator:
            ids = {code: _rooftop(administrator, code, f"{name} {code.title()}") for code in rooftops}
        return Group(tenant, ids)

    def written(self, group: Group) -> tuple[int, ...]:
        """How much is written for a group: events, tags, idempotency keys and kept documents."""
        return asyncio.run(_row(self.dsn, WRITTEN, group.tenant))

    def position(self, group: Group) -> int:
        """Where a group's log ends."""
        (position,) = asyncio.run(_row(self.dsn, POSITION, group.tenant))
        return position

    def token(self, kind: Kind, tenant: UUID, *, lifetime: timedelta = LIFETIME, **claims: Any) -> str:
        """A token with every scope that this kind of party can hold, at every rooftop unless told otherwise."""
        scopes = sorted(scope.name for scope in SCOPES.values() if kind in scope.kinds)
        own = {
            "sub": f"test|{kind.value}",
            "client_id": "tests",
            "name": f"A {kind.value}",
            "kind": kind.value,
            "tenant": str(tenant),
            "scope": " ".join(scopes),
            "rooftops": [] if kind is Kind.CONSUMER else "*",
        }
        return self.issuer.issue({**own, **claims}, lifetime=lifetime)

    def staff(self, tenant: UUID, *rooftops: UUID, role: Role = Role.SALES_MANAGER) -> str:
        """A token of somebody on the staff, at these rooftops or at all."""
        where = [str(each) for each in rooftops] or "*"
        return self.token(Kind.STAFF, tenant, rooftops=where, roles=[role.value])

    @contextmanager
    def asked_by(self, token: str | None = None) -> Iterator[Caller]:
        """Somebody who calls with this token."""
        with caller(self.address, token) as someone:
            yield someone


async def _row(dsn: str, statement: str, tenant: UUID) -> tuple[int, ...]:
    connection = await asyncpg.connect(dsn)
    try:
        (row,) = await connection.fetch(statement, tenant)
        return tuple(row)
    finally:
        await connection.close()


def _rooftop(administrator: Caller, code: str, name: str) -> UUID:
    done = administrator.data(ADD_ROOFTOP, key=code, code=code, name=name)["addRooftop"]
    assert done["userErrors"] == []
    return UUID(done["rooftop"]["id"].removeprefix("rooftop:"))


def installed(dsn: str, folder: Path) -> Service:
    """An installation on a database, migrated by its own command, that is not served yet."""
    issuer = DevIssuer(folder, host="127.0.0.1", now=lambda: datetime.now(UTC))
    public = folder / "issuer.jwks"
    public.write_text(json.dumps(issuer.keys().current().as_dict(private=False)), encoding="utf-8")
    settings = {
        "DATABASE_URL": dsn,
        "LIFECYCLE_DATA": str(folder),
        "LIFECYCLE_MASTER_KEY": MASTER_KEY,
        "LIFECYCLE_ISSUER": issuer.issuer,
        "LIFECYCLE_JWKS": str(public),
        "LIFECYCLE_PORT": "0",
        "LIFECYCLE_PUBLIC_URL": PUBLIC_URL,
        # What is walked here is everything there is; what that costs, and who may ask for it, is tested elsewhere.
        "LIFECYCLE_LIMITS": "points=1000000000,fields=100000,tokens=1000000,characters=10000000",
        "LIFECYCLE_RATES": ",".join(f"{kind.value}=off" for kind in Kind),
        # And a slow machine is given the time it takes.
        "DATABASE_POOL_WAIT_MS": "60000",
        "DATABASE_READ_TIMEOUT_MS": "60000",
    }
    service = Service(dsn, issuer, settings)
    service.command("migrate")
    return service


@contextmanager
def served(service: Service) -> Iterator[Service]:
    """The installation, served on a free port until the block ends."""
    with running("serve", **service.settings) as program:
        service.address = program.wait_for(r"Serving (http://\S+)/graphql")[1]
        service.program = program
        ready = httpx.get(f"{service.address}/health/ready", trust_env=False, timeout=PATIENCE_SECONDS)
        assert ready.status_code == 200
        yield service
