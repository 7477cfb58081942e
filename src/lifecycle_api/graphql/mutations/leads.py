"""Leads that are submitted field by field; they go the way that leads in ADF go."""

from dataclasses import replace
from enum import Enum
from uuid import UUID

import strawberry

from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.commands.asking import Asked
from lifecycle_api.commands.bus import actor_of
from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.ownership import sender_of
from lifecycle_api.commands.received import SENT
from lifecycle_api.domain import values
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.links import CustomerLink, LeadLink
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import CommandInput, DistanceInput, distance, optional_key, word
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.sales import LeadChannel
from lifecycle_api.graphql.scalars import MinorUnits
from lifecycle_api.intake.lead_submission import Submitted
from lifecycle_api.planner.fields import one


@strawberry.enum(description="Whether a wanted vehicle is new.")
class VehicleCondition(Enum):
    """Conditions."""

    NEW = strawberry.enum_value("new", description="New.")
    USED = strawberry.enum_value("used", description="Used.")
    UNKNOWN = strawberry.enum_value("unknown", description="Not said.")


@strawberry.enum(description="What a shopper wants with a vehicle.")
class Interest(Enum):
    """Interests."""

    BUY = strawberry.enum_value("buy", description="To buy it.")
    LEASE = strawberry.enum_value("lease", description="To lease it.")
    TEST_DRIVE = strawberry.enum_value("test_drive", description="To drive it.")


@strawberry.enum(description="What became of a lead that was sent.")
class LeadOutcome(Enum):
    """Outcomes."""

    RECORDED = strawberry.enum_value("recorded", description="It is a new lead.")
    RESENT = strawberry.enum_value(
        "resent",
        description=(
            "It was known already. That it was sent again is recorded, unless its customer was erased since:"
            " then nothing is, and `lead` and `customer` are null."
        ),
    )


@strawberry.input(description="A price.")
class PriceInput:
    """Amount and currency."""

    amount: MinorUnits = strawberry.field(description="The amount in minor units: `12050` USD is $120.50.")
    currency: str = strawberry.field(default="USD", description="ISO 4217 code.")


@strawberry.input(description="A postal address.")
class AddressInput:
    """Where mail arrives."""

    lines: list[str] = strawberry.field(default_factory=list, description="Street lines.")
    city: str | None = strawberry.field(default=None, description="City.")
    region: str | None = strawberry.field(default=None, description="State, province or region.")
    postal_code: str | None = strawberry.field(default=None, description="Postal code.")
    country: str | None = strawberry.field(default=None, description="ISO 3166 alpha-2 code.")


@strawberry.input(description="Who asks: a person or a business, and how to answer them.")
class ShopperInput:
    """The shopper."""

    name: str | None = strawberry.field(default=None, description="A person's full name.")
    given_name: str | None = strawberry.field(default=None, description="Given name.")
    family_name: str | None = strawberry.field(default=None, description="Family name.")
    business: str | None = strawberry.field(default=None, description="A business's name.")
    phones: list[str] = strawberry.field(default_factory=list, description="Phone numbers, as they were written.")
    emails: list[str] = strawberry.field(default_factory=list, description="E-mail addresses.")
    address: AddressInput | None = strawberry.field(default=None, description="Postal address.")


@strawberry.input(description="A vehicle a shopper asks about, as far as they named it.")
class WantedVehicleInput:
    """A wanted vehicle."""

    condition: VehicleCondition = strawberry.field(default=VehicleCondition.UNKNOWN, description="New or used.")
    interest: Interest = strawberry.field(default=Interest.BUY, description="What they want with it.")
    year: int | None = strawberry.field(default=None, description="Model year.")
    make: str | None = strawberry.field(default=None, description="Make.")
    model: str | None = strawberry.field(default=None, description="Model.")
    trim: str | None = strawberry.field(default=None, description="Trim.")
    vin: str | None = strawberry.field(default=None, description="VIN.")
    stock: str | None = strawberry.field(default=None, description="Stock number.")
    price: PriceInput | None = strawberry.field(default=None, description="The price they were shown.")


@strawberry.input(description="A vehicle a shopper wants to trade in.")
class TradeInInput:
    """Their own vehicle."""

    year: int | None = strawberry.field(default=None, description="Model year.")
    make: str | None = strawberry.field(default=None, description="Make.")
    model: str | None = strawberry.field(default=None, description="Model.")
    trim: str | None = strawberry.field(default=None, description="Trim.")
    vin: str | None = strawberry.field(default=None, description="VIN.")
    odometer: DistanceInput | None = strawberry.field(default=None, description="What its odometer says.")


