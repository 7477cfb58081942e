"""What the schema reads and writes with, made of the parts."""

from collections.abc import Mapping
from functools import partial
from time import monotonic
from uuid import UUID

import strawberry

from lifecycle_api.app.clock import now
from lifecycle_api.app.parts import Core
from lifecycle_api.commands.administration import Administration
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.clients import ClientAdministration
from lifecycle_api.commands.documents import TrustedDocuments
from lifecycle_api.commands.ledger import Ledger
from lifecycle_api.commands.numbers import country_of
from lifecycle_api.commands.received import ReceivedLeads
from lifecycle_api.commands.recording import Recorder
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.contracts import Contracts
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.graphql.documents import Askable
from lifecycle_api.graphql.group_reads import GroupReads
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.resources import Following, Reading, Resources, Writing
from lifecycle_api.http.operations import operations_folder, trusted_texts
from lifecycle_api.inquiries.desk import inquiries
from lifecycle_api.planner.plan import Schemas
from lifecycle_api.planner.planner import Planner
from lifecycle_api.projector import registered
from lifecycle_api.projector.registered import ReadModel
from lifecycle_api.projector.replays import Replays
from lifecycle_api.projector.watch import Checkpoint, Watches
from lifecycle_api.rights.portability import Portability
from lifecycle_api.store.documents import DocumentStore
from lifecycle_api.uuids import new_uuid


def trusted_documents(parts: Core, schema: strawberry.Schema, limits: Limits) -> TrustedDocuments:
    """The operations that are known by their hash."""
    return TrustedDocuments(
        trusted_texts(operations_folder()),
        DocumentStore(parts.pool),
        parts.clients.clients.find,
        Askable(Contracts(schema._schema), limits),  # noqa: SLF001  # strawberry gives it under no other name
        now=now,
        ticks=monotonic,
    )


async def resources(parts: Core, schema: strawberry.Schema, limits: Limits | None = None) -> Resources:
    """Everything behind the schema, on the read models that are live now."""
    models = await registered.live(parts.pool)
    late = {name: (model.checkpoint, model.version) for name, model in models.items() if model.mode == "async"}
    return Resources(
        reading=_reading(parts, schema, models, late),
        disclosing=Disclosing(Ledger(parts.store, new_uuid), now),
        staff_access=parts.staff_access,
        writing=_writing(parts, trusted_documents(parts, schema, limits or Limits())),
        following=Following(Watches(parts.pool, parts.store), frozenset(late.values()), now),
        inquiries=inquiries(parts.store, now, parts.clients.signing.signer),
        history=parts.history,
        portability=Portability(parts.store, parts.history, now),
        trees=parts.audit.trees,
    )


def _reading(
    parts: Core, schema: strawberry.Schema, models: Mapping[str, ReadModel], late: Mapping[str, Checkpoint]
) -> Reading:
    schemas = Schemas(
        live={name: model.schema for name, model in models.items()},
        scratch={name: model.scratch for name, model in models.items()},
        checkpoints={name: (model.checkpoint, model.version) for name, model in models.items()},
    )
    connections = Connections(parts.reads, parts.patience_seconds)
    return Reading(
        connections=connections,
        group_reads=GroupReads(connections),
        planner=Planner(schema._schema, schemas),  # noqa: SLF001  # as above
        cursors=parts.cursors,
        as_of=Replays(parts.store, models),
        wait_for=lambda tenant, position, seconds: parts.projector.wait_for(tenant, position, seconds=seconds),
        now=now,
        near=parts.replicas.near(late) if parts.replicas else None,
    )


def _writing(parts: Core, documents: TrustedDocuments) -> Writing:
    async def erase(tenant: UUID, request: UUID, actor: Actor) -> tuple[UUID, int]:
        progress = await parts.rights.desk.erase(tenant, request, actor=actor)
        return progress.order.erasure, await parts.store.head(tenant)

    return Writing(
        commands=CommandBus(parts.store, now, new_uuid),
        recorder=Recorder(parts.store, now),
        leads=parts.leads,
        administration=Administration(parts.store, now),
        access_rules=parts.access_rules,
        country_of=partial(country_of, parts.store),
        hash_of=lambda tenant, value: parts.keys.mac(tenant, "contact", value.encode()).hex(),
        erase=erase,
        clients=ClientAdministration(parts.store, parts.clients.clients, parts.clients.grants, now),
        received=ReceivedLeads(parts.store),
        bundles=parts.bundles,
        documents=documents,
    )
