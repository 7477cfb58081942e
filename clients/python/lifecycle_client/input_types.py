from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    AppointmentKind,
    DeclineReason,
    DistanceUnit,
    Interest,
    LeadChannel,
    ReassignReason,
    Slot,
    Transport,
    VehicleCondition,
    WorkDecision,
)


class AddressInput(BaseModel):
    """A postal address."""

    city: Optional[str] = None
    "City."
    country: Optional[str] = None
    "ISO 3166 alpha-2 code."
    lines: list[str] = Field(default_factory=lambda: [])
    "Street lines."
    postal_code: Optional[str] = Field(alias="postalCode", default=None)
    "Postal code."
    region: Optional[str] = None
    "State, province or region."


class AssignCustomerInput(BaseModel):
    """Who is to look after a customer, in which slot."""

    customer: str
    "Global id of the customer."
    employee: str
    "Global id of the employee."
    expected_version: Optional[str] = Field(alias="expectedVersion", default=None)
    "The `version` you have seen: when it has changed since, nothing is recorded."
    idempotency_key: str = Field(alias="idempotencyKey")
    "Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    occurred_at: Optional[datetime] = Field(alias="occurredAt", default=None)
    "When it happened; by default now, and never a time to come."
    reason: Optional[ReassignReason] = None
    "Why, when somebody else has the slot. Left out it is DEPARTED of one who left, and OTHER else."
    rooftop: Optional[str] = None
    "Where it happens; may be left out when only one rooftop can be meant."
    slot: Slot
    "The job they are to do for the customer."


class DeclineWorkInput(BaseModel):
    """A customer's no, or not now, to recommended work. The repair order must be open."""

    decision: WorkDecision
    "DECLINED or DEFERRED."
    expected_version: Optional[str] = Field(alias="expectedVersion", default=None)
    "The `version` you have seen: when it has changed since, nothing is recorded."
    idempotency_key: str = Field(alias="idempotencyKey")
    "Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    occurred_at: Optional[datetime] = Field(alias="occurredAt", default=None)
    "When it happened; by default now, and never a time to come."
    reason: DeclineReason = DeclineReason.OTHER
    "Why."
    recommendation: str
    "Id of the recommendation."
    repair_order: str = Field(alias="repairOrder")
    "Global id of the repair order."
    revisit_at: Optional[datetime] = Field(alias="revisitAt", default=None)
    "When to come back to it."
    rooftop: Optional[str] = None
    "Where it happens; may be left out when only one rooftop can be meant."
    verbatim: Optional[str] = None
    "The customer's own words."


class DistanceInput(BaseModel):
    """A distance as it was read off the odometer."""

    unit: DistanceUnit
    "The unit of `value`."
    value: int
    "Whole miles or kilometres."


class PriceInput(BaseModel):
    """A price."""

    amount: int
    "The amount in minor units: `12050` USD is $120.50."
    currency: str = "USD"
    "ISO 4217 code."


class ReceiveLeadInput(BaseModel):
    """A lead. Sent again, by its id or in the same words, it counts once."""

    channel: LeadChannel = LeadChannel.INTERNET
    "How it reached the dealer."
    comments: Optional[str] = None
    "What they wrote."
    customer: "ShopperInput"
    "Who asks."
    external_id: Optional[str] = Field(alias="externalId", default=None)
    "The sender's id."
    finance_method: Optional[str] = Field(alias="financeMethod", default=None)
    "How they want to pay."
    idempotency_key: str = Field(alias="idempotencyKey")
    "Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    occurred_at: Optional[datetime] = Field(alias="occurredAt", default=None)
    "When it happened; by default now, and never a time to come."
    provider: str
    "Who sends it, such as the name of a marketplace."
    rooftop: Optional[str] = None
    "Where it happens; may be left out when only one rooftop can be meant."
    timeframe: Optional[str] = None
    "When they want to buy."
    trade_in: Optional["TradeInInput"] = Field(alias="tradeIn", default=None)
    "What they want to trade in."
    wanted: list["WantedVehicleInput"] = Field(default_factory=lambda: [])
    "The vehicles they ask about, the one they want most first."


class RecordNoteInput(BaseModel):
    """Something to write down about a customer."""

    customer: str
    "Global id of the customer."
    idempotency_key: str = Field(alias="idempotencyKey")
    "Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    occurred_at: Optional[datetime] = Field(alias="occurredAt", default=None)
    "When it happened; by default now, and never a time to come."
    rooftop: Optional[str] = None
    "Where it happens; may be left out when only one rooftop can be meant."
    text: str
    "What is to be remembered."


class ScheduleAppointmentInput(BaseModel):
    """A time to agree with a customer."""

    concerns: Optional[str] = None
    "What the customer said it is about."
    customer: str
    "Global id of the customer."
    employee: Optional[str] = None
    "Global id of who expects them."
    ends_at: Optional[datetime] = Field(alias="endsAt", default=None)
    "When it ends."
    idempotency_key: str = Field(alias="idempotencyKey")
    "Yours, up to 200 characters: asked again with the same key, nothing is done twice."
    kind: AppointmentKind
    "What it is for."
    occurred_at: Optional[datetime] = Field(alias="occurredAt", default=None)
    "When it happened; by default now, and never a time to come."
    rooftop: Optional[str] = None
    "Where it happens; may be left out when only one rooftop can be meant."
    starts_at: datetime = Field(alias="startsAt")
    "When it starts."
    transport: Transport = Transport.UNSTATED
    "How the customer gets on while the vehicle is here."
    vehicle: Optional[str] = None
    "VIN or global id of the vehicle."


class ShopperInput(BaseModel):
    """Who asks: a person or a business, and how to answer them."""

    address: Optional["AddressInput"] = None
    "Postal address."
    business: Optional[str] = None
    "A business's name."
    emails: list[str] = Field(default_factory=lambda: [])
    "E-mail addresses."
    family_name: Optional[str] = Field(alias="familyName", default=None)
    "Family name."
    given_name: Optional[str] = Field(alias="givenName", default=None)
    "Given name."
    name: Optional[str] = None
    "A person's full name."
    phones: list[str] = Field(default_factory=lambda: [])
    "Phone numbers, as they were written."


class TradeInInput(BaseModel):
    """A vehicle a shopper wants to trade in."""

    make: Optional[str] = None
    "Make."
    model: Optional[str] = None
    "Model."
    odometer: Optional["DistanceInput"] = None
    "What its odometer says."
    trim: Optional[str] = None
    "Trim."
    vin: Optional[str] = None
    "VIN."
    year: Optional[int] = None
    "Model year."


class WantedVehicleInput(BaseModel):
    """A vehicle a shopper asks about, as far as they named it."""

    condition: VehicleCondition = VehicleCondition.UNKNOWN
    "New or used."
    interest: Interest = Interest.BUY
    "What they want with it."
    make: Optional[str] = None
    "Make."
    model: Optional[str] = None
    "Model."
    price: Optional["PriceInput"] = None
    "The price they were shown."
    stock: Optional[str] = None
    "Stock number."
    trim: Optional[str] = None
    "Trim."
    vin: Optional[str] = None
    "VIN."
    year: Optional[int] = None
    "Model year."


ReceiveLeadInput.model_rebuild()
ShopperInput.model_rebuild()
TradeInInput.model_rebuild()
WantedVehicleInput.model_rebuild()
