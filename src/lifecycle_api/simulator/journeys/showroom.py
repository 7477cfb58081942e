"""The visit to the showroom: greeting, test drive, appraisal of the trade, and the numbers."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.activities import act
from lifecycle_api.simulator.journeys import handoff
from lifecycle_api.simulator.journeys.enquiry import Pursuit
from lifecycle_api.simulator.journeys.meeting import Booking, book, keep
from lifecycle_api.simulator.people.registry import CRM
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.record import Record, money, stamp
from lifecycle_api.simulator.world import World

TERM = 60
APR = "5.90"
_CONDITIONS = ("EXCELLENT", "GOOD", "GOOD", "FAIR", "POOR")


def meet(world: World, pursuit: Pursuit, at: datetime) -> tuple[Record, datetime] | None:
    """Book a visit, hand the shopper to sales and wait; returns the kept appointment and the arrival, or None."""
    person, rooftop, chance = pursuit.person, pursuit.rooftop, world.chance
    agent = keeper(world, person, rooftop, "BDC", at, pursuit.record)
    seller = keeper(world, person, rooftop, "SALES", at, pursuit.record)
    slot = hours.slot((at + chance.days(1, 3)).date(), chance)
    kind = chance.pick(("SALES", "TEST_DRIVE"))
    fields = {
        "customerId": person.records[CRM],
        "opportunityId": pursuit.record,
        "createdById": agent.number,
        "assignedToId": seller.number,
    }
    booking = Booking(CRM, rooftop, "SALES", kind, dict(fields))
    appointment = book(world, booking, at, slot, "INTERNET" if pursuit.plan.door == "LEAD" else "PHONE")
    passed = handoff.offer(
        world,
        person,
        rooftop,
        at,
        "BDC_TO_SALES",
        agent,
        seller,
        pursuit.record,
        appointmentId=appointment,
    )
    kept = keep(world, booking, appointment, at, slot, pursuit.plan.meeting)
    if kept:
        handoff.accept(passed, hours.after(at, chance.minutes(5, 120)))
        handoff.complete(passed, kept[1])
    return kept


def visit(world: World, pursuit: Pursuit, at: datetime, how: str, appointment: Record | None = None) -> datetime:
    """The shopper is in the showroom. Returns the moment at which the numbers are on the table."""
    person, rooftop, chance = pursuit.person, pursuit.rooftop, world.chance
    seller = keeper(world, person, rooftop, "SALES", at, pursuit.record)
    leaving = at + chance.minutes(75, 190)
    act(
        world,
        person,
        rooftop,
        at,
        "VISIT",
        pursuit.record,
        employeeId=seller.number,
        outcome=how,
        appointmentId=appointment,
        **stamp("end", leaving),
    )
    moment = at + chance.minutes(8, 20)
    if pursuit.plan.drives:
        moment = _drive(world, pursuit, moment, seller.number)
    if pursuit.trade:
        moment = _appraise(world, pursuit, moment)
    return _quote(world, pursuit, moment, seller.number)


def _drive(world: World, pursuit: Pursuit, at: datetime, seller: str) -> datetime:
    car = pursuit.unit.car
    back = at + world.chance.minutes(15, 32)
    out = car.odometer(at)
    driven = world.chance.whole(3, 14)
    car.reading += driven
    act(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "TEST_DRIVE",
        pursuit.record,
        employeeId=seller,
        stockNumber=pursuit.unit.record,
        vin=car.vin,
        odometerOut=out,
        odometerIn=out + driven,
        **stamp("end", back),
    )
    return back + world.chance.minutes(3, 10)


def _appraise(world: World, pursuit: Pursuit, at: datetime) -> datetime:
    car = pursuit.trade
    if car is None:
        return at
    manager = world.staff.one(pursuit.rooftop, "SALES_MANAGER", at, world.chance)
    acv = trade_value(car.worth(at.date()))
    act(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "APPRAISAL",
        pursuit.record,
        employeeId=manager.number,
        vin=car.vin,
        odometerOut=car.odometer(at),
        condition=world.chance.pick(_CONDITIONS),
        acv=money(acv),
        offer=money(acv + 30_000),
        payoff=money(payoff(car.reading, acv)),
        lienHolder="Prairie Credit Union" if payoff(car.reading, acv) else "",
    )
    return at + world.chance.minutes(12, 30)


def _quote(world: World, pursuit: Pursuit, at: datetime, seller: str) -> datetime:
    price = pursuit.unit.price
    allowance = trade_value(pursuit.trade.worth(at.date())) + 30_000 if pursuit.trade else 0
    financed = max(price - allowance - DOWN, 0)
    act(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "QUOTE",
        pursuit.record,
        employeeId=seller,
        stockNumber=pursuit.unit.record,
        vin=pursuit.unit.car.vin,
        price=money(price),
        payment=money(monthly(financed)),
        termMonths=TERM,
        apr=APR,
        down=money(DOWN),
        tradeValue=money(allowance) if allowance else "",
        expiryDate=(at + timedelta(days=7)).date(),
        medium=world.chance.pick(("PRINT", "SCREEN", "TEXT")),
        subject=f"Numbers on the {pursuit.unit.car.model.name}",
    )
    return at + world.chance.minutes(10, 35)


DOWN = 250_000


def trade_value(worth: int) -> int:
    """What the desk pays for a car of that retail worth, in cents."""
    return worth * 78 // 100 // 100 * 100


def payoff(miles: int, acv: int) -> int:
    """What is still owed on a trade, in cents; cars with many miles are paid off."""
    return acv * 45 // 100 if miles < 60_000 else 0


def monthly(financed: int) -> int:
    """Monthly payment in cents for an amount in cents over the usual term."""
    rate = float(APR) / 1200
    return round(financed * rate / (1 - (1 + rate) ** -TERM))
