"""Which raw documents are about a person: those their events came from, and what names them and is nobody else's."""

from collections.abc import Collection, Iterable

import asyncpg

from lifecycle_api.intake.documents import Documents
from lifecycle_api.rights.erasure.identifiers import Identifiers, in_text
from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL
from lifecycle_api.store.codec import Opened
from lifecycle_api.store.keys import KeyStore


async def documents_of(
    pool: asyncpg.Pool, documents: Documents, order: Order, events: Iterable[Opened], identifiers: Identifiers
) -> list[str]:
    """The hashes of the documents that an order covers. Raises KeyStoreUnreachable."""
    named = {sha256 for event in events for sha256 in _named(event)}
    kept = {row["sha256"] for row in await pool.fetch(SQL["documents"], order.tenant, sorted(named))}
    spellings = identifiers.spellings()
    mentioning = {
        sha256
        async for page in documents.all(order.tenant)
        for sha256, document in page
        if sha256 not in kept and in_text(spellings, document.raw)
    }
    if mentioning:
        others = await pool.fetch(SQL["of_others"], order.tenant, sorted(mentioning), order.subject)
        kept |= mentioning - {row["sha256"] for row in others}
    if order.whole or not kept:
        return sorted(kept)
    covered = await _keys(pool, order, kept)
    return sorted(kept & {sha256 for sha256, _ in covered})


async def destroy_documents(pool: asyncpg.Pool, keys: KeyStore, order: Order, sha256s: Collection[str]) -> None:
    """Destroy the keys of documents, and the documents; what is gone already stays gone."""
    for sha256 in sha256s:
        fenced = await keys.fence(order.tenant, f"document:{sha256}")
        await keys.destroy(order.tenant, fenced)
    await pool.execute(SQL["forget_documents"], order.tenant, list(sha256s))


async def _keys(pool: asyncpg.Pool, order: Order, sha256s: Collection[str]) -> list[tuple[str, str]]:
    subjects = [f"document:{sha256}" for sha256 in sha256s]
    rows = await pool.fetch(SQL["document_keys"], order.tenant, subjects)
    return [
        (row["subject"].removeprefix("document:"), str(row["key_id"]))
        for row in rows
        if order.covers(row["controller"], row["retention_class"])
    ]


def _named(event: Opened) -> Iterable[str]:
    source = event.envelope.get("source") or {}
    return filter(None, (source.get("raw_sha256"), event.data.get("raw_sha256")))
