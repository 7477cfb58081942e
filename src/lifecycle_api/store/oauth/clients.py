"""The registry of clients, in the system tenant: a client is found before anybody knows its dealer group."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import asyncpg
import msgspec

from lifecycle_api.access.oauth.client import Client, Standing
from lifecycle_api.domain.ids import SYSTEM
from lifecycle_api.errors import LifecycleError
from lifecycle_api.store.oauth.rows import SQL, answering

IsSuspended = Callable[[UUID, UUID], Awaitable[bool]]
"""Whether a dealer group (the first id) has suspended a party (the second)."""


class ClientIdTaken(LifecycleError):
    """Another dealer group has a client of this id; choose another one."""

    code: ClassVar[str] = "CLIENT_ID_TAKEN"


class ClientRegistry:
    """Finds and keeps clients. A client is one dealer group's: no other group can change it."""

    def __init__(self, pool: asyncpg.Pool, is_suspended: IsSuspended) -> None:
        self._pool = pool
        self._is_suspended = is_suspended

    async def find(self, client_id: str) -> Client | None:
        """A client, with the standing it has now. Raises `Unavailable`."""
        with answering():
            row = await self._pool.fetchval(SQL["client"], SYSTEM, client_id)
        return None if row is None else await self._standing(_client(row))

    async def of_group(self, group: UUID | None = None) -> list[Client]:
        """The clients of a dealer group, or of all. Raises `Unavailable`."""
        with answering():
            rows = await self._pool.fetch(SQL["clients"], SYSTEM, group)
        return [await self._standing(_client(row["client"])) for row in rows]

    async def save(self, client: Client, now: datetime) -> None:
        """Register a client, or change it, unless a later event has. Raises `ClientIdTaken`, `Unavailable`.

        A suspension is its party's, so it is not kept with the client.
        """
        standing = Standing.ACTIVE if client.standing is Standing.SUSPENDED else client.standing
        document = msgspec.json.encode(msgspec.structs.replace(client, standing=standing)).decode()
        with answering():
            whose = await self._pool.fetchval(
                SQL["save_client"], SYSTEM, client.client_id, client.tenant, document, client.position, now
            )
        if whose != client.tenant:
            raise ClientIdTaken(clientId=client.client_id)

    async def mark_sandbox(self, group: UUID, now: datetime) -> None:
        """Say that a dealer group's people are synthetic; its clients are then a sandbox's. Raises `Unavailable`."""
        with answering():
            await self._pool.execute(SQL["mark_sandbox"], SYSTEM, group, now)

    async def is_sandbox(self, group: UUID) -> bool:
        """Whether a dealer group's people are synthetic. Raises `Unavailable`."""
        with answering():
            marked: bool = await self._pool.fetchval(SQL["is_sandbox"], SYSTEM, group)
        return marked

    async def _standing(self, client: Client) -> Client:
        if (
            client.standing is Standing.ACTIVE
            and client.party
            and await self._is_suspended(client.tenant, client.party)
        ):
            return msgspec.structs.replace(client, standing=Standing.SUSPENDED)
        return client


def _client(document: str) -> Client:
    return msgspec.json.decode(document, type=Client)
