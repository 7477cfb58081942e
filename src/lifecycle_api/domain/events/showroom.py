"""What happens between a shopper and the sales floor, before there is a deal."""

from typing import Literal
from uuid import UUID

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import (
    Behaviour,
    CustomerRef,
    DealerConfidential,
    Fact,
    Financial,
    OpportunityRef,
    OptionalEmployeeRef,
    VehicleFact,
    VehicleRef,
)
from lifecycle_api.domain.registry import Area, Event
from lifecycle_api.domain.values import Distance, Money, WholeNumber

event = Area(Bearing.HAPPENING).event


@event("showroom_visit.started")
class ShowroomVisitStarted(Event):
    """A shopper came to the showroom."""

    visit: Fact[UUID]
    customer: CustomerRef
    opportunity: OpportunityRef
    how: Fact[Literal["appointment", "walk_in", "be_back"]]
    greeted_by: OptionalEmployeeRef = None


@event("test_drive.taken")
class TestDriveTaken(Event):
    """A shopper drove a vehicle."""

    customer: CustomerRef
    opportunity: OpportunityRef
    vehicle: VehicleRef
    minutes: Behaviour[WholeNumber | None] = None
    accompanied_by: OptionalEmployeeRef = None


@event("trade.appraised")
class TradeAppraised(Event):
    """The used-car desk put a value on the customer's vehicle."""

    customer: CustomerRef
    opportunity: OpportunityRef
    vehicle: VehicleRef
    odometer: VehicleFact[Distance | None] = None
    condition: VehicleFact[str | None] = None
    offer: Financial[Money]
    actual_cash_value: DealerConfidential[Money | None] = None
    payoff: Financial[Money | None] = None


@event("quote.presented")
class QuotePresented(Event):
    """The desk showed the shopper a price."""

    customer: CustomerRef
    opportunity: OpportunityRef
    vehicle: VehicleRef
    price: Financial[Money]
    monthly_payment: Financial[Money | None] = None
    term_months: Fact[WholeNumber | None] = None
    medium: Fact[Literal["in_person", "email", "sms", "phone"]] = "in_person"
