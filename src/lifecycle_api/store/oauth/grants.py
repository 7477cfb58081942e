"""Codes, refresh tokens, used ids and cancellations: what the authorization server decided, kept all or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from lifecycle_api.access.oauth.facts import Code, Conflict, Decided, Refresh
from lifecycle_api.access.oauth.single_use import SingleUse
from lifecycle_api.domain.ids import SYSTEM
from lifecycle_api.store.oauth.cancellations import Cancellations
from lifecycle_api.store.oauth.rows import SQL, answering, transaction


class _Conflicting(Exception):
    def __init__(self, conflict: Conflict) -> None:
        super().__init__()
        self.conflict = conflict


class GrantStore:
    """The grants of the database behind `pool`. What is cancelled here is told to `cancellations` at once."""

    def __init__(self, pool: asyncpg.Pool, cancellations: Cancellations) -> None:
        self._pool = pool
        self._cancellations = cancellations

    async def code(self, digest: bytes) -> Code | None:
        """An authorization code, spent or not. Raises `Unavailable`."""
        with answering():
            row = await self._pool.fetchrow(SQL["code"], SYSTEM, digest)
        return None if row is None else _read(row["code"], Code, spent=row["spent"])

    async def refresh(self, digest: bytes) -> Refresh | None:
        """A refresh token, spent or not, unless its login was ended. Raises `Unavailable`."""
        with answering():
            row = await self._pool.fetchrow(SQL["refresh"], SYSTEM, digest)
        return None if row is None else _read(row["token"], Refresh, spent=row["spent"])

    async def commit(self, decided: Decided, now: datetime) -> Conflict | None:
        """Keep all of it, or none and say what had been used before. Raises `Unavailable`."""
        if decided == Decided():
            return None
        try:
            async with transaction(self._pool) as connection:
                await _spend(connection, decided.spend)
                await _use_up(connection, decided, now)
                await _keep(connection, decided)
                for each in decided.cancel:
                    await connection.execute(SQL["cancel"], SYSTEM, each.what, each.name, now, each.until)
        except _Conflicting as found:
            return found.conflict
        self._cancellations.add(decided.cancel)
        return None


async def _spend(connection: PoolConnectionProxy, ids: Sequence[SingleUse]) -> None:
    if ids:
        spent = await connection.fetch(
            SQL["spend"], SYSTEM, [each.digest for each in ids], [each.expires_at for each in ids]
        )
        fresh = {row["digest"] for row in spent}
        for each in ids:
            if each.digest not in fresh:
                raise _Conflicting("proof_used" if each.use == "proof" else "assertion_used")


async def _use_up(connection: PoolConnectionProxy, decided: Decided, now: datetime) -> None:
    if decided.redeemed and not await connection.fetchval(SQL["redeem_code"], SYSTEM, decided.redeemed.digest, now):
        raise _Conflicting("code_used")
    if decided.refreshed and not await connection.fetchval(SQL["use_refresh"], SYSTEM, decided.refreshed.digest, now):
        raise _Conflicting("refresh_used")


async def _keep(connection: PoolConnectionProxy, decided: Decided) -> None:
    kept: tuple[tuple[str, Code | Refresh | None], ...] = (
        ("save_code", decided.code),
        ("save_refresh", decided.refresh),
    )
    for statement, each in kept:
        if each is not None:
            document = msgspec.json.encode(each).decode()
            await connection.execute(SQL[statement], SYSTEM, each.digest, each.family, document, each.expires_at)


def _read(document: str, cls: Any, *, spent: bool) -> Any:
    return msgspec.structs.replace(msgspec.json.decode(document, type=cls), spent=spent)
