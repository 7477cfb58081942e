"""Who looks after customers, as the CRM logs it: taken by somebody, passed on, or left without anybody."""

from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.domain import ids
from tests.support.intake import Desk

pytestmark = pytest.mark.anyio

DANA = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "cellPhone": "312-555-0117"}
LEFT = {
    "activityId": "A1",
    "customerId": "7",
    "type": "ASSIGNMENT",
    "activityDate": "2025-02-01",
    "slot": "SALES",
    "fromEmployeeId": "E1",
}


async def take(desk: Desk, folder: Path, *states: dict[str, Any]) -> int:
    """Take in an assignment of Dana's with each of these, a day apart; how often it was set aside."""
    await desk.file(folder, "customers.crm.json", [DANA])
    rows = [{**state, "changedDate": f"2025-03-{day:02}"} for day, state in enumerate(states, 1)]
    return sum([(await desk.file(folder, "activities.crm.json", [row])).quarantined for row in rows])


@pytest.mark.parametrize(
    ("reason", "cause"),
    [("DEPARTED", "departed"), ("ROLE_CHANGED", "role_changed"), ("MANUAL", "unassigned"), (None, "unassigned")],
)
async def test_a_customer_who_was_taken_from_somebody_and_given_to_nobody_is_orphaned(
    desk: Desk, tmp_path: Path, reason: str | None, cause: str
) -> None:
    """It says who had them last, and why they have not any more as far as the file does."""
    assert await take(desk, tmp_path, {**LEFT, "reason": reason}) == 0
    (event,) = await desk.events("customer.orphaned")
    told = event.event.as_dict()
    assert (told["slot"], told["cause"], told["last_employee"]) == ("sales", cause, ids.employee(desk.tenant, "E1"))
    assert event.envelope.occurred_at.date().isoformat() == "2025-02-01"


async def test_who_is_found_later_takes_them_over(desk: Desk, tmp_path: Path) -> None:
    """When the row is written over."""
    assert await take(desk, tmp_path, LEFT, {**LEFT, "toEmployeeId": "E2"}) == 0
    assert [each.type for each in await desk.events("customer.orphaned", "customer.reassigned")] == [
        "customer.orphaned",
        "customer.reassigned",
    ]


@pytest.mark.parametrize("missing", ["fromEmployeeId", "slot"])
async def test_an_assignment_that_says_too_little_is_set_aside(desk: Desk, tmp_path: Path, missing: str) -> None:
    """It names somebody, who has the customer or had, and a slot."""
    assert await take(desk, tmp_path, {**LEFT, missing: None}) == 1
