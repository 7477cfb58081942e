"""Who was shown a person's data, as the log recorded it: they have to delete it, too."""

from uuid import UUID

import asyncpg

from lifecycle_api.rights.erasure.order import Order
from lifecycle_api.rights.erasure.progress import SQL


async def recipients(pool: asyncpg.Pool, order: Order) -> list[tuple[UUID, int]]:
    """The parties outside the group that were shown something about the person, and how often."""
    rows = await pool.fetch(SQL["recipients"], order.tenant, order.subject)
    return [(UUID(row["party"]), row["disclosures"]) for row in rows if row["party"] is not None]
