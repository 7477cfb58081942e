"""The service as it is installed: set up by its command line, served by a process of its own, asked over HTTP."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from lifecycle_api.access.categories import Role
from lifecycle_api.access.dev import LIFETIME, DevIssuer
from lifecycle_api.access.scopes import SCOPES, Kind
from tests.support.asking import Caller, caller
from tests.support.program import Running, run, running

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
    groups: dict[str, Group] = field(default_factory=dict)

    def command(self, *words: str) -> dict[str, Any]:
        """What a command says as JSON; it has to succeed."""
        done = run(*words, "--json", **self.settings)
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return told

    def add_group(self, name: str, *rooftops: str) -> Group:
        """Set up a group with rooftops of these codes; their names are their codes in words."""
        tenant = UUID(self.command("group", "add", name)["id"])
        ids = {}
        for code in rooftops:
            words = ("--group", name, "--code", code, "--name", f"{name} {code.title()}")
            ids[code] = UUID(self.command("rooftop", "add", *words)["id"])
        self.groups[name] = Group(tenant, ids)
        return self.groups[name]

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
        assert httpx.get(f"{service.address}/health/ready", trust_env=False).status_code == 200
        yield service
