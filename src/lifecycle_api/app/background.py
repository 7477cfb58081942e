"""What goes on in the background, and how an installation is doing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from lifecycle_api.app.clock import now
from lifecycle_api.app.parts import Core
from lifecycle_api.errors import Unavailable
from lifecycle_api.http.services import Readiness
from lifecycle_api.reactors.consent_expiry import ConsentExpiry
from lifecycle_api.reactors.runner import Reactors
from lifecycle_api.reactors.withdrawal_notices import WithdrawalNotices


@asynccontextmanager
async def working(parts: Core) -> AsyncIterator[None]:
    """In the background, keep the read models up to date, sign the log, and let reactors answer what happened.

    First of all, whom a restored backup brought back is erased again: until then nothing may be served.
    """
    await parts.rights.restoring.reapply()
    notices = WithdrawalNotices(parts.store)
    reactors = Reactors(parts.pool, parts.store, now, reactors=[notices], tickers=[notices, ConsentExpiry(parts.store)])
    kept = (parts.projector, reactors, parts.audit.integrator, parts.bundles, parts.staff_access)
    endless = [each.run_forever() for each in (*kept, parts.rights.desk, parts.replicas)]
    running = [asyncio.create_task(each) for each in (*endless, parts.clients.cancellations.watch())]
    try:
        yield
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def readiness(parts: Core) -> Readiness:
    """Whether the database answers, and which read models are behind."""
    try:
        behind = await parts.projector.lag()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable):
        return Readiness(ready=False, checks={"database": "unreachable"})
    stopped = sorted({each.projection for each in behind if each.status != "running"})
    lag = max((each.head - each.position for each in behind), default=0)
    checks: dict[str, object] = {"database": "ok", "projections": {"stopped": stopped, "lag": lag}}
    if parts.replicas:
        checks["replicas"] = parts.replicas.report()
    return Readiness(ready=not stopped, checks=checks)
