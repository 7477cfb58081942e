"""What the schema needs behind it; the composition root fills this in."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from lifecycle_api.audit.export.desk import Desk
from lifecycle_api.audit.replay.history import History
from lifecycle_api.audit.trees import Trees
from lifecycle_api.commands.access_rules import AccessRules
from lifecycle_api.commands.administration import Administration
from lifecycle_api.commands.bus import CommandBus
from lifecycle_api.commands.clients import ClientAdministration
from lifecycle_api.commands.documents import TrustedDocuments
from lifecycle_api.commands.received import ReceivedLeads
from lifecycle_api.commands.recording import Recorder
from lifecycle_api.commands.staff_access import StaffAccess
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.graphql.connections import Connections
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.graphql.group_reads import GroupReads
from lifecycle_api.inquiries.desk import Inquiries
from lifecycle_api.intake.leads import LeadIntake
from lifecycle_api.planner.cursors import Cursors
from lifecycle_api.planner.planner import Planner
from lifecycle_api.projector.watch import Checkpoint, Watches
from lifecycle_api.rights.portability import Portability


class AsOf(Protocol):
    """Replays an entity's own events into the scratch schemas."""

    def __call__(
        self,
        connection: Any,
        tenant: UUID,
        tag: str,
        *,
        known: int | datetime | None,
        valid: datetime | None,
        tables: Mapping[str, Collection[str]] | None,
    ) -> AbstractAsyncContextManager[UUID]:
        """Give the throw-away tenant under which the replayed rows stand until the context ends.

        `tables` are those that will be read, by folder; None means all.
        """
        ...


class WaitFor(Protocol):
    """Waits for the read models."""

    async def __call__(self, tenant: UUID, position: int, timeout_seconds: float) -> bool:
        """Whether everything up to `position` became visible in time."""
        ...


Near = Callable[[UUID, Collection[str], int], AbstractAsyncContextManager[Any | None, bool | None]]
"""Lends a connection to a replica that shows all of a tenant's log so far, and the read models of some folders up to a
position; None when none does. What goes wrong in the context ends it and no more: the primary is asked then."""


@dataclass(frozen=True)
class Reading:
    """What reads need.

    `now` is the clock that decisions are bound to. With replicas, queries are read from `near` where that can be.
    """

    connections: Connections
    group_reads: GroupReads
    planner: Planner
    cursors: Cursors
    as_of: AsOf
    wait_for: WaitFor
    now: Callable[[], datetime]
    near: Near | None = None


class Erase(Protocol):
    """Carries out a verified request for erasure."""

    async def __call__(self, tenant: UUID, request: UUID, actor: Actor) -> tuple[UUID, int]:
        """The erasure, and the position of the last event about it."""
        ...


@dataclass(frozen=True)
class Writing:
    """What mutations need: the command bus, the recorder of single events, intake of leads, setting up, access rules.

    `hash_of` gives a tenant's keyed hash of a phone number or an e-mail address in its normalised spelling, and
    `country_of` the country in which its numbers are dialled unless somebody says otherwise.
    """

    commands: CommandBus
    recorder: Recorder
    leads: LeadIntake
    administration: Administration
    access_rules: AccessRules
    hash_of: Callable[[UUID, str], str]
    country_of: Callable[[UUID], Awaitable[str]]
    erase: Erase
    clients: ClientAdministration
    received: ReceivedLeads
    bundles: Desk
    documents: TrustedDocuments


@dataclass(frozen=True)
class Following:
    """What subscriptions need: watchers of logs, and a clock.

    `asynchronous` are the checkpoints of the read models that follow the log with some delay. Who hears nothing for
    `heartbeat_seconds` hears that the connection is alive.
    """

    watches: Watches
    asynchronous: frozenset[Checkpoint]
    now: Callable[[], datetime]
    heartbeat_seconds: float = 15.0


@dataclass(frozen=True)
class Resources:
    """Everything behind the schema."""

    reading: Reading
    disclosing: Disclosing
    staff_access: StaffAccess
    writing: Writing
    following: Following
    inquiries: Inquiries
    history: History
    portability: Portability
    trees: Trees


Context = Mapping[str, Any]
