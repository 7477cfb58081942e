"""What a record has no longer is gone from the customer, and what was lost or taken back stays so."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.customers import ContactPointInvalidated, CustomerRecordUnlinked
from lifecycle_api.domain.registry import Event
from tests.support.intake import Desk, open_desk

pytestmark = pytest.mark.anyio

DANA = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "email": "dana@example.com"}
LEAD = b"""<?adf version="1.0"?><adf><prospect><requestdate>2025-03-01T10:00:00-06:00</requestdate>
<vehicle interest="buy"><year>2025</year><make>Honda</make><model>Accord</model></vehicle>
<customer><contact><name part="full">Dana Whitfield</name><phone>312-555-0117</phone></contact></customer>
<vendor><vendorname>Riverside Import</vendorname></vendor></prospect></adf>"""
OLD, NEW = {"cellPhone": "312-555-0117"}, {"cellPhone": "312-555-0199"}


async def take(desk: Desk, folder: Path, day: int, system: str = "drive", **fields: Any) -> None:
    """Take in Dana's record as a system has it on a day of March."""
    state = {**DANA, **fields, "changedDate": f"2025-03-{day:02}"}
    assert (await desk.file(folder, f"customers.{system}.json", [state])).quarantined == 0


async def say(desk: Desk, event: Event, day: int) -> None:
    """Record what staff or a provider says on a day of March."""
    envelope = Envelope(id=uuid4(), occurred_at=datetime(2025, 3, day, 10, tzinfo=UTC), actor=Actor("system", "test"))
    await desk.log.store.append(desk.tenant, [NewEvent(envelope, event)])


async def reached(desk: Desk) -> set[str]:
    """The numbers and addresses that are in use."""
    values: dict[Any, str] = {}
    for each in await desk.events("contact_point.added", "contact_point.invalidated"):
        told = each.event.as_dict()
        if each.type == "contact_point.added":
            values[told["contact_point"]] = told["value"]
        else:
            values.pop(told["contact_point"], None)
    return set(values.values())


async def test_a_number_that_is_replaced_or_cleared_is_gone_until_it_is_stated_again(
    desk: Desk, tmp_path: Path
) -> None:
    """An older state takes nothing back."""
    await take(desk, tmp_path, 1, **OLD)
    await take(desk, tmp_path, 2, **NEW)
    assert await reached(desk) == {"dana@example.com", "+13125550199"}
    await take(desk, tmp_path, 3, email="")
    assert await reached(desk) == set()
    await take(desk, tmp_path, 2, **OLD, email="")
    assert await reached(desk) == set()
    await take(desk, tmp_path, 4, **OLD)
    assert await reached(desk) == {"dana@example.com", "+13125550117"}
    await take(desk, tmp_path, 5, **NEW)
    assert await reached(desk) == {"dana@example.com", "+13125550199"}


async def test_a_number_that_another_record_states_still_is_in_use(desk: Desk, tmp_path: Path) -> None:
    """It is gone with the last record that has it."""
    await take(desk, tmp_path, 1, **OLD)
    await take(desk, tmp_path, 1, "crm", **OLD)
    await take(desk, tmp_path, 2, **NEW)
    assert await reached(desk) == {"dana@example.com", "+13125550117", "+13125550199"}
    await take(desk, tmp_path, 3, "crm", **NEW)
    assert await reached(desk) == {"dana@example.com", "+13125550199"}
    assert len(await desk.events("customer.registered")) == 1


async def test_a_number_that_bounced_is_not_revived_by_an_older_word(desk: Desk, tmp_path: Path) -> None:
    """By a newer one it is."""
    await take(desk, tmp_path, 1, **OLD)
    (point,) = [
        each.event for each in await desk.events("contact_point.added") if each.event.as_dict()["kind"] == "phone"
    ]
    told = point.as_dict()
    lost = ContactPointInvalidated(
        customer=told["customer"], contact_point=told["contact_point"], reason="disconnected"
    )
    await say(desk, lost, 5)
    await take(desk, tmp_path, 2, "crm", **OLD)
    assert await reached(desk) == {"dana@example.com"}
    await take(desk, tmp_path, 7, "ledger", **OLD)
    assert await reached(desk) == {"dana@example.com", "+13125550117"}


@pytest.mark.parametrize("parted", ["drive", "crm"])
async def test_a_record_that_was_unlinked_is_somebody_elses_from_then_on(
    desk: Desk, tmp_path: Path, parted: str
) -> None:
    """Also the one that made the customer, and what else names it; its state need not change for that."""
    await take(desk, tmp_path, 1, **OLD)
    await take(desk, tmp_path, 1, "crm", **OLD)
    links = {
        each.event.as_dict()["system"]: each.event.as_dict() for each in await desk.events("customer.record_linked")
    }
    assert links["drive"]["customer"] == links["crm"]["customer"]
    link = links[parted]
    await say(desk, CustomerRecordUnlinked(customer=link["customer"], link=link["link"], reason="their brother"), 3)
    for day in (1, 4, 5):
        await take(desk, tmp_path, day, parted, **OLD, addressLine1=f"{day} Elm")
    linked = [each.event.as_dict()["customer"] for each in await desk.events("customer.record_linked")]
    assert len(linked) == 3
    assert linked[2] != link["customer"]
    assert [each.event.as_dict()["customer"] for each in await desk.events("customer.registered")] == linked[1:]
    visit = {"appointmentId": "AP1", "appointmentType": "REPAIR", "customerId": "7", "apptDate": "2025-04-03"}
    await desk.file(tmp_path, f"appointments.{parted}.json", [{**visit, "createdDate": "2025-04-01"}])
    (booked,) = await desk.events("appointment.scheduled")
    assert booked.event.as_dict()["customer"] == linked[2]


async def named(dsn: str, folder: Path, master: bytes) -> tuple[set[str], set[str]]:
    """The ids that Dana's numbers and her lead get in an installation, and the ids that she gets."""
    async with open_desk(dsn, master) as desk:
        await take(desk, folder, 1, **OLD)
        await desk.post(LEAD)
        told = [each.event.as_dict() for each in await desk.events("contact_point.added", "lead.received")]
    said = {str(each[name]) for each in told for name in ("contact_point", "lead") if name in each}
    return said, {str(each["customer"]) for each in told}


async def test_nobody_finds_a_number_by_its_id_without_the_installation_s_key(
    dsn: str, another_dsn: str, tmp_path: Path
) -> None:
    """The same files get the same ids with the same key alone, so an id outlives its person without telling of them."""
    one, other = bytes(32), bytes(range(32))
    ids, customers = await named(dsn, tmp_path, one)
    assert len(ids) == 3  # a phone, an address, a lead
    assert (ids, customers) == await named(dsn, tmp_path, one)
    others, same_customers = await named(another_dsn, tmp_path, other)
    assert customers == same_customers
    assert ids.isdisjoint(others)
