"""Delivery day: the car changes hands, the trade comes in, and service is introduced to the new owner."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import handoff, ownership, servicing
from lifecycle_api.simulator.journeys.dealing import Deal
from lifecycle_api.simulator.journeys.stocking import acquire
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.plans import VisitPlan
from lifecycle_api.simulator.record import Record, stamp
from lifecycle_api.simulator.vehicles.car import Ownership
from lifecycle_api.simulator.world import World


def deliver(world: World, deal: Deal, sold: datetime) -> tuple[Ownership, datetime]:
    """Hand over the car, on the day of the sale or soon after. Returns the new ownership and the moment."""
    pursuit, chance = deal.pursuit, world.chance
    at = hours.after(sold, chance.minutes(30, 75) if chance.happens(0.6) else chance.days(1, 3))
    car = pursuit.unit.car
    car.parked(at, chance.whole(20, 46))
    deal.record.set(
        at,
        status="DELIVERED",
        deliveredById=deal.seller.number,
        deliveryMethod="HOME" if chance.happens(0.1) else "STORE",
        deliveryOdometer=car.odometer(at),
        **stamp("delivered", at),
    )
    role = "LESSEE" if pursuit.plan.pays == "LEASE" else "OWNER"
    owned = ownership.begin(world, pursuit.person, car, pursuit.rooftop, at.date(), "SOLD_HERE", role, deal.record)
    ownership.vehicle_record(world, owned, pursuit.rooftop, at)
    if pursuit.trade:
        take_in(world, deal, at + timedelta(minutes=15))
    return owned, at


def take_in(world: World, deal: Deal, at: datetime) -> None:
    """The traded car leaves its owner and enters the stock."""
    car = deal.pursuit.trade
    if car is None:
        return
    for owned in car.owners:
        if owned.person is deal.pursuit.person and owned.until is None:
            ownership.finish(world, owned, at, "TRADED_IN", deal.pursuit.rooftop)
    unit = acquire(world, deal.pursuit.rooftop, car, at, "TRADE", seller=deal.buyer, deal=deal.record)
    deal.record.line(at, "trades", 1, stockNumber=unit.record, **stamp("takenIn", at))


def introduce(world: World, deal: Deal, owned: Ownership, at: datetime, first_visit: VisitPlan | None) -> None:
    """Sales walks the new owner over to service; often the first appointment is booked on the spot."""
    pursuit, chance = deal.pursuit, world.chance
    moment = at + chance.minutes(16, 40)
    advisor = keeper(world, pursuit.person, pursuit.rooftop, "SERVICE_ADVISOR", moment, pursuit.record)
    passed = handoff.offer(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "SALES_TO_SERVICE",
        deal.seller,
        advisor,
        pursuit.record,
        dealNumber=deal.record,
    )
    handoff.accept(passed, moment)
    handoff.complete(passed, moment + timedelta(minutes=10))
    booked = _book_first(world, deal, owned, moment, first_visit) if pursuit.plan.first_service_days else None
    deal.record.set(
        moment,
        serviceIntroAdvisorId=advisor.number,
        serviceIntroInPersonFlag=chance.happens(0.8),
        firstServiceAppointmentId=booked,
        **stamp("serviceIntro", moment),
    )


def _book_first(world: World, deal: Deal, owned: Ownership, at: datetime, first_visit: VisitPlan | None) -> Record:
    chance = world.chance
    plan = first_visit or VisitPlan(
        source="DELIVERY_HANDOFF",
        kind="FIRST_SERVICE",
        meeting=chance.weighted((("SHOWN", 70), ("RESCHEDULED", 15), ("RECOVERED", 8), ("CANCELLED", 7))),
        next_days=chance.whole(150, 300),
    )
    slot = hours.slot(at.date() + timedelta(days=deal.pursuit.plan.first_service_days), chance)
    return servicing.book_visit(world, owned, deal.pursuit.rooftop, at, slot, plan)
