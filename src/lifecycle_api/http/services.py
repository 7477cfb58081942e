"""What the routes are given: the composition root fills this in, tests fill it with less."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from uuid import UUID

from lifecycle_api.access.principal import Principal
from lifecycle_api.audit.export.desk import Desk
from lifecycle_api.audit.trees import Trees
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.http.authentication import Verify
from lifecycle_api.http.console import Console
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.oauth import OAuth
from lifecycle_api.http.privacy import Privacy


@dataclass(frozen=True)
class Receipt:
    """What a sender is told about a document: what became of it, and the details as JSON."""

    outcome: Literal["recorded", "resent", "quarantined"]
    details: Mapping[str, Any]


class ReceiveAdf(Protocol):
    """Takes in one ADF document as it arrived."""

    async def __call__(self, principal: Principal, body: bytes, *, content_type: str, rooftop: UUID | None) -> Receipt:
        """Keep the bytes and record what they say, or set them aside; raises a `LifecycleError` to refuse."""
        ...


@dataclass(frozen=True)
class Readiness:
    """Whether requests can be served, and a report for JSON by name: database, projections and their lag."""

    ready: bool
    checks: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything behind the edge."""

    verify: Verify
    answering: Answering
    receive_adf: ReceiveAdf
    ready: Callable[[], Awaitable[Readiness]]
    origins: Origins
    console: Console | None = None
    oauth: OAuth | None = None
    privacy: Privacy | None = None
    trees: Trees | None = None
    bundles: Desk | None = None
