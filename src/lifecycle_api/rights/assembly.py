"""Puts what people can demand together, on the parts that a process has anyway."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.projector.loader import Folder
from lifecycle_api.projector.runner import Projector
from lifecycle_api.rights.desk import Desk
from lifecycle_api.rights.erasure.certificate import Sign
from lifecycle_api.rights.erasure.copies import Copies
from lifecycle_api.rights.erasure.journal import Journal
from lifecycle_api.rights.erasure.progress import Erasures
from lifecycle_api.rights.erasure.restoring import Restoring
from lifecycle_api.rights.erasure.rewriting import Rewriting
from lifecycle_api.rights.erasure.saga import Erasure
from lifecycle_api.rights.erasure.sweep import Sweep
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.suppression import Suppression


@dataclass(frozen=True)
class Rights:
    """Erasures, how far each has come, what a restored database has to repeat, and who carries out what is due."""

    erasure: Erasure
    erasures: Erasures
    restoring: Restoring
    desk: Desk


def rights(
    pool: asyncpg.Pool,
    store: EventStore,
    keys: KeyStore,
    projector: Projector,
    *,
    folders: Collection[Folder],
    journal: Path,
    sign: Sign,
    now: Callable[[], datetime],
) -> Rights:
    """The parts on one database; `journal` is the file of erasures that outlives it."""
    erasures, kept, suppression = Erasures(pool, now), Journal(journal), Suppression(pool)
    copies = Copies(pool, keys, Rewriting(pool, store, projector, folders), Sweep(pool, folders))
    erasure = Erasure(store, keys, erasures, copies, suppression=suppression, journal=kept, now=now, sign=sign)
    return Rights(
        erasure, erasures, Restoring(pool, kept, erasures, erasure, suppression), Desk(pool, store, erasure, now)
    )


def signing_with(signing: SigningKeys, origin: Callable[[UUID], str]) -> Sign:
    """Sign with the keys of a tenant's log, which are made if there are none."""

    async def sign(tenant: UUID, text: str) -> str:
        name = origin(tenant)
        await signing.begin(tenant, name)
        return "".join(signer.sign(text) for signer in await signing.signers(tenant, name))

    return sign
