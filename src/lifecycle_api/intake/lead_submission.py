"""A lead that was filled in field by field, brought to the same form as one that was read out of a document."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from lifecycle_api.domain import vin
from lifecycle_api.domain.contact import normalise_email, normalise_phone
from lifecycle_api.domain.currencies import unknown_in
from lifecycle_api.domain.events.leads import LeadChannel
from lifecycle_api.domain.values import Distance, PersonName, PostalAddress, WantedVehicle
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.adf.prospect import (
    Contact,
    Customer,
    EmailPoint,
    ExternalId,
    Finance,
    Interest,
    Moment,
    Odometer,
    PhonePoint,
    Price,
    Prospect,
    Provider,
    Timeframe,
    Vehicle,
)

_INTERESTS: Final[dict[str, Interest]] = {"buy": "buy", "lease": "lease", "test_drive": "test-drive"}


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """A lead in plain values. `provider` is who sends it, `external_id` what they call it."""

    provider: str
    channel: LeadChannel = "internet"
    external_id: str | None = None
    requested_at: datetime | None = None
    person: PersonName | None = None
    business: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    address: PostalAddress | None = None
    wanted: tuple[WantedVehicle, ...] = ()
    trade_in: WantedVehicle | None = None
    trade_in_odometer: Distance | None = None
    finance_method: str | None = None
    timeframe: str | None = None
    comments: str | None = None


def checked(lead: Submitted) -> Submitted:
    """The same lead. Raises InvalidArgument when a value of it cannot be."""
    try:
        valid = msgspec.convert(msgspec.to_builtins(lead), Submitted)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"The lead cannot be taken in: {error}.") from None
    for code in unknown_in(valid):
        raise InvalidArgument(f"The lead cannot be taken in: {code!r} is no currency; use its ISO 4217 code.")
    return valid


def prospect_of(lead: Submitted, *, region: str) -> Prospect:
    """The lead as intake reads it; phone numbers are dialled from `region`."""
    asked = lead.requested_at
    return Prospect(
        path="",
        ids=(ExternalId(lead.external_id, lead.provider),) if lead.external_id else (),
        requested=Moment(asked.isoformat(), instant=asked) if asked else None,
        vehicles=tuple(_vehicles(lead)),
        customer=Customer(
            contact=_contact(lead, region),
            timeframe=Timeframe(description=lead.timeframe) if lead.timeframe else None,
            comments=lead.comments,
        ),
        provider=Provider(name=lead.provider),
    )


def _contact(lead: Submitted, region: str) -> Contact:
    return Contact(
        person=lead.person,
        business=lead.business,
        emails=tuple(EmailPoint(normalise_email(each)) for each in lead.emails),
        phones=tuple(PhonePoint(normalise_phone(each, region=region)) for each in lead.phones),
        address=lead.address,
    )


def _vehicles(lead: Submitted) -> Iterator[Vehicle]:
    finance = Finance(method=lead.finance_method) if lead.finance_method else None
    for number, each in enumerate(lead.wanted):
        yield _vehicle(each, _INTERESTS[each.interest], finance if number == 0 else None)
    if lead.trade_in is not None:
        theirs = _vehicle(lead.trade_in, "trade-in", None if lead.wanted else finance)
        yield msgspec.structs.replace(theirs, odometer=_odometer(lead.trade_in_odometer))


def _vehicle(each: WantedVehicle, interest: Interest, finance: Finance | None) -> Vehicle:
    price = each.price
    return Vehicle(
        interest=interest,
        status=None if each.condition == "unknown" else each.condition,
        year=each.year,
        make=each.make,
        model=each.model,
        trim=each.trim,
        vin=vin.classify(each.vin, year=each.year) if each.vin else None,
        stock=each.stock,
        prices=(Price(str(price.amount), money=price),) if price else (),
        finance=finance,
    )


def _odometer(distance: Distance | None) -> Odometer | None:
    return None if distance is None else Odometer(f"{distance.value} {distance.unit}", distance)
