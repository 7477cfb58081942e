"""The keys that sign a log's checkpoints: made in the database, wrapped by the master key, replaced by succession."""

import os
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lifecycle_api import sqlfiles
from lifecycle_api.audit.tlog.keys import ED25519, NoteKey, Signer, signer
from lifecycle_api.audit.tlog.merkle import EMPTY_ROOT
from lifecycle_api.audit.tlog.succession import succession_text
from lifecycle_api.errors import LifecycleError

SQL: Final = sqlfiles.load(Path(__file__).with_name("sql"), "tree")
_SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class SigningKeyLocked(LifecycleError):
    """The log's signing key is wrapped by another master key; set the one it was made under."""

    code = "SIGNING_KEY_LOCKED"


class RotationLost(LifecycleError):
    """Somebody else rotated this log's key at the same moment; look at its keys before you try again."""

    code = "ROTATION_LOST"


class SigningKeys:
    """Signers of the logs in one database; `master` is the installation's master key."""

    def __init__(self, pool: asyncpg.Pool, master: bytes) -> None:
        self._pool = pool
        wrapping = HKDF(SHA256(), _SECRET_BYTES, salt=None, info=b"lifecycle-api:audit-key").derive(master)
        self._cipher = AESGCM(wrapping)

    async def begin(self, tenant: UUID, origin: str) -> None:
        """Begin the tenant's tree and its first key, unless there is one. Raises KeyUnreadable for a bad origin."""
        key_id, secret = uuid4(), os.urandom(_SECRET_BYTES)
        key = signer(origin, ED25519, secret).key
        wrapped = self._wrap(tenant, key_id, secret)
        await self._pool.execute(SQL["begin"], tenant, origin, EMPTY_ROOT, key_id, key.public, wrapped)

    async def signers(self, tenant: UUID, origin: str) -> list[Signer]:
        """Those who sign now: the current key, and the one before while it is not retired. Raises SigningKeyLocked."""
        rows = await self._pool.fetch(SQL["keys"], tenant)
        return [self._signer(tenant, origin, row) for row in rows if row["signs"]]

    async def published(self, tenant: UUID, origin: str) -> tuple[list[NoteKey], list[str]]:
        """The public halves of the keys that sign now, and the successions since the first key, oldest first."""
        rows = await self._pool.fetch(SQL["keys"], tenant)
        signing = [NoteKey(origin, ED25519, row["public"]) for row in rows if row["signs"]]
        return signing, [row["succession"] for row in rows if row["succession"]]

    async def ever(self, tenant: UUID, origin: str) -> list[NoteKey]:
        """The public halves of all keys that have ever signed, oldest first."""
        rows = await self._pool.fetch(SQL["keys"], tenant)
        return [NoteKey(origin, ED25519, row["public"]) for row in rows]

    async def rotate(self, tenant: UUID, origin: str, *, retire: datetime) -> NoteKey:
        """A new key, introduced by the old one, which goes on signing beside it until `retire`.

        Raises RotationLost, SigningKeyLocked.
        """
        before = (await self._pool.fetch(SQL["keys"], tenant))[-1]
        old = self._signer(tenant, origin, before)
        key_id, secret = uuid4(), os.urandom(_SECRET_BYTES)
        new = signer(origin, ED25519, secret)
        text = succession_text(new.key)
        note = f"{text}\n{old.sign(text)}{new.sign(text)}"
        wrapped = self._wrap(tenant, key_id, secret)
        if not await self._pool.fetchval(
            SQL["rotate"], tenant, before["key_id"], key_id, new.key.public, wrapped, note, retire
        ):
            raise RotationLost
        return new.key

    def _signer(self, tenant: UUID, origin: str, row: asyncpg.Record) -> Signer:
        nonce, box = row["wrapped"][:_NONCE_BYTES], row["wrapped"][_NONCE_BYTES:]
        try:
            secret = self._cipher.decrypt(nonce, box, tenant.bytes + row["key_id"].bytes)
        except InvalidTag:
            raise SigningKeyLocked(origin=origin) from None
        return signer(origin, ED25519, secret)

    def _wrap(self, tenant: UUID, key_id: UUID, secret: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret, tenant.bytes + key_id.bytes)
