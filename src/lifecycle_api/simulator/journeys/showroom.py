"""The visit to the showroom: greeting, test drive, appraisal of the trade, and the numbers."""

from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import desk, figures
from lifecycle_api.simulator.journeys.meeting import Booking, book, keep
from lifecycle_api.simulator.journeys.pursuit import Pursuit
from lifecycle_api.simulator.people.registry import CRM
from lifecycle_api.simulator.record import Fields, Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Car

_CONDITIONS = ("EXCELLENT", "GOOD", "GOOD", "FAIR", "POOR")


def meet(pursuit: Pursuit, at: datetime) -> tuple[Record, datetime] | None:
    """Book a visit, hand the shopper to sales and wait; returns the kept appointment and the arrival, or None."""
    chance = pursuit.chance
    agent, seller = pursuit.keeper(at, "BDC"), pursuit.keeper(at, "SALES")
    slot = hours.slot((at + chance.days(1, 3)).date(), chance)
    fields: Fields = {
        "customerId": pursuit.person.records[CRM],
        "opportunityId": pursuit.record,
        "createdById": agent.number,
        "assignedToId": seller.number,
    }
    booking = Booking(CRM, pursuit.rooftop, "SALES", chance.pick(("SALES", "TEST_DRIVE")), fields)
    source = "INTERNET" if pursuit.plan.door == "LEAD" else "PHONE"
    appointment = book(pursuit.world, booking, at, slot, source)
    passed = pursuit.offer(at, "BDC_TO_SALES", agent, seller, appointmentId=appointment)
    kept = keep(pursuit.world, booking, appointment, (at, slot), pursuit.plan.meeting)
    if kept:
        desk.accept(passed, min(hours.after(at, chance.minutes(5, 120)), kept[1]))
        desk.complete(passed, kept[1])
    return kept


def visit(pursuit: Pursuit, at: datetime, how: str, appointment: Record | None = None) -> datetime:
    """The shopper is in the showroom. Returns the moment at which the numbers are on the table."""
    seller = pursuit.keeper(at, "SALES").number
    ended = stamp("end", at + pursuit.chance.minutes(75, 190))
    pursuit.act(at, "VISIT", employeeId=seller, outcome=how, appointmentId=appointment, **ended)
    moment = at + pursuit.chance.minutes(8, 20)
    if pursuit.plan.drives:
        moment = _drive(pursuit, moment, seller)
    if pursuit.trade:
        moment = _appraise(pursuit, pursuit.trade, moment)
    if pursuit.plan.note:
        pursuit.act(moment, "NOTE", employeeId=seller, comments=pursuit.plan.note)
    return _quote(pursuit, moment, seller)


def _drive(pursuit: Pursuit, at: datetime, seller: str) -> datetime:
    car = pursuit.unit.car
    back = at + pursuit.chance.minutes(15, 32)
    out = car.odometer(at)
    car.reading += pursuit.chance.whole(3, 14)
    pursuit.act(
        at,
        "TEST_DRIVE",
        employeeId=seller,
        stockNumber=pursuit.unit.record,
        vin=car.vin,
        odometerOut=out,
        odometerIn=car.odometer(at),
        **stamp("end", back),
    )
    return back + pursuit.chance.minutes(3, 10)


def _appraise(pursuit: Pursuit, car: Car, at: datetime) -> datetime:
    offer = figures.trade_offer(car, at)
    pursuit.act(
        at,
        "APPRAISAL",
        employeeId=pursuit.staff(at, "SALES_MANAGER").number,
        vin=car.vin,
        odometerOut=car.odometer(at),
        condition=pursuit.chance.pick(_CONDITIONS),
        acv=money(offer.acv),
        offer=money(offer.allowance),
        payoff=money(offer.payoff),
        lienHolder=offer.lien_holder,
    )
    return at + pursuit.chance.minutes(12, 30)


def _quote(pursuit: Pursuit, at: datetime, seller: str) -> datetime:
    price = pursuit.unit.price
    allowance = figures.trade_offer(pursuit.trade, at).allowance if pursuit.trade else 0
    pursuit.act(
        at,
        "QUOTE",
        employeeId=seller,
        stockNumber=pursuit.unit.record,
        vin=pursuit.unit.car.vin,
        price=money(price),
        payment=money(figures.monthly(figures.financed(price, allowance))),
        termMonths=figures.TERM,
        apr=figures.APR,
        down=money(figures.DOWN),
        tradeValue=money(allowance) if allowance else "",
        expiryDate=(at + timedelta(days=7)).date(),
        medium=pursuit.chance.pick(("PRINT", "SCREEN", "TEXT")),
        subject=f"Numbers on the {pursuit.unit.car.model.name}",
    )
    return at + pursuit.chance.minutes(10, 35)
