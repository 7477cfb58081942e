"""What is asked of a young read model is looked up as in one that has grown."""

import asyncpg
import pytest

pytestmark = pytest.mark.anyio

SOMEBODY = "'00000000-0000-0000-0000-000000000001'"
POINTS = f"""
EXPLAIN SELECT FROM customer_profile_v5.contact_point WHERE tenant_id = {SOMEBODY} AND customer_id = {SOMEBODY}
"""


@pytest.mark.parametrize("schema", ["customer_profile_v5", "scratch_customer_profile_v5"])
async def test_an_empty_table_is_looked_up_by_the_narrowest_index(admin: asyncpg.Connection, schema: str) -> None:
    """Not by the primary key, of which only the tenant is known: that would be to read all of it, once it is full."""
    await admin.execute("SET enable_seqscan = off; SET enable_bitmapscan = off")
    plan = await admin.fetch(POINTS.replace("customer_profile_v5", schema))
    assert "contact_point_customer" in plan[0][0]
