"""Whoever writes why, writes names: reasons go with the customer they are given about."""

import pytest
from msgspec.structs import asdict

from lifecycle_api.domain.events.customers import CustomerStatusChanged
from lifecycle_api.domain.events.deals import DealReturnedForRework, DealUnwound
from lifecycle_api.domain.events.handoffs import HandoffReturned
from lifecycle_api.domain.events.repair_orders import PromiseTimeSet
from lifecycle_api.domain.events.rights import HoldPlaced, HoldReleased
from lifecycle_api.domain.events.visits import AppointmentCancelled
from tests.rights.test_erasure import differences, traces
from tests.support.facts import VIN, a, offered, scheduled
from tests.support.rights import NAME, THEN, Desk

pytestmark = pytest.mark.anyio

WHY = f"{NAME} said so herself"
ANN = a("ann")
REASONS = (
    offered(reason=WHY),
    HandoffReturned(handoff=a("handoff"), customer=ANN, reason=WHY),
    CustomerStatusChanged(customer=ANN, status="inactive", basis=WHY),
    AppointmentCancelled(appointment=a("visit"), customer=ANN, initiator="customer", reason=WHY),
    PromiseTimeSet(repair_order=a("order"), customer=ANN, vehicle=VIN, promised_at=THEN, reason=WHY),
    DealReturnedForRework(deal=a("deal"), customer=ANN, reasons=("income", WHY)),
    DealUnwound(deal=a("deal"), customer=ANN, vehicle=VIN, reason=WHY),
    HoldPlaced(hold=a("hold"), customer=ANN, matter=f"{NAME} v. Northgate"),
    HoldReleased(hold=a("hold"), customer=ANN, reason=WHY),
)


async def test_nothing_of_a_reason_is_left(desk: Desk) -> None:
    """Not in the log, nor in what is read of it; everything else of the events is there."""
    head = await desk.happened(scheduled(), *REASONS)
    told = [each.event for each in (await desk.here.store.read(desk.tenant)).events][-len(REASONS) :]
    assert told == list(REASONS)
    await desk.here.projector.catch_up(desk.tenant)
    assert {("handoff_board_v3.handoff", "reason"), ("privacy_desk_v2.hold", "matter")} <= {*await traces(desk)}

    progress = await desk.rights.erasure.run(desk.order())

    assert (progress.step, progress.found.mentions) == ("certified", ())
    assert await traces(desk) == []
    left = [each for each in (await desk.here.store.read(desk.tenant)).events if each.position <= head]
    for recorded, before in zip(left[-len(REASONS) :], REASONS, strict=True):
        gone = {name for name, value in asdict(before).items() if NAME in str(value)}
        assert recorded.erased == gone
        assert asdict(recorded.event) == {**asdict(before), **dict.fromkeys(gone)}
    await desk.here.projector.catch_up(desk.tenant)
    assert await differences(desk) == []


async def test_a_reason_is_kept_as_long_as_what_it_explains(desk: Desk) -> None:
    """Those of a deal with its jacket, those of a repair with its record; those of a hold go."""
    await desk.happened(scheduled(), *REASONS)
    await desk.rights.erasure.run(desk.order(classes=("standard",)))
    read = (await desk.here.store.read(desk.tenant)).events
    kept = [each.type for each in read if each.event in REASONS]
    assert kept == ["promise_time.set", "deal.returned_for_rework", "deal.unwound"]
