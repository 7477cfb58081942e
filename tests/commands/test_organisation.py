"""Setting up a dealer group: who works there."""

from datetime import date

import pytest

from lifecycle_api.commands.organisation import onboard_employee, register_group
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.events.organisation import EmployeeDeparted
from tests.support.facts import a
from tests.support.intake import SETUP
from tests.support.log import open_log

pytestmark = pytest.mark.anyio

ROBIN = {"name": "Robin Vale", "roles": ("sales",), "department": "sales", "rooftops": ()}


async def test_who_left_starts_again_as_they_were(dsn: str) -> None:
    """Said twice it is one start; said after they left, another."""
    async with open_log(dsn) as log:
        tenant = (await register_group(log.store, "Riverside Auto Group", SETUP)).id
        robin = await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)
        assert not (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
        left = EmployeeDeparted(employee=robin.id, last_day=date(2026, 3, 5))
        envelope = Envelope(id=a("left"), occurred_at=SETUP.at, actor=SETUP.actor)
        await log.store.append(tenant, [NewEvent(envelope, left)])
        assert (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
        assert not (await onboard_employee(log.store, tenant, "E1", ROBIN, SETUP)).created
