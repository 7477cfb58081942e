"""Searches the whole database for a person after everything was erased, and tells what is theirs from what is not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Final

import asyncpg
import orjson

from lifecycle_api.errors import LifecycleError
from lifecycle_api.projector.loader import Folder
from lifecycle_api.rights.erasure.identifiers import Identifiers
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL

_LOG: Final = "lifecycle.event"


class ErasureIncomplete(LifecycleError):
    """The person can still be found in the database; the erasure is not certified. Run it again, or ask for help."""

    code: ClassVar[str] = "ERASURE_INCOMPLETE"


@dataclass(frozen=True)
class Swept:
    """How many spellings were searched for, and where others' records mention the person: place, column, key."""

    spellings: int
    mentions: tuple[tuple[str, str, str], ...]


class Sweep:
    """Searches the database behind `pool`, whose read models are those of `folders`."""

    def __init__(self, pool: asyncpg.Pool, folders: Collection[Folder]) -> None:
        self._pool = pool
        self._subjects = {folder.schema: folder.subject for folder in folders}

    async def sweep(self, order: Order, identifiers: Identifiers) -> Swept:
        """Look for every spelling. What stands in rows of others, or clear in the log, is told and left alone.

        Raises ErasureIncomplete for anything else; an erasure of a part leaves the rest to be found.
        """
        spellings = identifiers.spellings()
        if not spellings:
            return Swept(0, ())
        await self._sample_again(spellings)
        mentions: list[tuple[str, str, str]] = []
        left: list[tuple[str, str, str]] = []
        for row in await self._pool.fetch(SQL["search"], order.tenant, spellings):
            hit = (row["place"], row["column"], row["key"])
            (mentions if self._is_of_others(order, *hit) else left).append(hit)
        if left and order.whole:
            raise ErasureIncomplete(places=sorted({f"{place}.{column}" for place, column, _ in left}))
        return Swept(len(spellings), tuple(mentions))

    async def _sample_again(self, spellings: list[str]) -> None:
        for row in await self._pool.fetch(SQL["sampled"], spellings):
            await self._pool.execute(SQL["sample_again"], row["schema"], row["table"])

    def _is_of_others(self, order: Order, place: str, column: str, key: str) -> bool:
        if place == _LOG or column == "*":
            return True
        schema, _, table = place.partition(".")
        subject = self._subjects.get(schema, {}).get(table)
        return subject is not None and orjson.loads(key).get(subject) not in (None, str(order.customer))
