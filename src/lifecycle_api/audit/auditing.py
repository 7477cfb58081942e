"""Everything about the verifiable log that a process needs, put together once."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from lifecycle_api.audit.cosigning import Cosigning
from lifecycle_api.audit.integrator import Integrator
from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.audit.trees import Signed, Trees
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.subscription import Wakeup


@dataclass(frozen=True)
class Auditing:
    """The trees of an installation: read, grown, signed and cosigned."""

    trees: Trees
    signing: SigningKeys
    cosigning: Cosigning
    integrator: Integrator

    async def begin(self, tenant: UUID) -> str:
        """Begin the tenant's tree if there is none yet; the origin of its log."""
        return await self.integrator.begin(tenant)

    async def checkpoint(self, tenant: UUID) -> Signed:
        """Integrate and sign all that is recorded by now, and have it cosigned; the checkpoint over it.

        Raises QuorumMissed, TreeDamaged, LogDamaged, SigningKeyLocked, NoCheckpoint when the log is empty.
        """
        await self.integrator.integrate(tenant)
        if not self.cosigning.needs_nobody:
            await self.cosigning.collect(tenant)
        return await self.trees.checkpoint(tenant)


def auditing(
    pool: asyncpg.Pool,
    keys: KeyStore,
    master: bytes,
    policy: Policy,
    *,
    origin: Callable[[UUID], str],
    appended: Wakeup,
) -> Auditing:
    """The parts on one database. `policy` names witnesses, `origin` a tenant's log, `appended` tells of appends."""
    trees = Trees(pool, keys)
    signing = SigningKeys(pool, master)
    cosigning = Cosigning(pool, trees, policy)
    return Auditing(trees, signing, cosigning, Integrator(pool, signing, cosigning, origin=origin, appended=appended))
