"""Trusted documents: operations that are known here by their hash, and to which a client may be held."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.command import NotFound
from lifecycle_api.errors import InvalidArgument, LifecycleError
from lifecycle_api.recent import Recent
from lifecycle_api.store.documents import DocumentStore, sha256_of

KEPT: Final = 2000
"""Registered documents that are kept in memory."""
CLIENTS: Final = 10_000
FRESH_SECONDS: Final = 1.0
"""How old what is known of a client may be: it is held to its documents that soon after it was told so."""
MOST: Final = 200
"""Documents that are registered at once."""
_PREFIX: Final = "sha256:"

Find = Callable[[str], Awaitable[Client | None]]
Check = Callable[[str, Kind], None]
"""Raises InvalidArgument for a document that a party of this kind could not ask."""


class DocumentUnknown(LifecycleError):
    """No document of this hash is registered for you; send it as `query`, or have it registered."""

    code: ClassVar[str] = "DOCUMENT_UNKNOWN"


class DocumentNotTrusted(LifecycleError):
    """This client runs registered operations only; have the document registered, and ask for it by its hash."""

    code: ClassVar[str] = "DOCUMENT_NOT_TRUSTED"


class _Known(NamedTuple):
    trusted_only: bool
    at: float


class TrustedDocuments:
    """Finds documents by hash: those that come with the service, and those that the asking client has registered.

    `ticks` is a monotonic clock in seconds.
    """

    def __init__(
        self,
        shipped: Iterable[str],
        store: DocumentStore,
        find: Find,
        check: Check,
        *,
        now: Callable[[], datetime],
        ticks: Callable[[], float],
    ) -> None:
        self.shipped = {sha256_of(each): each for each in shipped}
        self._store, self._find, self._check = store, find, check
        self._now, self._ticks = now, ticks
        self._documents: Recent[tuple[UUID, str, str], str] = Recent(KEPT)
        self._clients: Recent[str, _Known] = Recent(CLIENTS)

    async def text(self, document_id: str, principal: Principal | None) -> str:
        """The document of a hash, `sha256:` before it or not. Raises DocumentUnknown."""
        found = await self._text(document_id.removeprefix(_PREFIX).lower(), principal)
        if found is None:
            raise DocumentUnknown(documentId=document_id)
        return found

    async def admit(self, document: str, principal: Principal) -> None:
        """Let a client run a document that it sent whole. Raises DocumentNotTrusted."""
        known = self._clients.get(principal.client_id)
        if known is None or self._ticks() - known.at >= FRESH_SECONDS:
            known = await self._looked_up(principal.client_id)
        if known.trusted_only and await self._text(sha256_of(document), principal) is None:
            raise DocumentNotTrusted(clientId=principal.client_id)

    async def register(self, tenant: UUID, client_id: str, documents: Sequence[str], by: str) -> list[str]:
        """Register documents for a client of the group; their hashes, in order. Raises NotFound, InvalidArgument."""
        client = await self._find(client_id)
        if client is None or client.tenant != tenant:
            raise NotFound("The dealer group has no such client.", argument="clientId")
        if not 1 <= len(documents) <= MOST:
            raise InvalidArgument(f"Register from 1 to {MOST} documents at once.", argument="documents")
        for document in documents:
            self._check(document, client.kind)
        return await self._store.add(tenant, client_id, documents, by, self._now())

    async def _text(self, sha256: str, principal: Principal | None) -> str | None:
        if sha256 in self.shipped or principal is None:
            return self.shipped.get(sha256)
        key = (principal.tenant, principal.client_id, sha256)
        if (kept := self._documents.get(key)) is not None:
            return kept
        found = await self._store.find(*key)
        return None if found is None else self._documents.put(key, found)

    async def _looked_up(self, client_id: str) -> _Known:
        client = await self._find(client_id)
        return self._clients.put(client_id, _Known(client is not None and client.trusted_only, self._ticks()))
