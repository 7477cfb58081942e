"""Delivery day: the car changes hands, the trade comes in, and service is introduced to the new owner."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import desk, ownership, servicing
from lifecycle_api.simulator.journeys.dealing import Deal
from lifecycle_api.simulator.journeys.servicing import ServiceDesk
from lifecycle_api.simulator.journeys.stocking import Purchase, acquire
from lifecycle_api.simulator.plans import VisitPlan
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.car import Car, Ownership

_FIRST_TURNS = (("SHOWN", 70), ("RESCHEDULED", 15), ("RECOVERED", 8), ("CANCELLED", 7))


def deliver(deal: Deal, sold: datetime) -> tuple[Ownership, datetime]:
    """Hand over the car, on the day of the sale or soon after. Returns the new ownership and the moment."""
    pursuit, chance = deal.pursuit, deal.pursuit.chance
    wait = chance.minutes(30, 75) if chance.happens(0.6) else chance.minutes(1100, 4400)
    at = hours.after(sold, wait)
    car = pursuit.unit.car
    car.parked(at, chance.whole(20, 46))
    deal.record.set(
        at,
        status="DELIVERED",
        deliveredById=pursuit.keeper(at, "SALES").number,
        deliveryMethod="HOME" if chance.happens(0.1) else "STORE",
        deliveryOdometer=car.odometer(at),
        **stamp("delivered", at),
    )
    role = "LESSEE" if pursuit.plan.pays == "LEASE" else "OWNER"
    owned = Ownership(pursuit.person, car, pursuit.rooftop, at.date(), at.date(), "SOLD_HERE", role, deal.record)
    ownership.begin(pursuit.world, owned)
    ownership.vehicle_record(pursuit.world, owned, pursuit.rooftop, at)
    if pursuit.trade:
        _take_in(deal, pursuit.trade, at + timedelta(minutes=15))
    return owned, at


def introduce(deal: Deal, owned: Ownership, at: datetime, first_visit: VisitPlan | None) -> None:
    """Sales walks the new owner over to service; often the first appointment is booked on the spot."""
    pursuit, chance = deal.pursuit, deal.pursuit.chance
    moment = at + chance.minutes(16, 40)
    advisor = pursuit.keeper(moment, "SERVICE_ADVISOR")
    passed = pursuit.offer(at, "SALES_TO_SERVICE", pursuit.keeper(at, "SALES"), advisor, dealNumber=deal.record)
    desk.accept(passed, moment)
    desk.complete(passed, moment + timedelta(minutes=10))
    booked = _book_first(deal, owned, moment, first_visit) if pursuit.plan.first_service_days else None
    deal.record.set(
        moment,
        serviceIntroAdvisorId=advisor.number,
        serviceIntroInPersonFlag=chance.happens(0.8),
        firstServiceAppointmentId=booked,
        **stamp("serviceIntro", moment),
    )


def _take_in(deal: Deal, car: Car, at: datetime) -> None:
    """The traded car leaves its owner and enters the stock."""
    pursuit = deal.pursuit
    for owned in car.owners:
        if owned.person is pursuit.person and owned.until is None:
            ownership.finish(pursuit.world, owned, at, "TRADED_IN", pursuit.rooftop)
    unit = acquire(pursuit.world, pursuit.rooftop, car, at, Purchase("TRADE", deal.buyer, deal.record))
    deal.record.line(at, "trades", 1, stockNumber=unit.record, **stamp("takenIn", at))


def _book_first(deal: Deal, owned: Ownership, at: datetime, first_visit: VisitPlan | None) -> Record:
    pursuit, chance = deal.pursuit, deal.pursuit.chance
    plan = first_visit or VisitPlan(
        source="DELIVERY_HANDOFF",
        kind="FIRST_SERVICE",
        meeting=chance.weighted(_FIRST_TURNS),
        next_days=chance.whole(150, 300),
    )
    slot = hours.slot(at.date() + timedelta(days=pursuit.plan.first_service_days), chance)
    lane = ServiceDesk(pursuit.world, pursuit.person, pursuit.rooftop, None, owned)
    return servicing.book_visit(lane, at, slot, plan)
