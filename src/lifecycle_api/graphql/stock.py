"""The transaction in which the stock executor reads: everything in it is of one moment, as a statement's is."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.graphql.replaying import replayed
from lifecycle_api.graphql.resources import Reading
from lifecycle_api.planner.accounting import Account
from lifecycle_api.planner.binds import Constants
from lifecycle_api.planner.grounds import Grounds
from lifecycle_api.planner.oracle.deciding import Court
from lifecycle_api.planner.oracle.resolvers import Oracle
from lifecycle_api.planner.oracle.site import Site, reached
from lifecycle_api.planner.plan import RIGHTS_FOLDER
from lifecycle_api.planner.planner import Unplanned
from lifecycle_api.planner.releasing import Releasing


@asynccontextmanager
async def transaction(
    reading: Reading, viewer: Viewer, unplanned: Unplanned, constants: Constants
) -> AsyncIterator[Oracle]:
    """Give what resolves the fields, until the context ends."""
    schemas = reading.planner.schemas
    async with (
        reading.connections.lent() as held,
        # What is replayed is written, and rolled back.
        held.transaction(isolation="repeatable_read", readonly=not unplanned.replayed),
        replayed(reading, viewer, held, unplanned) as tenants,
    ):
        court = None
        if viewer.decided:
            scopes = frozenset(unplanned.needs.scopes)
            court = Court(viewer, reading.now(), scopes, schemas.live[RIGHTS_FOLDER], Releasing(Grounds()))
            await court.open(held)
        site = Site(
            connection=held,
            turn=asyncio.Lock(),
            schema=reading.planner.schema,
            cursors=reading.cursors,
            viewer=viewer,
            schemas=schemas.live,
            tenant=viewer.tenant,
            court=court,
            account=Account() if viewer.accounted else None,
        )
        roots = unplanned.tree.root.only
        replays = {roots[index].key: site.elsewhere(schemas.scratch, tenant) for index, tenant in tenants.items()}
        read = [schemas.checkpoints[folder] for folder in sorted(unplanned.needs.folders)]
        yield Oracle(site, replays, constants, await reached(site, read))
