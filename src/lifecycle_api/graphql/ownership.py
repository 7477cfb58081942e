"""Whose is it? The table of rights to an event, a customer's data or a vehicle's, each right with its ground."""

from enum import Enum
from typing import Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.ownership import Cell
from lifecycle_api.graphql.asking import OVERSIGHT, OWN, asker, computed, explained
from lifecycle_api.graphql.mutations.inputs import key, vehicle_key
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.inquiries.holdings import Holding
from lifecycle_api.inquiries.ownership import Owned, one_of

SCOPE = "ownership:read"


@strawberry.enum(description="What can be done with data.")
class DataRight(Enum):
    """Rights."""

    ACCESS = strawberry.enum_value("access", description="See it.")
    RECTIFY = strawberry.enum_value("rectify", description="Have it put right.")
    ERASE = strawberry.enum_value("erase", description="Have it erased, where no law says that it has to be kept.")
    USE = strawberry.enum_value("use", description="Use it for `purpose`; for the person themselves, for anything.")
    DISCLOSE = strawberry.enum_value("disclose", description="Pass it on to `recipient`, or without one to anyone.")
    RESELL = strawberry.enum_value("resell", description="Sell it on.")
    RETAIN = strawberry.enum_value("retain", description="Keep it, for `days` if that is limited.")


@strawberry.enum(description="Why a party has a right, or why nothing gives it to them.")
class RightGround(Enum):
    """Grounds."""

    SUBJECT_RIGHT = strawberry.enum_value(
        "subject_right", description="The data is about them; no agreement can take that away."
    )
    CONTROLLER = strawberry.enum_value("controller", description="They are responsible for it, as far as consent goes.")
    AGREEMENT_CLAUSE = strawberry.enum_value("agreement_clause", description="A clause says so; `page` says where.")
    NOTHING = strawberry.enum_value("nothing", description="Nothing gives it to them.")


@strawberry.type(description="One right of one party, with its ground.")
class RightEntry:
    """A cell of the table."""

    party: strawberry.ID = strawberry.field(description="Global id of the customer, rooftop or party.")
    right: DataRight = strawberry.field(description="The right.")
    allowed: bool = strawberry.field(description="Whether the party has it now.")
    ground: RightGround = strawberry.field(description="Why, or why not.")
    purpose: str | None = strawberry.field(description="For which purpose, of USE and RESELL.")
    recipient: str | None = strawberry.field(description="To whom, of DISCLOSE.")
    agreement: strawberry.ID | None = strawberry.field(description="Global id of the agreement that the clause is of.")
    clause: str | None = strawberry.field(description="The clause, such as `4.1`.")
    page: int | None = strawberry.field(description="The page that the clause stands on.")
    consent: strawberry.ID | None = strawberry.field(description="Global id of the consent that it rests on.")
    reason: str | None = strawberry.field(description="What stands in the way now, such as `CONSENT_NONE`.")
    days: int | None = strawberry.field(description="For how long, of RETAIN.")


@strawberry.type(
    description="Who has which right to data. Ownership is computed, never stored: from whom the data is about, who "
    "controls it, which agreements are in force, and what the person agreed to."
)
class Ownership:
    """The answer."""

    subjects: list[strawberry.ID] = strawberry.field(description="The customers it is about.")
    controllers: list[strawberry.ID] = strawberry.field(description="The rooftops that are responsible for it.")
    originators: list[str] = strawberry.field(description="Who made it known: parties, rooftops, customers, systems.")
    categories: list[str] = strawberry.field(description="The categories of data it holds.")
    recorded_under: list[strawberry.ID] = strawberry.field(description="Agreements it was recorded under.")
    purposes: list[str] = strawberry.field(description="Purposes it was recorded for, where that was said.")
    resale: list[str] = strawberry.field(description="What was said of selling it on when recorded: no, yes, unknown.")
    claims: list[strawberry.ID] = strawberry.field(description="Claims on it; they decide nothing.")
    rights: list[RightEntry] = strawberry.field(description="The table of rights.")
    position: EventPosition = strawberry.field(description="The log position that it was computed at.")


