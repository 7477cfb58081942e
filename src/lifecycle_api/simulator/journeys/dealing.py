"""The deal: structured, handed to F&I, returned when something is missing, signed, sold and funded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import handoff
from lifecycle_api.simulator.journeys.enquiry import Pursuit
from lifecycle_api.simulator.journeys.showroom import APR, DOWN, TERM, monthly, payoff, trade_value
from lifecycle_api.simulator.people.registry import dms_record
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.people.team import keeper
from lifecycle_api.simulator.record import Fields, Record, money, stamp
from lifecycle_api.simulator.world import World

_MISSING = ("INSURANCE", "ID", "TRADE_TITLE", "PAYOFF", "CREDIT_APP;INSURANCE", "ODOMETER_STMT")
_LENDERS = ("Prairie Credit Union", "First Harbor Bank", "Makers Financial")
_PRODUCTS = (("SERVICE_CONTRACT", 189_000), ("GAP", 79_500), ("MAINTENANCE", 99_000), ("TIRE_WHEEL", 64_900))


@dataclass(slots=True, eq=False)
class Deal:
    """A deal on its way: the DMS record and the people who work on it."""

    pursuit: Pursuit
    record: Record
    buyer: Record
    seller: Employee
    financier: Employee
    financed: int


def strike(world: World, pursuit: Pursuit, at: datetime) -> tuple[Deal, datetime]:
    """From the desk to the signed contract. Returns the deal and the moment it was booked as sold."""
    deal = _structure(world, pursuit, at)
    submitted = hours.after(at, world.chance.minutes(15, 50))
    passed = _submit(world, deal, submitted)
    ready = _check(world, deal, submitted, passed)
    signed = hours.after(ready, world.chance.minutes(25, 80))
    deal.record.set(signed, status="CONTRACTED", eContractFlag=world.chance.happens(0.6), **stamp("contract", signed))
    handoff.complete(passed, signed)
    _sell_products(world, deal, signed)
    sold = signed + world.chance.minutes(5, 25)
    _book(deal, sold)
    return deal, sold


def fund(world: World, deal: Deal, sold: datetime) -> None:
    """The lender pays some days later, sometimes after asking for a document; cash deals need no lender."""
    if deal.pursuit.plan.pays == "CASH":
        return
    asked = hours.after(sold, world.chance.days(1, 2))
    paid = hours.after(asked, world.chance.days(1, 6))
    if world.chance.happens(0.35):
        satisfied = hours.after(asked, world.chance.minutes(400, 4000))
        kind = world.chance.pick(("INCOME", "RESIDENCE", "INSURANCE", "SIGNATURE", "TITLE"))
        due = (asked + timedelta(days=3)).date()
        deal.record.line(asked, "stipulations", "ST1", stipulation=kind, dueDate=due, **stamp("requested", asked))
        deal.record.line(satisfied, "stipulations", "ST1", **stamp("satisfied", satisfied))
        paid = hours.after(satisfied, world.chance.days(1, 4))
    deal.record.set(paid, status="FUNDED", fundedAmount=money(deal.financed), **stamp("funded", paid))


def _structure(world: World, pursuit: Pursuit, at: datetime) -> Deal:
    person, rooftop = pursuit.person, pursuit.rooftop
    seller = keeper(world, person, rooftop, "SALES", at, pursuit.record)
    financier = world.staff.one(rooftop, "F_AND_I", at, world.chance)
    buyer = dms_record(world, person, rooftop, at, "DEAL")
    record = world.record("deals", rooftop.dms, rooftop)
    deal = Deal(pursuit, record, buyer, seller, financier, 0)
    partner = person.partner if world.chance.happens(0.5) else None
    record.set(
        at,
        crmOpportunityId=pursuit.record,
        buyerId=buyer,
        coBuyerId=dms_record(world, partner, rooftop, at, "DEAL") if partner else None,
        newUsed="U" if pursuit.unit.used else "N",
        stockNumber=pursuit.unit.record,
        vin=pursuit.unit.car.vin,
        salespersonId=seller.number,
        salesManagerId=world.staff.one(rooftop, "SALES_MANAGER", at, world.chance).number,
        fiManagerId=financier.number,
        status="STRUCTURED",
        version=1,
        **stamp("structured", at),
    )
    record.set(at, **_figures(deal, at, rebate=0))
    pursuit.record.set(at, dealNumber=record)
    if pursuit.trade:
        _list_trade(world, deal, at)
    return deal


def _figures(deal: Deal, at: datetime, rebate: int) -> Fields:
    pursuit = deal.pursuit
    price = pursuit.unit.price - rebate
    pays = pursuit.plan.pays
    allowance = trade_value(pursuit.trade.worth(at.date())) + 30_000 if pursuit.trade else 0
    deal.financed = max(price - allowance - DOWN, 100_000) if pays != "CASH" else 0
    loan: Fields = {
        "amountFinanced": money(deal.financed),
        "termMonths": 36 if pays == "LEASE" else TERM,
        "apr": APR,
        "monthlyPayment": money(monthly(deal.financed)),
        "lenderName": _LENDERS[pursuit.person.number % len(_LENDERS)],
    }
    return {
        "dealType": pays,
        "cashPrice": money(price),
        "downPayment": money(DOWN),
        "frontGross": money(max(price - pursuit.unit.cost, 0)),
        **(loan if pays != "CASH" else {}),
    }


def _list_trade(world: World, deal: Deal, at: datetime) -> None:
    car = deal.pursuit.trade
    if car is None:
        return
    acv = trade_value(car.worth(at.date()))
    appraised = at - timedelta(minutes=20)
    deal.record.line(
        at,
        "trades",
        1,
        vin=car.vin,
        year=car.year,
        make=car.model.make,
        model=car.model.name,
        odometer=car.odometer(at),
        appraiserId=world.staff.one(deal.pursuit.rooftop, "SALES_MANAGER", at, world.chance).number,
        acv=money(acv),
        allowance=money(acv + 30_000),
        payoff=money(payoff(car.reading, acv)),
        lienHolder="Prairie Credit Union" if payoff(car.reading, acv) else "",
        **stamp("appraised", appraised),
    )


def _submit(world: World, deal: Deal, at: datetime) -> Record:
    pursuit = deal.pursuit
    deal.record.set(at, status="IN_FINANCE", submittedById=deal.seller.number, **stamp("submittedToFinance", at))
    return handoff.offer(
        world,
        pursuit.person,
        pursuit.rooftop,
        at,
        "SALES_TO_FI",
        deal.seller,
        deal.financier,
        pursuit.record,
        dealNumber=deal.record,
    )


def _check(world: World, deal: Deal, at: datetime, passed: Record) -> datetime:
    """F&I checks the deal; returns the moment at which it is ready."""
    checked = hours.after(at, world.chance.minutes(8, 30))
    if deal.pursuit.plan.ready_first_time:
        handoff.accept(passed, checked)
        _note_check(deal, checked, 1, missing="")
        return checked
    missing, lost = world.chance.pick(_MISSING), world.chance.whole(20, 150)
    _note_check(deal, checked, 1, missing=missing, returnedToId=deal.seller.number, minutesLost=lost)
    handoff.give_back(passed, checked, missing)
    again = hours.after(checked, timedelta(minutes=lost))
    deal.record.set(again, version=2, **_figures(deal, again, rebate=20_000), **stamp("restructured", again))
    handoff.accept(passed, again)
    _note_check(deal, again, 2, missing="")
    return again


def _note_check(deal: Deal, at: datetime, number: int, *, missing: str, **fields: str | int) -> None:
    deal.record.set(at, status="REWORK" if missing else "READY")
    deal.record.line(
        at,
        "readinessChecks",
        number,
        checkedById=deal.financier.number,
        readyFlag=not missing,
        missing=missing,
        **stamp("checked", at),
        **fields,
    )


def _sell_products(world: World, deal: Deal, at: datetime) -> None:
    gross = 0
    for number, (product, price) in enumerate(world.chance.some(_PRODUCTS, world.chance.whole(0, 2)), 1):
        gross += price * 4 // 10
        deal.record.line(
            at,
            "products",
            number,
            product=product,
            provider="Evergreen Protection",
            termMonths=48,
            price=money(price),
            **stamp("sold", at),
        )
    deal.record.set(at, backGross=money(gross))


def _book(deal: Deal, sold: datetime) -> None:
    pursuit = deal.pursuit
    miles = pursuit.unit.car.odometer(sold)
    deal.record.set(sold, status="SOLD", saleOdometer=miles, **stamp("sold", sold))
    pursuit.record.set(sold, status="Sold", **stamp("sold", sold))
    pursuit.unit.gone = True
    pursuit.unit.record.set(sold, status="SOLD", soldDate=sold, soldDealNumber=deal.record)
