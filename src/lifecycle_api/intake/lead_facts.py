"""What a prospect says happened, as events that are recorded together."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.customers import (
    AddressRecorded,
    BuyingPreferenceStated,
    ContactPointAdded,
    CustomerRecordLinked,
    CustomerRegistered,
)
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.events.vehicles import OdometerRead, OwnershipStarted, VehicleDescribed
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money, PersonName, WantedVehicle
from lifecycle_api.intake.adf.prospect import Contact, Moment, PhonePoint, Prospect, Vehicle
from lifecycle_api.intake.customers import Answer
from lifecycle_api.intake.lead_consent import claimed
from lifecycle_api.intake.lead_delivery import Delivered
from lifecycle_api.intake.tags import Tags

CERTAINTY_OF_A_CLAIM = 0.6
_TIMES: dict[str, Literal["morning", "afternoon", "evening", "day"]] = {
    "morning": "morning",
    "afternoon": "afternoon",
    "evening": "evening",
    "day": "day",
}


class Named(msgspec.Struct, frozen=True):
    """A lead to a rooftop and whom it is from, once that is decided; `record` is what the sender calls it."""

    tenant: UUID
    tags: Tags
    rooftop: UUID
    lead: UUID
    record: str
    customer: UUID
    answer: Answer
    at: datetime
    delivered: Delivered


def provider_of(prospect: Prospect) -> str:
    """The sender's name, as far as the lead says it."""
    provider = prospect.provider
    named = (provider.name or provider.service) if provider else None
    return named or next((one.source for one in prospect.ids if one.source), None) or "unknown"


def contact_of(prospect: Prospect) -> Contact:
    """How to reach the customer; empty when the lead does not say."""
    return (prospect.customer.contact if prospect.customer else None) or Contact()


def name_of(contact: Contact) -> PersonName:
    """The customer's name; of a business without a person, what it is called."""
    return contact.person or PersonName(full=contact.business or "Unknown")


def is_business(contact: Contact) -> bool:
    """Whether a contact names a business and no person of it."""
    return contact.person is None and contact.business is not None


def facts(prospect: Prospect, named: Named) -> Iterator[tuple[str, Event]]:
    """Everything one prospect says, each under a name of its own; first who it is, then what they ask."""
    yield from _who(prospect, named)
    yield "received", _received(prospect, named)
    for number, vehicle in enumerate(_theirs(prospect), 1):
        yield from _owned(vehicle, named, number)
    if wish := _wish(prospect, named):
        yield "preference", wish
    yield from claimed(
        prospect.claimed_consents, named.tenant, named.lead, named.customer, at=named.at, rooftop=named.rooftop
    )


def contact_points(contact: Contact, tags: Tags, who: UUID) -> Iterator[ContactPointAdded]:
    """The phones and e-mail addresses of a contact, each once."""
    seen: set[str] = set()
    for point in contact.phones:
        value = point.phone.match_key or point.phone.raw
        if value and value not in seen:
            seen.add(value)
            yield ContactPointAdded(
                customer=who,
                contact_point=tags.contact_point(who, value),
                kind="phone",
                value=value,
                raw=point.phone.raw,
                label=point.kind,
                valid=point.phone.valid,
                region=point.phone.region,
            )
    for mailbox in contact.emails:
        value = mailbox.email.match_key or mailbox.email.raw
        if value and value not in seen:
            seen.add(value)
            yield ContactPointAdded(
                customer=who,
                contact_point=tags.contact_point(who, value),
                kind="email",
                value=value,
                raw=mailbox.email.raw,
                label="email",
                valid=mailbox.email.valid,
            )


def wanted(prospect: Prospect) -> tuple[WantedVehicle, ...]:
    """The vehicles the customer asks about."""
    return tuple(_wanted(vehicle) for vehicle in prospect.vehicles if not vehicle.is_customers)


def _who(prospect: Prospect, named: Named) -> Iterator[tuple[str, Event]]:
    contact, who = contact_of(prospect), named.customer
    if named.answer.customer is None:
        business = is_business(contact)
        yield (
            "registered",
            CustomerRegistered(
                customer=who,
                kind="business" if business else "person",
                name=name_of(contact),
                first_seen_via="lead",
            ),
        )
    yield (
        "link",
        CustomerRecordLinked(
            customer=who,
            link=ids.of(named.tenant, "link", named.delivered.format, named.lead),
            system=named.delivered.format,
            record_id=named.record,
            method="deterministic",
            rule=named.answer.rule,
        ),
    )
    for point in contact_points(contact, named.tags, who):
        if named.answer.is_added(point.contact_point, named.at):
            yield f"contact.{point.contact_point}", point
    if contact.address is not None:
        yield "address", AddressRecorded(customer=who, address=contact.address)


