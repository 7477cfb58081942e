"""What a lead says, as plain values: everything of ADF 1.0 worth keeping, and the rest under `extensions`.

Nothing here is trusted further than it was written: raw text stands beside every value that was read from it.
"""

from datetime import date, datetime
from typing import Literal

import msgspec

from lifecycle_api.domain.contact import Email, Phone
from lifecycle_api.domain.values import Distance, Money, PersonName, PostalAddress
from lifecycle_api.domain.vin import Vin

Interest = Literal["buy", "lease", "sell", "trade-in", "test-drive"]
PriceKind = Literal["quote", "offer", "msrp", "invoice", "call", "appraisal", "asking"]
Channel = Literal["email", "phone", "sms", "mail", "any"]


class ExternalId(msgspec.Struct, frozen=True, omit_defaults=True):
    """An id some other system gave, and that system's name for itself."""

    value: str
    source: str | None = None


class Moment(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time as it was written: `instant` in UTC, or `local` when no zone is named, or `day` when no time is.

    All three are None when the text is ambiguous or no date at all.
    """

    raw: str
    instant: datetime | None = None
    local: datetime | None = None
    day: date | None = None


class Price(msgspec.Struct, frozen=True, omit_defaults=True):
    """An amount as it was written. `money` is None when unknown, negative or ambiguous.

    With a `delta` it is a difference from `relative_to`, and a `percentage`, a decimal number, is no money.
    """

    raw: str
    money: Money | None = None
    percentage: str | None = None
    kind: PriceKind | None = None
    delta: Literal["absolute", "relative", "percentage"] | None = None
    relative_to: Literal["msrp", "invoice"] | None = None
    source: str | None = None


class FinanceAmount(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the customer can pay down, a month or in all; or, as a balance, what is still owed."""

    raw: str
    money: Money | None = None
    kind: Literal["downpayment", "monthly", "total", "finance", "residual"] | None = None
    limit: Literal["maximum", "minimum", "exact"] | None = None


class Finance(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the customer wants to pay."""

    method: str | None = None
    amounts: tuple[FinanceAmount, ...] = ()
    balances: tuple[FinanceAmount, ...] = ()


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """Equipment the customer wants; `weighting` from -100 (not at all) to 100 (must have)."""

    name: str | None = None
    manufacturer_code: str | None = None
    stock: str | None = None
    weighting: int | None = None
    price: Price | None = None


class Colours(msgspec.Struct, frozen=True, omit_defaults=True):
    """A wanted combination of colours; `preference` 1 is the first choice."""

    interior: str | None = None
    exterior: str | None = None
    preference: int | None = None


class Odometer(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reading as it was written; `distance` is None when it is no whole number of miles or kilometres."""

    raw: str
    distance: Distance | None = None
    status: Literal["unknown", "rolledover", "replaced", "original"] | None = None


class Vehicle(msgspec.Struct, frozen=True, omit_defaults=True):
    """A vehicle the customer wants, or has."""

    interest: Interest = "buy"
    status: Literal["new", "used"] | None = None
    ids: tuple[ExternalId, ...] = ()
    year: int | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    vin: Vin | None = None
    stock: str | None = None
    doors: str | None = None
    body: str | None = None
    transmission: str | None = None
    odometer: Odometer | None = None
    condition: str | None = None
    colours: tuple[Colours, ...] = ()
    image: str | None = None
    prices: tuple[Price, ...] = ()
    price_comments: str | None = None
    options: tuple[Option, ...] = ()
    finance: Finance | None = None
    comments: str | None = None

    @property
    def is_customers(self) -> bool:
        """Whether it is the customer's own, to trade in or to sell."""
        return self.interest in {"trade-in", "sell"}


class PhonePoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """A phone number, and when the customer likes to be called there."""

    phone: Phone
    kind: Literal["voice", "fax", "cellphone", "pager"] | None = None
    time: Literal["morning", "afternoon", "evening", "nopreference", "day"] | None = None
    preferred: bool = False


class EmailPoint(msgspec.Struct, frozen=True, omit_defaults=True):
    """An e-mail address, and whether the customer likes to be written to."""

    email: Email
    preferred: bool = False


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """How to reach a person, a business, or a person at a business."""

    person: PersonName | None = None
    business: str | None = None
    emails: tuple[EmailPoint, ...] = ()
    phones: tuple[PhonePoint, ...] = ()
    address: PostalAddress | None = None
    address_kind: Literal["work", "home", "delivery"] | None = None
    primary: bool | None = None


class Timeframe(msgspec.Struct, frozen=True, omit_defaults=True):
    """When the customer means to buy."""

    description: str | None = None
    earliest: Moment | None = None
    latest: Moment | None = None


class Customer(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who asks."""

    contact: Contact | None = None
    ids: tuple[ExternalId, ...] = ()
    timeframe: Timeframe | None = None
    comments: str | None = None


class Vendor(msgspec.Struct, frozen=True, omit_defaults=True):
    """The dealership that is asked."""

    name: str | None = None
    ids: tuple[ExternalId, ...] = ()
    url: str | None = None
    contact: Contact | None = None


class Provider(msgspec.Struct, frozen=True, omit_defaults=True):
    """The service that sends the lead; not the dealership."""

    name: str | None = None
    ids: tuple[ExternalId, ...] = ()
    service: str | None = None
    url: str | None = None
    email: Email | None = None
    phone: Phone | None = None
    contact: Contact | None = None


class ClaimedConsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Words in free text that claim or deny consent: the sender's word, weak evidence, no consent."""

    channel: Channel
    granted: bool
    text: str
    path: str


class Prospect(msgspec.Struct, frozen=True, omit_defaults=True):
    """One lead. `path` leads to it in the document, and to its findings."""

    path: str
    status: Literal["new", "resend"] = "new"
    ids: tuple[ExternalId, ...] = ()
    requested: Moment | None = None
    vehicles: tuple[Vehicle, ...] = ()
    customer: Customer | None = None
    vendor: Vendor | None = None
    provider: Provider | None = None
    claimed_consents: tuple[ClaimedConsent, ...] = ()
    extensions: dict[str, str] = {}
