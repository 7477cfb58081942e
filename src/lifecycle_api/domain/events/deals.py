"""The deal: structured, checked, signed, funded, sold and delivered."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    Content,
    CustomerRef,
    DealerConfidential,
    DealRef,
    EmployeeRef,
    Fact,
    Financial,
    OptionalCustomerRef,
    OptionalDealRef,
    OptionalEmployeeRef,
    OptionalOpportunityRef,
    OptionalVehicleRef,
    VehicleFact,
    VehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import ChecklistItem, Distance, Gross, Money, WholeNumber

event = Area(Bearing.HAPPENING).event


@event("deal.structured")
class DealStructured(Event):
    """The desk put a deal together, or changed its figures."""

    deal: DealRef
    customer: CustomerRef
    vehicle: VehicleRef
    opportunity: OptionalOpportunityRef = None
    co_buyer: OptionalCustomerRef = None
    number: Fact[str]
    kind: Fact[Literal["finance", "lease", "cash"]]
    price: Financial[Money]
    amount_financed: Financial[Money | None] = None
    trade_in_vin: OptionalVehicleRef = None
    trade_allowance: Financial[Money | None] = None
    front_gross: DealerConfidential[Gross | None] = None
    back_gross: DealerConfidential[Gross | None] = None
    salesperson: OptionalEmployeeRef = None


@event("deal.submitted_to_finance")
class DealSubmittedToFinance(Event):
    """The sales desk handed the deal to F&I."""

    deal: DealRef
    customer: CustomerRef
    submitted_by: OptionalEmployeeRef = None


@event("deal.readiness_assessed")
class DealReadinessAssessed(Event):
    """F&I checked whether everything needed for the deal is there."""

    deal: DealRef
    customer: CustomerRef
    ready: Fact[bool]
    missing: Fact[tuple[str, ...]] = ()


@event("deal.returned_for_rework")
class DealReturnedForRework(Event):
    """F&I sent the deal back to the desk."""

    deal: DealRef
    customer: CustomerRef
    reasons: Content[tuple[str, ...]]
    minutes_lost: Fact[WholeNumber | None] = None


@event("stipulation.requested")
class StipulationRequested(Event):
    """The lender wants a document before it funds the deal."""

    deal: DealRef
    customer: CustomerRef
    stipulation: Fact[UUID]
    kind: Fact[Literal["income", "residence", "insurance", "references", "signature", "title", "other"]]
    due_at: Fact[datetime | None] = None


@event("stipulation.satisfied")
class StipulationSatisfied(Event):
    """A document the lender wanted was handed in."""

    deal: DealRef
    customer: CustomerRef
    stipulation: Fact[UUID]


@event("contract.signed")
class ContractSigned(Event):
    """The customer signed the contract."""

    deal: DealRef
    customer: CustomerRef
    electronic: Fact[bool] = False
    amount_financed: Financial[Money | None] = None
    lender: Financial[str | None] = None


@event("deal.funded")
class DealFunded(Event):
    """The lender paid the dealer."""

    deal: DealRef
    customer: CustomerRef
    amount: Financial[Money | None] = None
    days_in_transit: Fact[WholeNumber | None] = None


@event("deal.unwound")
class DealUnwound(Event):
    """The deal was undone after the fact."""

    deal: DealRef
    customer: CustomerRef
    vehicle: VehicleRef
    reason: Content[str]


@event("vehicle.sold")
class VehicleSold(Event):
    """The DMS recorded the sale of a vehicle."""

    deal: DealRef
    customer: CustomerRef
    vehicle: VehicleRef
    condition: Fact[Literal["new", "used"]]
    sale_date: Fact[date]
    price: Financial[Money]
    salesperson: OptionalEmployeeRef = None


@event("vehicle.delivered")
class VehicleDelivered(Event):
    """The customer took the vehicle home."""

    deal: DealRef
    customer: CustomerRef
    vehicle: VehicleRef
    delivered_by: OptionalEmployeeRef = None
    odometer: VehicleFact[Distance | None] = None
    method: Fact[Literal["rooftop", "home"]] = "rooftop"
    checklist: Fact[tuple[ChecklistItem, ...]] = ()


@event("service_introduction.made")
class ServiceIntroductionMade(Event):
    """Sales introduced the new owner to the service department."""

    customer: CustomerRef
    vehicle: VehicleRef
    deal: OptionalDealRef = None
    advisor: EmployeeRef
    in_person: Fact[bool] = True
