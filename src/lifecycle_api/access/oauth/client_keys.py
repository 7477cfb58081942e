"""The keys by which clients prove themselves: registered with the client, or published at its `jwks_uri`."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Final

from joserfc.jwk import KeySet

from lifecycle_api.access.keys import LocalKeys
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.remote_keys import FetchJson, KeysUnavailable, RemoteKeys

MOST_KEPT: Final = 1_000


class KeysOfClients:
    """Finds the keys of clients; what is published is kept like an issuer's keys."""

    def __init__(self, fetch: FetchJson, now: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._now = now
        self._published: OrderedDict[str, RemoteKeys] = OrderedDict()

    async def of(self, client: Client, kid: str | None) -> KeySet:
        """The client's keys, looked for again when there is none of that id. Raises `KeysUnavailable`."""
        if client.jwks_uri is None:
            return LocalKeys({"keys": list(client.keys)}).current()
        published = self._at(client.jwks_uri)
        await published.prepare(kid or "")
        try:
            return published.current()
        except KeysUnavailable:
            raise KeysUnavailable(
                f"The keys of this client cannot be fetched from {client.jwks_uri}; try again in a moment."
            ) from None

    def _at(self, url: str) -> RemoteKeys:
        found = self._published.get(url)
        if found is None:
            found = self._published[url] = RemoteKeys(url, self._fetch, self._now)
            if len(self._published) > MOST_KEPT:
                self._published.popitem(last=False)
        self._published.move_to_end(url)
        return found
