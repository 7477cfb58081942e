"""Keeps account in the log of who was shown what, or was refused it: on their name, and before anything is shown."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from eventsourcing.dcb.api import DCBAppendCondition

from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.refusals import AppendConflict


class AuditUnavailable(LifecycleError):
    """The disclosure could not be recorded, so nothing was served; ask again in a moment."""

    code: ClassVar[str] = "AUDIT_UNAVAILABLE"


class Accounts:
    """Appends what is kept account of. `new_id` makes the ids of events."""

    def __init__(self, store: EventStore, new_id: Callable[[], UUID]) -> None:
        self._store = store
        self._new_id = new_id

    async def append(
        self,
        principal: Principal,
        event: Event,
        at: datetime,
        tags: tuple[str, ...] = (),
        condition: DCBAppendCondition | None = None,
    ) -> int:
        """Record what a principal was shown or refused, and give its position.

        Raises AppendConflict, and AuditUnavailable when it cannot be recorded: then nothing may be served.
        """
        envelope = Envelope(id=self._new_id(), occurred_at=at, actor=actor_of(principal))
        try:
            appended = await self._store.append(
                principal.tenant, [NewEvent(envelope, event, tags)], condition=condition
            )
        except AppendConflict:
            raise
        except LifecycleError as error:
            raise AuditUnavailable(cause=error.code) from error
        return appended.last
