"""Setting up a dealer group: who works there."""

from datetime import date

import pytest

from lifecycle_api.commands.organisation import depart_employee, onboard_employee, register_group
from tests.support.intake import SETUP
from tests.support.log import open_log

pytestmark = pytest.mark.anyio

ROBIN = {"name": "Robin Vale", "roles": ("sales",), "department": "sales", "rooftops": ()}


async def test_who_left_starts_again_as_they_were(dsn: str) -> None:
    """Said twice it is one start; said after they left, another."""
    async with open_log(dsn) as log:
        tenant = (await register_group(log.store, "Riverside Auto Group", SETUP)).id
        robin = await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP, since=date(2025, 1, 6))
        assert not (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
        assert (await depart_employee(log.store, tenant, robin.id, date(2025, 3, 5), SETUP)).created
        assert (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
        assert not (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