def _received(prospect: Prospect, named: Named) -> LeadReceived:
    theirs = next(iter(_theirs(prospect)), None)
    customer, provider = prospect.customer, prospect.provider
    methods = (vehicle.finance.method for vehicle in prospect.vehicles if vehicle.finance)
    comments = [customer.comments if customer else None, *(vehicle.comments for vehicle in prospect.vehicles)]
    return LeadReceived(
        lead=named.lead,
        customer=named.customer,
        channel=named.delivered.channel,
        provider=provider_of(prospect),
        provider_service=provider.service if provider else None,
        external_id=next((one.value for one in prospect.ids), None),
        requested_at=prospect.requested.instant if prospect.requested else None,
        requested_at_raw=prospect.requested.raw if prospect.requested else None,
        arrived_at=named.delivered.arrived_at,
        format=named.delivered.format,
        wanted=wanted(prospect),
        trade_in_vin=theirs.vin.value if theirs and theirs.vin else None,
        trade_in=_wanted(theirs) if theirs else None,
        finance_method=next(filter(None, methods), None),
        comments="\n".join(filter(None, comments)) or None,
        timeframe=customer.timeframe.description if customer and customer.timeframe else None,
        claimed_consent=tuple(
            f"{claim.channel}:{'granted' if claim.granted else 'denied'}" for claim in prospect.claimed_consents
        ),
    )


def _theirs(prospect: Prospect) -> list[Vehicle]:
    return [vehicle for vehicle in prospect.vehicles if vehicle.is_customers]


def _owned(vehicle: Vehicle, named: Named, number: int) -> Iterator[tuple[str, Event]]:
    if vehicle.vin is None:
        return
    vin = vehicle.vin.value
    yield (
        f"vehicle.{number}",
        VehicleDescribed(
            vehicle=vin,
            vin_status=vehicle.vin.status.value,
            year=vehicle.year,
            make=vehicle.make,
            model=vehicle.model,
            trim=vehicle.trim,
            body=vehicle.body,
            colour=next((one.exterior for one in vehicle.colours if one.exterior), None),
        ),
    )
    if vin not in named.answer.vins:
        yield (
            f"owned.{number}",
            OwnershipStarted(
                vehicle=vin,
                customer=named.customer,
                ownership=ids.ownership(named.tenant, named.customer, vin),
                from_date=named.at.date(),
                origin="lead",
                certainty=CERTAINTY_OF_A_CLAIM,
            ),
        )
    if vehicle.odometer and vehicle.odometer.distance:
        reading = vehicle.odometer.distance
        yield f"odometer.{number}", OdometerRead(vehicle=vin, reading=reading, status="unknown", context="lead")


def _wanted(vehicle: Vehicle) -> WantedVehicle:
    interests: dict[str, Literal["lease", "test_drive"]] = {"lease": "lease", "test-drive": "test_drive"}
    price: Money | None = next((one.money for one in vehicle.prices if one.money), None)
    return WantedVehicle(
        condition=vehicle.status or "unknown",
        interest=interests.get(vehicle.interest, "buy"),
        year=vehicle.year,
        make=vehicle.make,
        model=vehicle.model,
        trim=vehicle.trim,
        vin=vehicle.vin.value if vehicle.vin else None,
        stock=vehicle.stock,
        price=price,
    )


def _wish(prospect: Prospect, named: Named) -> BuyingPreferenceStated | None:
    contact = contact_of(prospect)
    phone = next((point for point in contact.phones if point.preferred), None)
    mailbox = any(point.preferred for point in contact.emails)
    timeframe = prospect.customer.timeframe if prospect.customer else None
    earliest = _day(timeframe.earliest) if timeframe else None
    latest = _day(timeframe.latest) if timeframe else None
    if not (phone or mailbox or earliest or latest):
        return None
    return BuyingPreferenceStated(
        customer=named.customer,
        contact_channel="phone" if phone else "email" if mailbox else "unstated",
        contact_time=_time(phone),
        earliest=earliest,
        latest=latest,
        stated_via="lead",
    )


def _time(phone: PhonePoint | None) -> Literal["morning", "afternoon", "evening", "day", "no_preference"]:
    return _TIMES.get(phone.time or "", "no_preference") if phone else "no_preference"


def _day(moment: Moment | None) -> date | None:
    if moment is None:
        return None
    at = moment.instant or moment.local
    return at.date() if at else moment.day
