"""Data keys in the log's own database, wrapped by a master key that is not."""

import asyncio
import hmac
import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lifecycle_api import sqlfiles
from lifecycle_api.recent import Recent
from lifecycle_api.store.keys import Absence, DataKey, KeyScope, MacPurpose
from lifecycle_api.store.refusals import KeyStoreUnreachable, SealKeyFenced

_SQL = sqlfiles.load(Path(__file__).with_name("sql"), "keys")
_KEY_BYTES = 32
_NONCE_BYTES = 12
_MASTER_ID_BYTES = 8


class LocalKeyStore:
    """The key store of an installation without a key management service; see :class:`KeyStore`.

    `master` are 32 secret bytes. A key wrapped by another master key reads as withheld. `cache_seconds`
    bounds how long another process may still open what has been destroyed here; `cache_size` is in keys.
    """

    def __init__(
        self, pool: asyncpg.Pool, master: bytes, *, cache_seconds: float = 1.0, cache_size: int = 100_000
    ) -> None:
        self._pool = pool
        self._master = master
        self._wrapper = AESGCM(_derive(master, b"wrap"))
        self._master_id = _derive(master, b"id")[:_MASTER_ID_BYTES]
        self._sealing: Recent[tuple[UUID, KeyScope], DataKey] = Recent(cache_size)
        self._opening: Recent[tuple[UUID, UUID], tuple[float, DataKey]] = Recent(cache_size)
        self._macs: Recent[tuple[UUID, MacPurpose], bytes] = Recent(cache_size)
        self._mark_keys: Recent[UUID, bytes] = Recent(cache_size)
        self.cache_seconds = cache_seconds
        self._rounds: dict[UUID, _Round] = {}

    async def ensure(self, tenant: UUID, scopes: Sequence[KeyScope]) -> list[DataKey]:
        """See :class:`KeyStore`."""
        keys = []
        for scope, key in zip(scopes, await self.available(tenant, scopes), strict=True):
            if key is None:
                raise SealKeyFenced(subject=scope.subject)
            keys.append(key)
        return keys

    async def available(self, tenant: UUID, scopes: Sequence[KeyScope]) -> list[DataKey | None]:
        """See :class:`KeyStore`. Calls of the same moment share their round trip."""
        found = [self._sealing.get((tenant, scope)) for scope in scopes]
        if None not in found:
            return found
        missing = {scope: None for scope, key in zip(scopes, found, strict=True) if key is None}
        made = await self._made(tenant, list(missing))
        return [key or made.get(scope) for scope, key in zip(scopes, found, strict=True)]

    async def open(self, tenant: UUID, key_ids: Collection[UUID]) -> dict[UUID, DataKey | Absence]:
        """See :class:`KeyStore`."""
        found: dict[UUID, DataKey | Absence] = {}
        now = time.monotonic()
        for key_id in key_ids:
            until, key = self._opening.get((tenant, key_id)) or (0.0, None)
            if key is not None and until > now:
                found[key_id] = key
        if missing := [key_id for key_id in key_ids if key_id not in found]:
            rows = await self._fetch("open", tenant, missing)
            found |= {row["key_id"]: self._opened(tenant, row["key_id"], row["wrapped"]) for row in rows}
        # Erasure is what the key table says. Of a key it never heard of, nobody can say that.
        return {key_id: found.get(key_id, Absence.WITHHELD) for key_id in key_ids}

    async def fence(
        self, tenant: UUID, subject: str, *, controller: str | None = None, retention_class: str | None = None
    ) -> list[UUID]:
        """See :class:`KeyStore`."""
        rows = await self._fetch("fence", tenant, subject, controller, retention_class)
        fenced: list[UUID] = rows[0]["keys"]
        self.forget(tenant, fenced)
        return fenced

    async def bar(
        self, tenant: UUID, subject: str, *, controllers: Sequence[str], classes: Sequence[str]
    ) -> list[UUID]:
        """See :class:`KeyStore`."""
        rows = await self._fetch("bar", tenant, subject, list(controllers), list(classes))
        fenced: list[UUID] = rows[0]["keys"]
        self.forget(tenant, fenced)
        return fenced

    async def destroy(self, tenant: UUID, key_ids: Collection[UUID]) -> set[UUID]:
        """See :class:`KeyStore`."""
        rows = await self._fetch("destroy", tenant, list(key_ids))
        self.forget(tenant, key_ids)
        return set(rows[0]["keys"])

    def forget(self, tenant: UUID, key_ids: Collection[UUID]) -> None:
        """See :class:`KeyStore`."""
        gone = set(key_ids)
        self._sealing.drop(lambda name, key: name[0] == tenant and key.id in gone)
        self._opening.drop(lambda name, _: name[0] == tenant and name[1] in gone)

    def mac(self, tenant: UUID, purpose: MacPurpose, message: bytes) -> bytes:
        """See :class:`KeyStore`."""
        key = self._macs.get((tenant, purpose))
        if key is None:
            key = _derive(self._master, b"mac:" + purpose.encode() + tenant.bytes)
            self._macs.put((tenant, purpose), key)
        return hmac.digest(key, message, "sha256")

    def mark_key(self, tenant: UUID) -> bytes:
        """See :class:`KeyStore`."""
        key = self._mark_keys.get(tenant)
        if key is None:
            key = self.mac(tenant, "tag", b"")
            self._mark_keys.put(tenant, key)
        return key

    async def _made(self, tenant: UUID, scopes: Sequence[KeyScope]) -> dict[KeyScope, DataKey]:
        current = self._rounds.get(tenant)
        if current is None:
            current = self._rounds[tenant] = _Round()
            current.task = asyncio.create_task(self._make(tenant, current))
        current.scopes |= dict.fromkeys(scopes)
        # Shielded, because the others of this round wait for the same answer.
        return await asyncio.shield(current.task)

    async def _make(self, tenant: UUID, current: "_Round") -> dict[KeyScope, DataKey]:
        await asyncio.sleep(0)
        del self._rounds[tenant]
        scopes = list(current.scopes)
        proposed = [(uuid4(), os.urandom(_KEY_BYTES)) for _ in scopes]
        rows = await self._fetch(
            "ensure",
            tenant,
            *(list(column) for column in zip(*scopes, strict=True)),
            [key_id for key_id, _ in proposed],
            [self._wrap(tenant, key_id, key) for key_id, key in proposed],
        )
        made = {}
        for scope, row in zip(scopes, rows, strict=True):
            if row["key_id"] is None:
                continue  # barred
            key = self._opened(tenant, row["key_id"], row["wrapped"])
            if isinstance(key, Absence):
                raise KeyStoreUnreachable("The subject's key is wrapped by another master key; set the right one.")
            made[scope] = key
            self._sealing.put((tenant, scope), key)
        return made

    def _wrap(self, tenant: UUID, key_id: UUID, key: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return self._master_id + nonce + self._wrapper.encrypt(nonce, key, tenant.bytes + key_id.bytes)

    def _opened(self, tenant: UUID, key_id: UUID, wrapped: bytes | None) -> DataKey | Absence:
        if wrapped is None:
            return Absence.ERASED
        master_id, rest = wrapped[:_MASTER_ID_BYTES], wrapped[_MASTER_ID_BYTES:]
        if master_id != self._master_id:
            return Absence.WITHHELD
        try:
            raw = self._wrapper.decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], tenant.bytes + key_id.bytes)
        except InvalidTag:
            return Absence.WITHHELD
        key = DataKey(key_id, AESGCM(raw))
        self._opening.put((tenant, key_id), (time.monotonic() + self.cache_seconds, key))
        return key

    async def _fetch(self, name: str, *arguments: object) -> list[asyncpg.Record]:
        try:
            return await self._pool.fetch(_SQL[name], *arguments)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # The driver's message may quote values, so it is not passed on.
            raise KeyStoreUnreachable(reason=type(error).__name__) from None


class _Round:
    """The scopes that wait for one round trip."""

    task: "asyncio.Task[dict[KeyScope, DataKey]]"

    def __init__(self) -> None:
        self.scopes: dict[KeyScope, None] = {}


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), _KEY_BYTES, salt=None, info=b"lifecycle-api:" + purpose).derive(master)
