"""Keys that somebody else publishes: kept in memory, looked for again when it is time, and never on a token's word."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

from joserfc.jwk import KeySet

from lifecycle_api.access.keys import KeySetUnusable, LocalKeys
from lifecycle_api.errors import LifecycleError, Unavailable

MAX_AGE: Final = timedelta(minutes=10)
STALE_UNTIL: Final = timedelta(hours=24)
BETWEEN_ATTEMPTS: Final = timedelta(seconds=30)
MOST_MISSING: Final = 1_000


class KeysUnavailable(Unavailable):
    """The issuer's keys cannot be fetched, and those known are too old to be trusted; try again in a moment."""

    code = "KEYS_UNAVAILABLE"


class FetchJson(Protocol):
    """Fetches a JSON object."""

    async def __call__(self, url: str) -> Mapping[str, Any]:
        """The object at an address. Raises a `LifecycleError` for anything else."""
        ...


class RemoteKeys:
    """The keys at one address. Fresh for ten minutes; when they cannot be fetched again, good for a day.

    An id that is not among them makes us look again, at most every 30 seconds whoever asks; an id that was looked
    for in vain is not looked for again while the keys are fresh.
    """

    def __init__(self, url: str, fetch: FetchJson, now: Callable[[], datetime]) -> None:
        self._url = url
        self._fetch = fetch
        self._now = now
        self._keys = KeySet([])
        self._fetched_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._missing: set[str] = set()
        self._lock = asyncio.Lock()

    def current(self) -> KeySet:
        """The keys in force now. Raises `KeysUnavailable`."""
        if self._fetched_at is None or self._now() - self._fetched_at > STALE_UNTIL:
            raise KeysUnavailable
        return self._keys

    async def prepare(self, kid: str) -> None:
        """Look for newer keys when that is due; never raises."""
        if not self._is_due(kid):
            return
        async with self._lock:
            if self._is_due(kid):  # unless somebody has looked while we waited
                await self._look()
        if not self._has(kid) and len(self._missing) < MOST_MISSING:
            self._missing.add(kid)

    def _is_due(self, kid: str) -> bool:
        now = self._now()
        if self._tried_at is not None and now - self._tried_at < BETWEEN_ATTEMPTS:
            return False
        is_old = self._fetched_at is None or now - self._fetched_at >= MAX_AGE
        return is_old or not (self._has(kid) or kid in self._missing)

    async def _look(self) -> None:
        self._tried_at = self._now()
        try:
            keys = usable(await self._fetch(self._url))
        except LifecycleError:
            return  # what is known stays good for a while
        self._keys, self._fetched_at = keys, self._tried_at
        self._missing.clear()

    def _has(self, kid: str) -> bool:
        return any(key.kid == kid for key in self._keys)


def usable(jwks: Mapping[str, Any]) -> KeySet:
    """The keys of a published set that can verify signatures; others, such as those for encryption, are left out.

    Raises `KeySetUnusable` when there is none.
    """
    listed = jwks.get("keys")
    keys = []
    for jwk in listed if isinstance(listed, list) else []:
        if not isinstance(jwk, dict) or jwk.get("use", "sig") != "sig":
            continue
        try:
            keys += LocalKeys({"keys": [jwk]}).current().keys
        except KeySetUnusable:
            continue
    if not keys:
        raise KeySetUnusable("The published JWKS has no key that could verify a signature.")
    return KeySet(keys)
