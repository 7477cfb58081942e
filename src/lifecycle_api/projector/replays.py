"""Replays for readers: the log as of another moment, written as rows on the reader's own connection."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from lifecycle_api.projector.registered import ReadModel
from lifecycle_api.projector.scratch import Tables, as_of
from lifecycle_api.store.log import EventStore

LATEST: Final = 2**63 - 1


@dataclass(frozen=True)
class Replays:
    """What reads as of another moment go through: the store reads the log, `models` says into which tables."""

    store: EventStore
    models: Mapping[str, ReadModel]

    def __call__(
        self,
        connection: Any,
        tenant: UUID,
        tag: str,
        *,
        known: int | datetime | None,
        valid: datetime | None,
        tables: Tables | None,
    ) -> AbstractAsyncContextManager[UUID]:
        """Give the throw-away tenant under which the entity's rows stand; `tables` None means in all tables."""
        wanted = [model for name, model in self.models.items() if tables is None or name in tables]
        moment = LATEST if known is None else known
        return as_of(connection, self.store, tenant, [tag], known=moment, valid=valid, models=wanted, tables=tables)