@strawberry.type(description="Personal data of one category that is held at one rooftop.")
class HeldData:
    """A holding."""

    rooftop: strawberry.ID = strawberry.field(description="Global id of the rooftop that holds it.")
    category: str = strawberry.field(description="The category of data.")
    meaning: str = strawberry.field(description="What that is, in plain words.")
    facts: int = strawberry.field(description="How many facts.")
    erased: int = strawberry.field(description="How many of them were erased: nobody can read them any more.")
    first_at: DateTime = strawberry.field(description="When the first of them was true.")
    last_at: DateTime = strawberry.field(description="When the last of them was true.")
    purposes: list[str] = strawberry.field(description="What the rooftop may use it for now.")
    consents: list[strawberry.ID] = strawberry.field(description="Global ids of the consents that this rests on.")


async def _ownership(
    info: Info[Any, Any],
    event: explained(strawberry.ID | None, "Global id of an event.") = None,  # type: ignore[valid-type]
    customer: explained(strawberry.ID | None, "Global id of a customer: all that is known of them.") = None,  # type: ignore[valid-type]
    vehicle: explained(strawberry.ID | None, "VIN, or global id of a vehicle: its facts about nobody.") = None,  # type: ignore[valid-type]
) -> Ownership | None:
    by = asker(info, SCOPE)
    asked = by.inquiries.ownership
    match one_of(event=event, customer=customer, vehicle=vehicle):
        case "event":
            return _shown(await asked.of_event(by.viewer, key(event, "event", "event")))
        case "customer":
            return _shown(await asked.of_customer(by.viewer, key(customer, "customer", "customer")))
        case _:
            return _shown(await asked.of_vehicle(by.viewer, vehicle_key(vehicle, "vehicle")))


async def _held(
    info: Info[Any, Any],
    customer: explained(strawberry.ID, "Global id of the customer."),  # type: ignore[valid-type]
) -> list[HeldData] | None:
    by = asker(info, SCOPE)
    held = await by.inquiries.holdings.of(by.viewer, key(customer, "customer", "customer"))
    return [_holding(each) for each in held]


def _shown(owned: Owned) -> Ownership:
    return Ownership(
        subjects=list(map(strawberry.ID, owned.subjects)),
        controllers=list(map(strawberry.ID, owned.controllers)),
        originators=list(owned.originators),
        categories=list(owned.categories),
        recorded_under=list(map(strawberry.ID, owned.agreements)),
        purposes=list(owned.purposes),
        resale=list(owned.resale),
        claims=list(map(strawberry.ID, owned.claims)),
        rights=list(map(_entry, owned.cells)),
        position=EventPosition(owned.position),
    )


def _entry(cell: Cell) -> RightEntry:
    return RightEntry(
        party=strawberry.ID(cell.party),
        right=DataRight(cell.right.value),
        allowed=cell.allowed,
        ground=RightGround(cell.ground.value),
        purpose=cell.purpose,
        recipient=cell.recipient,
        agreement=None if cell.agreement is None else strawberry.ID(f"agreement:{cell.agreement}"),
        clause=cell.clause,
        page=cell.page,
        consent=None if cell.consent is None else strawberry.ID(f"consent:{cell.consent}"),
        reason=None if cell.reason is None else cell.reason.value,
        days=cell.days,
    )


def _holding(held: Holding) -> HeldData:
    return HeldData(
        rooftop=strawberry.ID(held.rooftop),
        category=held.category,
        meaning=held.meaning,
        facts=held.facts,
        erased=held.erased,
        first_at=held.first_at,  # type: ignore[arg-type]  # a scalar that stands for datetime
        last_at=held.last_at,  # type: ignore[arg-type]  # as above
        purposes=list(held.purposes),
        consents=list(map(strawberry.ID, held.consents)),
    )


ownership = computed(
    _ownership,
    "Who has which right to an event, a customer's data or a vehicle's, and by which clause.",
    scope=SCOPE,
    to=OWN | OVERSIGHT,
)
data_held = computed(
    _held, "What is held about a customer, where, and what it may be used for there, in plain words.", scope=SCOPE
)
