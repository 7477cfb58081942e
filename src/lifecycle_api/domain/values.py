"""Values that events are made of: money, distances and the names of parties."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from lifecycle_api.domain.retention import RetentionClass

# What a column of the read models can hold; anything larger is a mistake, and is refused when it is recorded.
WholeNumber = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]


Currency = Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of money: `amount` in minor units (cents), never negative; `currency` as an ISO 4217 code."""

    amount: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    currency: Currency = "USD"


class Gross(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Profit or loss in minor units: the one kind of money that can be negative."""

    amount: Annotated[int, msgspec.Meta(ge=-(2**53) + 1, le=2**53 - 1)]
    currency: Currency = "USD"


class Distance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A distance as it was read off the odometer, in whole miles or kilometres."""

    value: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    unit: Literal["MI", "KM"] = "MI"


class PersonName(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's or a business's name; `full` is always present and is what a page shows."""

    full: str
    given: str | None = None
    family: str | None = None
    middle: str | None = None


class PostalAddress(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A postal address; `country` is an ISO 3166 alpha-2 code."""

    lines: tuple[str, ...] = ()
    city: str | None = None
    region: str | None = None
    postal_code: str | None = None
    country: str | None = None


class WantedVehicle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A vehicle a shopper asked about, as far as they named it."""

    condition: Literal["new", "used", "unknown"] = "unknown"
    interest: Literal["buy", "lease", "test_drive"] = "buy"
    year: WholeNumber | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    vin: str | None = None
    stock: str | None = None
    price: Money | None = None


class InspectionItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a multi-point inspection; `measure` carries its unit, as in `4/32in`."""

    part: str
    result: Literal["green", "yellow", "red"]
    measure: str | None = None


class ChecklistItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing a handoff or a readiness check asks for."""

    item: str
    done: bool = False


class Retained(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A class of records that an erasure leaves alone: why, and until when (None: until further notice)."""

    records: RetentionClass
    ground: str
    until: date | None = None
