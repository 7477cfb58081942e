"""Departures of staff are recorded once they have come: who is left without anybody is orphaned."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.domain.events.organisation import CustomerAssigned, CustomerReassigned, EmployeeDeparted
from tests.support.facts import NOON, a, onboarded
from tests.support.graph import Graph
from tests.support.mutations import ASSIGN, assignment, refusal
from tests.support.people import staff

pytestmark = pytest.mark.anyio

DEPART = """
  mutation Depart($input: RecordDepartureInput!) {
    recordDeparture(input: $input) {
      employee { id active lastDay }
      position
      replayed
      events { type }
      userErrors { __typename code path }
    }
  }
"""
TEAM = "query ($id: ID!) { customer(id: $id) { team { orphaned employee { id } } } }"
LAST_DAY = NOON.date() + timedelta(days=4)


def leaving(key: str = "d1", **changed: Any) -> dict[str, Any]:
    """The input by which Sam leaves on the 6th of March."""
    return {"idempotencyKey": key, "employee": f"employee:{a('sam')}", "lastDay": LAST_DAY.isoformat(), **changed}


async def leave(graph: Graph, given: dict[str, Any]) -> Any:
    """Record it as the administrator does; what came of it."""
    reply = await graph.ask(staff(graph.tenant, role=Role.ADMINISTRATOR), DEPART, input=given)
    assert reply.errors == ()
    return reply.data["recordDeparture"]


async def refused(graph: Graph, given: dict[str, Any], *rooftops: str) -> dict[str, Any]:
    """Why it is not recorded."""
    who = staff(graph.tenant, *map(a, rooftops), role=Role.ADMINISTRATOR)
    return await refusal(graph, who, DEPART, given)


async def team(graph: Graph) -> Any:
    """Who looks after Ann."""
    shown = await graph.read(staff(graph.tenant), TEAM, id=f"customer:{a('ann')}")
    return shown["customer"]["team"]


async def test_whoever_left_leaves_their_customers_orphaned(graph: Graph) -> None:
    """Until somebody else has them, which who left cannot be."""
    await graph.happened(CustomerAssigned(customer=a("ann"), employee=a("sam"), slot="sales"))
    done = await leave(graph, leaving())
    assert done["employee"] == {"id": f"employee:{a('sam')}", "active": False, "lastDay": "2026-03-06"}
    assert (done["replayed"], done["events"]) == (False, [{"type": "employee.departed"}])
    assert await team(graph) == [{"orphaned": True, "employee": {"id": f"employee:{a('sam')}"}}]
    again = await refusal(graph, staff(graph.tenant), ASSIGN, assignment(slot="BDC"))
    assert (again["code"], again["path"]) == ("NOT_FOUND", ["input", "employee"])
    taken = await graph.ask(staff(graph.tenant), ASSIGN, input=assignment(employee=f"employee:{a('max')}"))
    assert taken.data["assignCustomer"]["userErrors"] == []
    moved = (await graph.recorded(int(taken.data["assignCustomer"]["position"]))).event
    assert isinstance(moved, CustomerReassigned)
    assert moved.reason == "departed"
    assert await team(graph) == [{"orphaned": False, "employee": {"id": f"employee:{a('max')}"}}]


async def test_a_departure_is_of_its_day(graph: Graph) -> None:
    """Whenever it is recorded, so that a page as of a later moment knows of it; by whoever recorded it."""
    done = await leave(graph, leaving())
    event = await graph.recorded(int(done["position"]))
    assert event.event == EmployeeDeparted(employee=a("sam"), last_day=LAST_DAY)
    assert event.envelope.occurred_at == datetime(2026, 3, 6, tzinfo=UTC)
    assert (event.envelope.actor.type, event.envelope.rooftop) == ("employee", None)


async def test_the_same_last_day_is_recorded_once_and_another_one_corrects_it(graph: Graph) -> None:
    """Under the same key or another one."""
    first = await leave(graph, leaving())
    for key in ("d1", "d2"):
        again = await leave(graph, leaving(key))
        assert (again["replayed"], again["position"]) == (True, first["position"])
    corrected = await leave(graph, leaving("d3", lastDay="2026-03-05"))
    assert (corrected["replayed"], corrected["employee"]["lastDay"]) == (False, "2026-03-05")
    assert (await refused(graph, leaving("d3")))["code"] == "IDEMPOTENCY_KEY_REUSED"


async def test_who_came_back_has_not_left_again(graph: Graph) -> None:
    """A request that comes once more is answered as before, and a day before they began anew is refused."""
    first = await leave(graph, leaving())
    await graph.happened(onboarded("sam"), occurred_at=NOON + timedelta(days=90), at=None)
    again = await leave(graph, leaving())
    assert (again["replayed"], again["position"]) == (True, first["position"])
    assert again["employee"] == {"id": f"employee:{a('sam')}", "active": True, "lastDay": None}
    error = await refused(graph, leaving("d2"))
    assert error == {"__typename": "ValidationError", "code": "INVALID_ARGUMENT", "path": ["input", "lastDay"]}


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"employee": f"employee:{a('nobody')}"}, "NOT_FOUND", "employee"),
        ({"employee": f"customer:{a('ann')}"}, "INVALID_ARGUMENT", "employee"),
        ({"lastDay": (datetime.now(UTC).date() + timedelta(days=2)).isoformat()}, "INVALID_ARGUMENT", "lastDay"),
        ({"lastDay": (NOON.date() - timedelta(days=1)).isoformat()}, "INVALID_ARGUMENT", "lastDay"),
        ({"idempotencyKey": ""}, "INVALID_ARGUMENT", "idempotencyKey"),
    ],
)
async def test_what_cannot_be_is_refused(graph: Graph, changed: dict[str, Any], code: str, path: str) -> None:
    """Strangers, days that are still to come, and days before they began."""
    error = await refused(graph, leaving(**changed))
    assert (error["code"], error["path"]) == (code, ["input", path])


async def test_today_can_be_the_last_day(graph: Graph) -> None:
    """It has come."""
    today: date = datetime.now(UTC).date()
    assert (await leave(graph, leaving(lastDay=today.isoformat())))["userErrors"] == []


async def test_it_takes_the_scope_and_the_reach_of_the_whole_group(graph: Graph) -> None:
    """As whoever adds staff has them."""
    assert (await refused(graph, leaving(), "north"))["__typename"] == "PolicyError"
    reply = await graph.ask(staff(graph.tenant, scopes=frozenset({"customers:write"})), DEPART, input=leaving())
    assert reply.errors == ("SCOPE_MISSING",)
