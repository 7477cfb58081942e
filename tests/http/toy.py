"""A schema of a few fields behind the real edge, with tokens of the dev issuer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from lifecycle_api.access.authentication import Authentication
from lifecycle_api.access.buckets import Buckets
from lifecycle_api.access.dev import DevIssuer
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.personas import PersonaToken, personas
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import TokenVerifier
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.extension import Prepared
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.resources import Reading, Resources
from lifecycle_api.http.console import Console
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.operations import SavedOperation
from lifecycle_api.http.services import Readiness, Receipt, Services
from lifecycle_api.planner.plan import Schemas
from lifecycle_api.planner.planner import Planner

TENANT, HERE, THERE, ANN = (UUID(int=number) for number in range(1, 5))
PORTAL = "https://portal.dealer.example"
SECRET = "ann@example.com"  # what a database error would tell


class CarUnknown(LifecycleError):
    """There is no such car."""

    code = "CAR_UNKNOWN"


def nested(depth: int) -> str:
    """A document of so many levels."""
    return "query" + "{itself" * depth + "{name" + "}" * (depth + 1)


@strawberry.type
class Query:
    """Reads."""

    @strawberry.field
    def name(self, info: Info[dict[str, Any], None]) -> str:
        """Who asks."""
        name: str = info.context["principal"].name
        return name

    @strawberry.field
    def context(self, info: Info[dict[str, Any], None]) -> list[str]:
        """What is in the context."""
        return [str(info.context["viewer"].tenant), info.context["request_id"]]

    @strawberry.field
    def echo(self, text: str) -> str:
        """The same again."""
        return text

    @strawberry.field
    def itself(self) -> "Query":
        """For nesting."""
        return Query()

    @strawberry.field
    def unknown_car(self) -> str | None:
        """Refuses."""
        raise CarUnknown(vin="1HGCM82633A004352")

    @strawberry.field
    def fault(self) -> str | None:
        """Falls over."""
        raise ValueError(SECRET)


@strawberry.type
class Mutation:
    """Writes."""

    @strawberry.mutation
    def touch(self) -> bool:
        """Anything."""
        return True


SCHEMA = strawberry.Schema(Query, Mutation, extensions=[Prepared])


def answering() -> Answering:
    """Answers on the toy schema, which reads nothing: there is no database behind it."""
    nothing: Any = None
    planner = Planner(SCHEMA._schema, Schemas(live={}, scratch={}, checkpoints={}))
    reading = Reading(
        connections=nothing,
        group_reads=nothing,
        planner=planner,
        cursors=nothing,
        as_of=nothing,
        wait_for=nothing,
        now=nothing,
    )
    return Answering(
        SCHEMA,
        Resources(reading, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing),
        Admission(SCHEMA._schema, Limits(), Buckets({}, lambda: datetime.now(UTC))),
    )


@dataclass
class Inbox:
    """Remembers what was delivered, and answers as told."""

    receipt: Receipt = field(default_factory=lambda: Receipt("recorded", {"lead": "lead:1", "position": 7}))
    delivered: list[tuple[str, bytes, str, UUID | None]] = field(default_factory=list)

    async def __call__(self, principal: Principal, body: bytes, *, content_type: str, rooftop: UUID | None) -> Receipt:
        """Keep everything."""
        self.delivered.append((principal.subject, body, content_type, rooftop))
        return self.receipt


async def _ready() -> Readiness:
    return Readiness(ready=True, checks={"database": {"ok": True}})


@dataclass(frozen=True)
class Toy:
    """The services of a toy application, and a token for each persona."""

    services: Services
    inbox: Inbox
    tokens: Mapping[str, str]

    def with_(self, **changes: Any) -> "Toy":
        """The same with other services."""
        return replace(self, services=replace(self.services, **changes))


def toy(data: Path) -> Toy:
    """Everything, with the issuer's key in this folder."""

    def now() -> datetime:
        return datetime.now(UTC)

    issuer = DevIssuer(data, host="127.0.0.1", now=now)
    verifier = TokenVerifier(issuer.keys(), issuer=issuer.issuer, audience=issuer.audience, now=now)
    people = [
        PersonaToken(persona, issuer.issue(persona.claims))
        for persona in personas(TENANT, rooftops=[HERE, THERE], customer=ANN)
    ]
    saved = [
        SavedOperation("service-advisor", "whoami", "Who am I?", "query WhoAmI { name }\n", {}),
        SavedOperation("consumer", "mine", "What is mine?", "query WhatIsMine { name }\n", {}),
        SavedOperation("consumer", "echo", "Who is there?", "query Echo($text: String!) { echo(text: $text) }\n", {}),
    ]
    inbox = Inbox()
    services = Services(
        verify=Authentication(TrustedIssuers([verifier])),
        answering=answering(),
        receive_adf=inbox,
        ready=_ready,
        origins=Origins((PORTAL,)),
        console=Console(operations=saved, personas=lambda: people),
    )
    return Toy(services, inbox, {who.persona.key: who.token for who in people})
