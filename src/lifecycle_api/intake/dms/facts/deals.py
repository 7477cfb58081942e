"""Facts about deals: figures, F&I, contract, funding, sale and delivery."""

from collections.abc import Iterator
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.deals import (
    ContractSigned,
    DealFunded,
    DealReadinessAssessed,
    DealReturnedForRework,
    DealStructured,
    DealSubmittedToFinance,
    DealUnwound,
    ServiceIntroductionMade,
    StipulationRequested,
    StipulationSatisfied,
    VehicleDelivered,
    VehicleSold,
)
from lifecycle_api.domain.events.vehicles import OdometerRead, VehicleDescribed
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs, vin_of
from lifecycle_api.intake.dms.facts.vehicles import distance
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.sales import Deal


def needs(record: Deal, context: Context) -> Needs:
    """The buyer and the co-buyer."""
    numbers = filter(None, (record.buyer_id, record.co_buyer_id))
    return Needs(customers=frozenset(CustomerNumber(context.system, number) for number in numbers))


def facts(record: Deal, context: Context) -> Iterator[Fact]:
    """A deal, stage by stage."""
    who = context.customer(CustomerNumber(context.system, record.buyer_id), "buyerId")
    deal = ids.deal(context.tenant, context.rooftop.id, record.deal_number)
    vin = vin_of(record.vin, "vin").value
    yield from _structured(record, context, (deal, who, vin))
    yield from _traded(record, context)
    yield from _prepared(record, context, deal, who)
    yield from _contracted(record, context, deal, who)
    yield from _sold(record, context, (deal, who, vin))
    yield from _handed_over(record, context, (deal, who, vin))


def _structured(record: Deal, context: Context, names: tuple[UUID, UUID, str]) -> Iterator[Fact]:
    """The first figures, and those after the last change; who never sent the first ones began with the last."""
    deal, who, vin = names
    opportunity = record.crm_opportunity_id
    trade = record.trades[0] if record.trades else None
    structured = DealStructured(
        deal=deal,
        customer=who,
        vehicle=vin,
        opportunity=ids.opportunity(context.tenant, opportunity) if opportunity else None,
        co_buyer=context.beside(record.co_buyer_id, "coBuyerId"),
        number=record.deal_number,
        kind=word(DealStructured, "kind", record.deal_type),
        price=context.amount(record.cash_price, "cashPrice"),
        amount_financed=context.money(record.amount_financed),
        trade_in_vin=vin_of(trade.vin, "trades[1].vin", year=trade.year).value if trade else None,
        trade_allowance=context.money(trade.allowance) if trade else None,
        front_gross=context.gross(record.front_gross),
        back_gross=context.gross(record.back_gross),
        salesperson=context.employee(record.salesperson_id),
    )
    by = context.by(record.salesperson_id)
    if not (record.restructured and "structured" in context.recorded):
        yield Fact("structured", context.moment(record.structured), structured, actor=by)
    if record.restructured:
        yield Fact("restructured", context.moment(record.restructured), structured, actor=by)


def _traded(record: Deal, context: Context) -> Iterator[Fact]:
    for line in record.trades:
        vin = vin_of(line.vin, f"trades[{line.trade_no}].vin", year=line.year)
        appraised = context.moment(line.appraised, record.structured)
        described = VehicleDescribed(
            vehicle=vin.value, vin_status=vin.status.value, year=line.year, make=line.make, model=line.model
        )
        yield Fact(f"trade.{line.trade_no}", appraised, described)


def _prepared(record: Deal, context: Context, deal: UUID, who: UUID) -> Iterator[Fact]:
    if record.submitted_to_finance:
        by = record.submitted_by_id
        submitted = DealSubmittedToFinance(deal=deal, customer=who, submitted_by=context.employee(by))
        yield Fact("submitted", context.moment(record.submitted_to_finance), submitted, actor=context.by(by))
    for check in record.readiness_checks:
        checked, by_whom = context.moment(check.checked), context.by(check.checked_by_id)
        missing = tuple(item.lower() for item in check.missing)
        assessed = DealReadinessAssessed(deal=deal, customer=who, ready=check.ready_flag, missing=missing)
        yield Fact(f"check.{check.check_no}", checked, assessed, actor=by_whom)
        if check.returned_to_id:
            returned = DealReturnedForRework(deal=deal, customer=who, reasons=missing, minutes_lost=check.minutes_lost)
            yield Fact(f"returned.{check.check_no}", checked, returned, actor=by_whom)


def _contracted(record: Deal, context: Context, deal: UUID, who: UUID) -> Iterator[Fact]:
    for line in record.stipulations:
        name = ids.of(context.tenant, "stipulation", deal, line.stipulation_id)
        requested = StipulationRequested(
            deal=deal,
            customer=who,
            stipulation=name,
            kind=word(StipulationRequested, "kind", line.stipulation),
            due_at=context.instant(line.due),
        )
        yield Fact(f"stipulation.{line.stipulation_id}", context.moment(line.requested), requested)
        if line.satisfied:
            satisfied = StipulationSatisfied(deal=deal, customer=who, stipulation=name)
            yield Fact(f"satisfied.{line.stipulation_id}", context.moment(line.satisfied), satisfied)
    if record.contract:
        signed = ContractSigned(
            deal=deal,
            customer=who,
            electronic=record.e_contract_flag,
            amount_financed=context.money(record.amount_financed),
            lender=record.lender_name,
        )
        yield Fact("signed", context.moment(record.contract), signed, actor=context.by(record.fi_manager_id))
    if record.funded:
        days = (record.funded.day - record.contract.day).days if record.contract else None
        amount = context.money(record.funded_amount)
        funded = DealFunded(deal=deal, customer=who, amount=amount, days_in_transit=days)
        yield Fact("funded", context.moment(record.funded), funded)


def _sold(record: Deal, context: Context, names: tuple[UUID, UUID, str]) -> Iterator[Fact]:
    deal, who, vin = names
    if record.sold:
        sold = VehicleSold(
            deal=deal,
            customer=who,
            vehicle=vin,
            condition="new" if record.new_used == "N" else "used",
            sale_date=record.sold.day,
            price=context.amount(record.cash_price, "cashPrice"),
            salesperson=context.employee(record.salesperson_id),
        )
        yield Fact("sold", context.moment(record.sold), sold)
        if reading := distance(record.sale_odometer):
            read = OdometerRead(vehicle=vin, reading=reading, context="sale")
            yield Fact("odometer", context.moment(record.sold), read)


def _handed_over(record: Deal, context: Context, names: tuple[UUID, UUID, str]) -> Iterator[Fact]:
    deal, who, vin = names
    if record.delivered:
        delivered = VehicleDelivered(
            deal=deal,
            customer=who,
            vehicle=vin,
            delivered_by=context.employee(record.delivered_by_id),
            odometer=distance(record.delivery_odometer),
            method="home" if record.delivery_method == "HOME" else "rooftop",
        )
        moment = context.moment(record.delivered)
        yield Fact("delivered", moment, delivered, actor=context.by(record.delivered_by_id))
    if record.unwound:
        reason = (record.unwind_reason or "unstated").lower()
        unwound = DealUnwound(deal=deal, customer=who, vehicle=vin, reason=reason)
        yield Fact("unwound", context.moment(record.unwound), unwound)
    if record.service_intro and (advisor := context.employee(record.service_intro_advisor_id)):
        introduced = ServiceIntroductionMade(
            customer=who,
            vehicle=vin,
            deal=deal,
            advisor=advisor,
            in_person=record.service_intro_in_person_flag,
        )
        yield Fact("introduced", context.moment(record.service_intro), introduced)
