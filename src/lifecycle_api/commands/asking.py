"""How a command is asked for: idempotency key, version seen, rooftop and time; and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID, uuid5

from lifecycle_api.access.principal import Principal
from lifecycle_api.errors import InvalidArgument, LifecycleError

LONGEST_KEY = 200
APART: Final = timedelta(minutes=1)
"""How far the clock of a caller may be from ours."""


class VersionConflict(LifecycleError):
    """It has changed since you read it; read it again and decide again."""

    code: ClassVar[str] = "VERSION_CONFLICT"


@dataclass(frozen=True)
class Expected:
    """The version of an entity that the caller has seen: the position of the last event about it."""

    tag: str
    version: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a command was asked for. `occurred_at` None means now, `rooftop` None the one that is clear."""

    idempotency_key: str
    rooftop: UUID | None = None
    occurred_at: datetime | None = None
    expected: Expected | None = None

    def __post_init__(self) -> None:
        """Raise InvalidArgument unless the idempotency key can be kept."""
        if not 0 < len(self.idempotency_key) <= LONGEST_KEY:
            raise InvalidArgument(
                f"An idempotency key has from 1 to {LONGEST_KEY} characters.", argument="idempotencyKey"
            )

    def at(self, now: datetime) -> datetime:
        """When it happened. Raises InvalidArgument for what is still to come."""
        return happened(self.occurred_at, now)

    def key(self, principal: Principal) -> str:
        """The idempotency key as the log keeps it: each principal has keys of its own."""
        return f"{principal.client_id}|{principal.subject}|{self.idempotency_key}"

    def new_id(self, principal: Principal, kind: str) -> UUID:
        """The id of what the command makes: a repeated request makes the same."""
        return uuid5(principal.tenant, f"{kind}|{self.key(principal)}")


def happened(said: datetime | None, now: datetime) -> datetime:
    """When something happened: as the caller says, or now. Raises InvalidArgument for what is still to come."""
    if said is None:
        return now
    if said > now + APART:
        raise InvalidArgument("This is still to come; it is recorded once it has happened.", argument="occurredAt")
    return said


@dataclass(frozen=True)
class EventRef:
    """An event that a command recorded."""

    id: UUID
    type: str
    position: int


@dataclass(frozen=True)
class Outcome:
    """The position of a command's last event, its events, and whether it had been done before."""

    position: int
    events: Sequence[EventRef]
    replayed: bool
