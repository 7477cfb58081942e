"""The application at the edge of an installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.app import graph
from lifecycle_api.app.background import readiness
from lifecycle_api.app.clock import now
from lifecycle_api.app.parts import Core
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.ownership import sender_of
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.http.app import create_app
from lifecycle_api.http.application import Application
from lifecycle_api.http.console import Console
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.services import Receipt, Services
from lifecycle_api.trust import Issuers, privacy, trust


@dataclass(frozen=True)
class Edge:
    """What differs between installations: whose tokens count, how much they may ask for, what browsers are shown."""

    issuers: Issuers
    origins: Origins
    limits: Limits
    allowances: Mapping[Kind, Allowance]
    console: Console | None = None


async def application(parts: Core, edge: Edge) -> Application:
    """The application to serve on these parts."""
    return create_app(await services(parts, edge))


async def services(parts: Core, edge: Edge) -> Services:
    """Everything behind the application's edge."""
    schema = make_schema()
    admission = Admission(schema._schema, edge.limits, Buckets(edge.allowances, now))  # noqa: SLF001  # it has no other name
    trusted = trust(edge.issuers, parts.pool, parts.clients, fetch=parts.fetch.for_strangers(), now=now)

    resources = await graph.resources(parts, schema, edge.limits)
    documents = resources.writing.documents
    answering = Answering(schema, resources, admission, documents)
    answering.prepare(documents.shipped.values())

    async def receive_adf(principal: Principal, body: bytes, *, content_type: str, rooftop: UUID | None) -> Receipt:
        del content_type  # the parser looks at the bytes: senders say anything
        if rooftop is not None and not viewer_of(principal).works_at(rooftop):
            raise NotFound("There is no such rooftop in your reach; ask for `rooftops`.", argument="rooftop")
        told = await parts.leads.receive(
            body, tenant=principal.tenant, rooftop=rooftop, actor=actor_of(principal), sender=sender_of(principal)
        )
        outside = principal.kind is Kind.PARTNER
        return Receipt(told.outcome, (told.for_sender() if outside else told).details())

    return Services(
        verify=parts.access_rules.applied(trusted.verify),
        answering=answering,
        receive_adf=receive_adf,
        ready=lambda: readiness(parts),
        origins=edge.origins,
        console=edge.console,
        oauth=trusted.oauth,
        privacy=privacy(parts.store, parts.keys, now),
        trees=parts.audit.trees,
        bundles=parts.bundles,
    )
