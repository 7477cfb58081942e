"""Who answers pages in the read benchmarks, all in one process on one pool: planned, stock and by hand.

The reader is a BDC agent, who works at every rooftop and sees all of a person but money and papers. Each look at those
is recorded in the log before it is shown, so that the page of a sales manager is a write, and the limit's is none. A
service advisor works at one rooftop, and a generated group's rows stand at many.
"""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from starlette.routing import Mount

from lifecycle_api import app as composition
from lifecycle_api.access.dev import DevIssuer
from lifecycle_api.access.personas import personas
from lifecycle_api.access.principal import Principal, from_claims
from lifecycle_api.bench.limit import Limit
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.http.app import create_app, routes
from lifecycle_api.http.application import Application
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.services import Services
from lifecycle_api.planner.planner import Asked, Planned, Planner
from lifecycle_api.planner.selection import NotPlannable
from lifecycle_api.settings import Settings
from lifecycle_api.trust import Issuers

STOCK: Final = "/stock"
WHO: Final = "bdc-agent"
KEY: Final = bytes(32)
SETTINGS: Final = Settings(pool_wait_ms=30_000)


class Unplanning(Planner):
    """Leaves every operation to the stock executor."""

    def operation(self, asked: Asked, principal: Principal, viewer: Any) -> Planned:
        """Plan nothing."""
        del asked, principal, viewer
        raise NotPlannable("the stock executor is measured")


@dataclass(frozen=True)
class Contestants:
    """The application to serve, a token of its reader, what makes others, and what is behind it."""

    app: Application
    token: str
    issue: Callable[[Mapping[str, Any]], str]
    principal: Principal
    parts: composition.Core
    connections: Connections
    limit: Limit


@asynccontextmanager
async def contestants(dsn: str, tenant: UUID) -> AsyncIterator[Contestants]:
    """Put them together on a group's database."""
    with tempfile.TemporaryDirectory() as folder:
        issuer = DevIssuer(Path(folder), host="127.0.0.1", now=composition.now)
        claims = _claims(tenant)
        async with composition.core(dsn, KEY, SETTINGS) as parts:
            edge = composition.Edge(
                issuers=Issuers(audience=issuer.audience, others=[issuer.verifier()]),
                origins=Origins(),
                limits=Limits(),
                allowances={},
            )
            services = await composition.services(parts, edge)
            reading = services.answering.resources.reading
            limit = Limit(reading.connections, parts.cursors, reading.planner.schemas.live)
            stock = Mount(STOCK, create_app(_stock(services)))
            served = Application([*routes(services), *limit.routes(services.verify), stock], services.origins)
            issue = partial(issuer.issue, lifetime=timedelta(hours=1))
            yield Contestants(served, issue(claims), issue, from_claims(claims), parts, reading.connections, limit)


def _claims(tenant: UUID) -> Mapping[str, Any]:
    people = personas(tenant, rooftops=[], customer=tenant)
    return next(each.claims for each in people if each.key == WHO)


def _stock(services: Services) -> Services:
    answering = services.answering
    reading = answering.resources.reading
    planner = Unplanning(reading.planner.schema, reading.planner.schemas)
    resources = replace(answering.resources, reading=replace(reading, planner=planner))
    return replace(services, answering=Answering(answering.schema, resources, answering.admission))
