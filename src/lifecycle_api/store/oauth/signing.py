"""The keys that sign access tokens: made in the database, sealed, and rotated while tokens go on being verified."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import asyncpg
import msgspec
from joserfc.jwk import ECKey, KeySet

from lifecycle_api.domain.ids import SYSTEM
from lifecycle_api.errors import LifecycleError, Unavailable
from lifecycle_api.store import sealing
from lifecycle_api.store.keys import KeyScope, KeyStore
from lifecycle_api.store.oauth.cancellations import LONGEST_TOKEN_LIFE
from lifecycle_api.store.oauth.rows import SQL, answering

PUBLISHED_AHEAD: Final = timedelta(minutes=10)
FRESH: Final = timedelta(seconds=30)
_SCOPE: Final = KeyScope("signing", "installation")
_FIELD: Final = "jwk"


class SigningKeySealed(LifecycleError):
    """The key that signs tokens was sealed under another master key; set the right one, or rotate the keys."""

    code: ClassVar[str] = "SIGNING_KEY_SEALED"


class SigningKey(msgspec.Struct, frozen=True):
    """A key as it is kept. It signs from `signs_from` on until a newer one does, and verifies until it retires."""

    kid: UUID
    generation: int
    sealed: bytes
    public: dict[str, Any]
    signs_from: datetime
    retires_at: datetime | None


class SigningKeys:
    """Signs as the newest key that is due, and publishes all that are not retired."""

    def __init__(self, pool: asyncpg.Pool, keys: KeyStore, now: Callable[[], datetime]) -> None:
        self._pool = pool
        self._keys = keys
        self._now = now
        self._known: list[SigningKey] = []
        self._looked_at: datetime | None = None
        self._public = KeySet([])
        self._private: dict[UUID, ECKey] = {}

    async def signer(self) -> ECKey:
        """The private key that signs now, made when there is none. Raises `Unavailable`, `SigningKeySealed`."""
        await self._look(FRESH)
        due = [key for key in self._known if key.signs_from <= self._now()]
        if not due:
            await self.rotate(at_once=True)
            return await self.signer()
        kid = due[-1].kid
        if kid not in self._private:
            self._private[kid] = await self._opened(due[-1])
        return self._private[kid]

    def current(self) -> KeySet:
        """The public keys, as a verifier wants them."""
        return self._public

    async def prepare(self, kid: str) -> None:
        """Look for a key that another process has made; never raises."""
        known = any(str(key.kid) == kid for key in self._known)
        try:
            await self._look(FRESH if known else timedelta(seconds=1))
        except Unavailable:
            return

    async def published(self) -> list[SigningKey]:
        """The keys that verify tokens now; the newest is last, and there is one. Raises `Unavailable`."""
        await self._look(FRESH)
        if not self._known:
            await self.rotate(at_once=True)
        return self._known

    async def rotate(self, *, at_once: bool = False) -> UUID:
        """Make a new key. It signs in ten minutes, when every verifier knows it, and the others retire after that.

        `at_once` is for a key that was stolen: the new one signs now, and what the others have signed counts no
        more. The first key signs at once in any case. Raises `Unavailable`.
        """
        now = self._now()
        with answering():
            last: int = await self._pool.fetchval(SQL["last_generation"], SYSTEM)
        signs_from = now if at_once or last == 0 else now + PUBLISHED_AHEAD
        key, kid = ECKey.generate_key("P-256"), uuid4()
        kept = await self._keep(key, kid, last + 1, signs_from)
        if kept:
            retires_at = now if at_once else signs_from + LONGEST_TOKEN_LIFE
            with answering():
                await self._pool.execute(SQL["retire_signing_keys"], SYSTEM, last + 1, retires_at)
        await self._look(timedelta(0))
        return kid if kept else self._known[-1].kid

    async def _keep(self, key: ECKey, kid: UUID, generation: int, signs_from: datetime) -> bool:
        (seal_key,) = await self._keys.ensure(SYSTEM, [_SCOPE])
        sealed = sealing.seal(SYSTEM, kid, [(_FIELD, msgspec.json.encode(key.as_dict(private=True)), seal_key)])
        public = msgspec.json.encode({**key.as_dict(private=False), "kid": str(kid), "alg": "ES256", "use": "sig"})
        with answering():
            made = await self._pool.fetchval(
                SQL["add_signing_key"], SYSTEM, kid, generation, sealed, public.decode(), signs_from
            )
        return made is not None

    async def _look(self, at_most: timedelta) -> None:
        now = self._now()
        if self._looked_at is not None and now - self._looked_at < at_most:
            return
        with answering():
            rows = await self._pool.fetch(SQL["signing_keys"], SYSTEM, now)
        known = [SigningKey(**{**row, "public": msgspec.json.decode(row["public"])}) for row in rows]
        if known != self._known:  # the same set means that nothing verified with it has to be verified again
            self._known, self._public = known, KeySet([ECKey.import_key(key.public) for key in known])
        self._looked_at = now

    async def _opened(self, key: SigningKey) -> ECKey:
        fields = sealing.unpack(key.sealed)
        present, _ = sealing.unseal(SYSTEM, key.kid, fields, await self._keys.open(SYSTEM, sealing.key_ids(fields)))
        if _FIELD not in present:
            raise SigningKeySealed
        return ECKey.import_key({**msgspec.json.decode(present[_FIELD]), "kid": str(key.kid)})
