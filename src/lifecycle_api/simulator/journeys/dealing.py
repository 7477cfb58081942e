"""The deal: structured, handed to F&I, returned when something is missing, signed, sold and funded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.journeys import desk, figures
from lifecycle_api.simulator.journeys.pursuit import Pursuit
from lifecycle_api.simulator.people.registry import dms_record
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.record import Fields, Record, money, stamp
from lifecycle_api.simulator.vehicles.car import Car

_MISSING = ("INSURANCE", "ID", "TRADE_TITLE", "PAYOFF", "CREDIT_APP;INSURANCE", "ODOMETER_STMT")
_LENDERS = ("Prairie Credit Union", "First Harbor Bank", "Makers Financial")
_PRODUCTS = (("SERVICE_CONTRACT", 189_000), ("GAP", 79_500), ("MAINTENANCE", 99_000), ("TIRE_WHEEL", 64_900))
REBATE = 20_000


@dataclass(slots=True, eq=False)
class Deal:
    """A deal on its way: the DMS record and the people who work on it."""

    pursuit: Pursuit
    record: Record
    buyer: Record
    seller: Employee
    financier: Employee
    financed: int


def strike(pursuit: Pursuit, at: datetime) -> tuple[Deal, datetime]:
    """From the desk to the signed contract. Returns the deal and the moment it was booked as sold."""
    chance = pursuit.chance
    deal = _structure(pursuit, at)
    submitted = hours.after(at, chance.minutes(15, 50))
    deal.record.set(
        submitted, status="IN_FINANCE", submittedById=deal.seller.number, **stamp("submittedToFinance", submitted)
    )
    passed = pursuit.offer(submitted, "SALES_TO_FI", deal.seller, deal.financier, dealNumber=deal.record)
    ready = _check(deal, submitted, passed)
    signed = hours.after(ready, chance.minutes(25, 80))
    deal.record.set(signed, status="CONTRACTED", eContractFlag=chance.happens(0.6), **stamp("contract", signed))
    desk.complete(passed, signed)
    _sell_products(deal, signed)
    sold = hours.after(signed, chance.minutes(5, 25))
    _book(deal, sold)
    return deal, sold


def fund(deal: Deal, sold: datetime) -> None:
    """The lender pays some days later, sometimes after asking for a document; cash deals need no lender."""
    if deal.pursuit.plan.pays == "CASH":
        return
    chance = deal.pursuit.chance
    asked = hours.after(sold, chance.days(1, 2))
    paid = hours.after(asked, chance.days(1, 6))
    if chance.happens(0.35):
        satisfied = hours.after(asked, chance.minutes(400, 4000))
        kind = chance.pick(("INCOME", "RESIDENCE", "INSURANCE", "SIGNATURE", "TITLE"))
        due = (asked + timedelta(days=3)).date()
        deal.record.line(asked, "stipulations", "ST1", stipulation=kind, dueDate=due, **stamp("requested", asked))
        deal.record.line(satisfied, "stipulations", "ST1", **stamp("satisfied", satisfied))
        paid = hours.after(satisfied, chance.days(1, 4))
    deal.record.set(paid, status="FUNDED", fundedAmount=money(deal.financed), **stamp("funded", paid))


def _structure(pursuit: Pursuit, at: datetime) -> Deal:
    seller, financier = pursuit.keeper(at, "SALES"), pursuit.staff(at, "F_AND_I")
    buyer = pursuit.customer(at, "DEAL")
    record = pursuit.world.record("deals", pursuit.rooftop.dms, pursuit.rooftop)
    deal = Deal(pursuit, record, buyer, seller, financier, 0)
    record.set(
        at,
        crmOpportunityId=pursuit.record,
        buyerId=buyer,
        coBuyerId=_co_buyer(pursuit, at),
        newUsed="U" if pursuit.unit.used else "N",
        stockNumber=pursuit.unit.record,
        vin=pursuit.unit.car.vin,
        salespersonId=seller.number,
        salesManagerId=pursuit.staff(at, "SALES_MANAGER").number,
        fiManagerId=financier.number,
        status="STRUCTURED",
        version=1,
        **stamp("structured", at),
    )
    record.set(at, **_figures(deal, at, rebate=0))
    pursuit.record.set(at, dealNumber=record)
    if pursuit.trade:
        _list_trade(deal, pursuit.trade, at)
    return deal


def _co_buyer(pursuit: Pursuit, at: datetime) -> Record | None:
    partner = pursuit.person.partner
    signs = partner is not None and pursuit.chance.happens(0.5)
    return dms_record(pursuit.world, partner, pursuit.rooftop, at, "DEAL") if partner and signs else None


def _figures(deal: Deal, at: datetime, rebate: int) -> Fields:
    pursuit = deal.pursuit
    price, pays = pursuit.unit.price - rebate, pursuit.plan.pays
    allowance = figures.trade_offer(pursuit.trade, at).allowance if pursuit.trade else 0
    basics: Fields = {
        "dealType": pays,
        "cashPrice": money(price),
        "downPayment": money(figures.DOWN),
        "frontGross": money(max(price - pursuit.unit.cost, 0)),
    }
    if pays == "CASH":
        return basics
    deal.financed = figures.financed(price, allowance)
    return basics | {
        "amountFinanced": money(deal.financed),
        "termMonths": 36 if pays == "LEASE" else figures.TERM,
        "apr": figures.APR,
        "monthlyPayment": money(figures.monthly(deal.financed)),
        "lenderName": _LENDERS[pursuit.person.number % len(_LENDERS)],
    }


def _list_trade(deal: Deal, car: Car, at: datetime) -> None:
    offer = figures.trade_offer(car, at)
    deal.record.line(
        at,
        "trades",
        1,
        vin=car.vin,
        year=car.year,
        make=car.model.make,
        model=car.model.name,
        odometer=car.odometer(at),
        appraiserId=deal.pursuit.staff(at, "SALES_MANAGER").number,
        acv=money(offer.acv),
        allowance=money(offer.allowance),
        payoff=money(offer.payoff),
        lienHolder=offer.lien_holder,
        **stamp("appraised", at - timedelta(minutes=5)),
    )


def _check(deal: Deal, at: datetime, passed: Record) -> datetime:
    """F&I checks the deal; returns the moment at which it is ready."""
    chance = deal.pursuit.chance
    checked = hours.after(at, chance.minutes(8, 30))
    if deal.pursuit.plan.ready_first_time:
        desk.accept(passed, checked)
        _note_check(deal, checked, 1, missing="")
        return checked
    missing, lost = chance.pick(_MISSING), chance.whole(20, 150)
    _note_check(deal, checked, 1, missing=missing, returnedToId=deal.seller.number, minutesLost=lost)
    desk.give_back(passed, checked, missing)
    again = hours.after(checked, timedelta(minutes=lost))
    deal.record.set(again, version=2, **_figures(deal, again, rebate=REBATE), **stamp("restructured", again))
    desk.accept(passed, again)
    _note_check(deal, again, 2, missing="")
    return again


def _note_check(deal: Deal, at: datetime, number: int, *, missing: str, **fields: str | int) -> None:
    deal.record.set(at, status="REWORK" if missing else "READY")
    checked: Fields = {"checkedById": deal.financier.number, "readyFlag": not missing, "missing": missing}
    deal.record.line(at, "readinessChecks", number, **checked, **stamp("checked", at), **fields)


def _sell_products(deal: Deal, at: datetime) -> None:
    chosen = deal.pursuit.chance.some(_PRODUCTS, deal.pursuit.chance.whole(0, 2))
    for number, (product, price) in enumerate(chosen, 1):
        bought: Fields = {"product": product, "provider": "Evergreen Protection", "termMonths": 48}
        deal.record.line(at, "products", number, price=money(price), **bought, **stamp("sold", at))
    deal.record.set(at, backGross=money(sum(price * 4 // 10 for _, price in chosen)))


def _book(deal: Deal, sold: datetime) -> None:
    pursuit = deal.pursuit
    miles = pursuit.unit.car.odometer(sold)
    deal.record.set(sold, status="SOLD", saleOdometer=miles, **stamp("sold", sold))
    pursuit.record.set(sold, status="Sold", **stamp("sold", sold))
    pursuit.unit.gone = True
    pursuit.unit.record.set(sold, status="SOLD", soldDate=sold, soldDealNumber=deal.record)
