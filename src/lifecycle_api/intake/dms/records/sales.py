"""Opportunities and deals as CRM and DMS keep them."""

from typing import Literal

from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.records.people import LeadLine
from lifecycle_api.intake.dms.values import Cents, SignedCents
from lifecycle_api.intake.moments import Stamp


class Opportunity(Row, frozen=True):
    """One chance to sell."""

    opportunity_id: str
    customer_id: str
    up_type: Literal["Internet", "Phone", "Showroom", "Service"] | None = None
    source: str | None = None
    opened: Stamp
    interest: Literal["NEW", "USED", "LEASE"] = "USED"
    wanted_year: int | None = None
    wanted_make: str | None = None
    wanted_model: str | None = None
    wanted_stock_number: str | None = None
    lost: Stamp | None = None
    lost_reason: Literal["PRICE", "BOUGHT_ELSEWHERE", "NO_CONTACT", "CREDIT", "BAD_LEAD", "TIMING"] | None = None
    changed: Stamp | None = None
    leads: tuple[LeadLine, ...] = ()


class Trade(Row, frozen=True):
    """A car traded in on a deal."""

    trade_no: str
    vin: str
    year: int | None = None
    make: str | None = None
    model: str | None = None
    odometer: int | None = None
    appraised: Stamp | None = None
    allowance: Cents | None = None


class ReadinessCheck(Row, frozen=True):
    """F&I looked whether everything is there."""

    check_no: str
    checked: Stamp
    checked_by_id: str | None = None
    ready_flag: bool
    missing: tuple[str, ...] = ()
    returned_to_id: str | None = None
    minutes_lost: int | None = None


class Stipulation(Row, frozen=True):
    """A document the lender wants."""

    stipulation_id: str
    stipulation: Literal["INCOME", "RESIDENCE", "INSURANCE", "REFERENCES", "SIGNATURE", "TITLE", "OTHER"]
    requested: Stamp
    due: Stamp | None = None
    satisfied: Stamp | None = None


class Deal(Row, frozen=True):
    """One deal, from the first structure to funding."""

    deal_number: str
    crm_opportunity_id: str | None = None
    buyer_id: str
    co_buyer_id: str | None = None
    deal_type: Literal["FINANCE", "LEASE", "CASH"]
    new_used: Literal["N", "U"]
    vin: str
    salesperson_id: str | None = None
    fi_manager_id: str | None = None
    structured: Stamp
    restructured: Stamp | None = None
    cash_price: Cents
    amount_financed: Cents | None = None
    front_gross: SignedCents | None = None
    back_gross: SignedCents | None = None
    lender_name: str | None = None
    submitted_to_finance: Stamp | None = None
    submitted_by_id: str | None = None
    contract: Stamp | None = None
    e_contract_flag: bool = False
    funded: Stamp | None = None
    funded_amount: Cents | None = None
    sold: Stamp | None = None
    sale_odometer: int | None = None
    delivered: Stamp | None = None
    delivered_by_id: str | None = None
    delivery_method: Literal["STORE", "HOME"] = "STORE"
    delivery_odometer: int | None = None
    unwound: Stamp | None = None
    unwind_reason: str | None = None
    service_intro: Stamp | None = None
    service_intro_advisor_id: str | None = None
    service_intro_in_person_flag: bool = True
    changed: Stamp | None = None
    trades: tuple[Trade, ...] = ()
    readiness_checks: tuple[ReadinessCheck, ...] = ()
    stipulations: tuple[Stipulation, ...] = ()