@strawberry.input(description="A lead. Sent again, by its id or in the same words, it counts once.")
class ReceiveLeadInput(CommandInput):
    """A lead."""

    provider: str = strawberry.field(description="Who sends it, such as the name of a marketplace.")
    external_id: str | None = strawberry.field(default=None, description="The sender's id.")
    channel: LeadChannel = strawberry.field(default=LeadChannel.INTERNET, description="How it reached the dealer.")
    customer: ShopperInput = strawberry.field(description="Who asks.")
    wanted: list[WantedVehicleInput] = strawberry.field(
        default_factory=list, description="The vehicles they ask about, the one they want most first."
    )
    trade_in: TradeInInput | None = strawberry.field(default=None, description="What they want to trade in.")
    finance_method: str | None = strawberry.field(default=None, description="How they want to pay.")
    timeframe: str | None = strawberry.field(default=None, description="When they want to buy.")
    comments: str | None = strawberry.field(default=None, description="What they wrote.")


@strawberry.type(description="What `receiveLead` did.")
class ReceiveLeadPayload(Payload):
    """The lead and who it is from."""

    outcome: LeadOutcome | None = strawberry.field(default=None, description="Whether the lead is new.")
    lead: LeadLink | None = one("lead_id", "The lead.")
    customer: CustomerLink | None = one("customer_id", "The customer it is from.")


async def _received(by: Caller, given: ReceiveLeadInput) -> ReceiveLeadPayload:
    asked = Asked(idempotency_key=given.idempotency_key)
    receipt, outcome = await by.writing.leads.submit(
        _submitted(given),
        tenant=by.principal.tenant,
        rooftop=_rooftop(by, given),
        actor=actor_of(by.principal),
        sender=sender_of(by.principal),
        key=asked.key(by.principal),
    )
    if by.principal.kind is Kind.PARTNER:
        # What else was recorded would tell the sender whether the dealer knew the person, and from whom.
        outcome = replace(outcome, events=[each for each in outcome.events if each.type in SENT])
    keys = {"lead_id": receipt.lead, "customer_id": receipt.customer}
    return ReceiveLeadPayload(keys=keys, outcome=LeadOutcome(receipt.outcome), **recorded(outcome))


def _rooftop(by: Caller, given: ReceiveLeadInput) -> UUID | None:
    asked, viewer = optional_key(given.rooftop, "rooftop", "rooftop"), viewer_of(by.principal)
    if asked is not None and not viewer.works_at(asked):
        raise NotFound(f"There is no rooftop {asked} in your reach; ask for `rooftops`.", argument="rooftop")
    if asked is None and viewer.rooftops is not None:
        if len(viewer.rooftops) != 1:
            raise InvalidArgument("Say which rooftop the lead is for, with `rooftop`.", argument="rooftop")
        return next(iter(viewer.rooftops))
    return asked


def _submitted(given: ReceiveLeadInput) -> Submitted:
    who, theirs = given.customer, given.trade_in
    return Submitted(
        provider=given.provider,
        channel=word(given.channel),
        external_id=given.external_id,
        requested_at=given.occurred_at,
        person=_name(who),
        business=who.business,
        phones=tuple(who.phones),
        emails=tuple(who.emails),
        address=_address(who.address),
        wanted=tuple(_wanted(each) for each in given.wanted),
        trade_in=_traded(theirs) if theirs else None,
        trade_in_odometer=distance(theirs.odometer) if theirs else None,
        finance_method=given.finance_method,
        timeframe=given.timeframe,
        comments=given.comments,
    )


def _name(given: ShopperInput) -> values.PersonName | None:
    full = given.name or " ".join(filter(None, (given.given_name, given.family_name)))
    return values.PersonName(full, given.given_name, given.family_name) if full else None


def _address(given: AddressInput | None) -> values.PostalAddress | None:
    if given is None:
        return None
    return values.PostalAddress(tuple(given.lines), given.city, given.region, given.postal_code, given.country)


def _wanted(given: WantedVehicleInput) -> values.WantedVehicle:
    price = given.price
    return values.WantedVehicle(
        condition=word(given.condition),
        interest=word(given.interest),
        year=given.year,
        make=given.make,
        model=given.model,
        trim=given.trim,
        vin=given.vin,
        stock=given.stock,
        price=values.Money(price.amount, price.currency) if price else None,
    )


def _traded(given: TradeInInput) -> values.WantedVehicle:
    return values.WantedVehicle(year=given.year, make=given.make, model=given.model, trim=given.trim, vin=given.vin)


receive_lead = mutation(
    ReceiveLeadInput,
    ReceiveLeadPayload,
    _received,
    scope="leads:write",
    emits=(
        "lead.received",
        "lead.resent",
        "lead.duplicate_detected",
        "customer.registered",
        "customer.record_linked",
        "contact_point.added",
        "address.recorded",
        "buying_preference.stated",
        "vehicle.described",
        "odometer.read",
        "ownership.started",
        "consent.granted",
        "consent.refused",
        "canary.received",
    ),
    description="Take in a lead. Who asks is recognised by phone, e-mail and name, or becomes a customer.",
)
