"""Facts about employees and customers."""

from collections.abc import Iterator
from typing import Literal
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.contact import normalise_email, normalise_phone
from lifecycle_api.domain.events.customers import (
    AddressRecorded,
    BuyingPreferenceStated,
    ContactPointAdded,
    ContactPointInvalidated,
    CustomerProfileCorrected,
    CustomerRegistered,
)
from lifecycle_api.domain.events.organisation import Department, EmployeeDeparted, EmployeeOnboarded
from lifecycle_api.domain.values import PersonName, PostalAddress
from lifecycle_api.intake.dms.context import CRM, Context, Fact
from lifecycle_api.intake.dms.facts.wishes import wishes
from lifecycle_api.intake.dms.records.people import Customer, Staff
from lifecycle_api.intake.moments import Moment, Stamp

POINT = "point."
_DEPARTMENTS: dict[str, Department] = {
    "SALES": "sales",
    "BDC": "bdc",
    "FINANCE": "f_and_i",
    "SERVICE": "service",
    "RECON": "service",
    "PARTS": "parts",
    "MARKETING": "marketing",
    "MANAGEMENT": "management",
}
_CHANNELS: dict[str, Literal["email", "sms", "phone"]] = {"E": "email", "X": "sms", "T": "phone"}
_PHONES = (("cell", "cell_phone"), ("home", "home_phone"), ("work", "work_phone"))


def staff(record: Staff, context: Context) -> Iterator[Fact]:
    """An employee who came, and perhaps left."""
    employee = ids.employee(context.tenant, record.employee_number)
    onboarded = EmployeeOnboarded(
        employee=employee,
        name=" ".join(filter(None, (record.first_name, record.last_name))),
        roles=(record.role.lower(),),
        department=_DEPARTMENTS[record.department],
        rooftops=(context.rooftop.code,),
    )
    yield Fact("onboarded", context.moment(Stamp(record.hire_date)), onboarded)
    if record.termination_date:
        departed = EmployeeDeparted(employee=employee, last_day=record.termination_date)
        yield Fact("departed", context.moment(Stamp(record.termination_date)), departed)


def customer(record: Customer, context: Context, who: UUID, *, new: bool) -> Iterator[Fact]:
    """A customer's name, ways to reach them and wishes; `new` when nobody knew them before this record."""
    yield _named(record, context, who, new=new)
    changed = context.moment(record.changed, record.created)
    yield from _reached(record, context, who, changed)
    if address := _address(record):
        yield Fact("address", changed, AddressRecorded(customer=who, address=address), dated=False)
    if channel := _CHANNELS.get(record.preferred_method or ""):
        wish = BuyingPreferenceStated(customer=who, contact_channel=channel, stated_via="sales")
        yield Fact("preference", changed, wish, dated=False)
    yield from wishes(record, context, who)


def _reached(record: Customer, context: Context, who: UUID, changed: Moment) -> Iterator[Fact]:
    """What the customer is reached by, each by itself, and what the record had before and has no longer."""
    points = {f"{POINT}{point.contact_point}": point for point in contact_points(record, context, who)}
    for group, point in points.items():
        yield Fact(group, changed, point, dated=False)
        yield Fact(f"gone.{group}", changed, point, holds=False)
    for group in sorted(context.recorded - points.keys()):
        if group.startswith(POINT):
            point_id = UUID(group.removeprefix(POINT))
            gone = ContactPointInvalidated(customer=who, contact_point=point_id, reason="replaced")
            yield Fact(group, changed, gone, holds=False)
            yield Fact(f"gone.{group}", changed, gone, dated=False)


def contact_points(record: Customer, context: Context, who: UUID) -> Iterator[ContactPointAdded]:
    """The phones and the e-mail address of a record; two fields with the same number are one."""
    region, seen = context.rooftop.country, set()
    for label, name in _PHONES:
        raw: str | None = getattr(record, name)
        if not raw:
            continue
        phone = normalise_phone(raw, region=region)
        value = phone.match_key or raw
        if value not in seen:
            seen.add(value)
            yield ContactPointAdded(
                customer=who,
                contact_point=context.tags.contact_point(who, value),
                kind="phone",
                value=value,
                raw=raw,
                label=label,
                valid=phone.valid,
                region=region,
            )
    if record.email:
        email = normalise_email(record.email)
        value = email.match_key or record.email
        yield ContactPointAdded(
            customer=who,
            contact_point=context.tags.contact_point(who, value),
            kind="email",
            value=value,
            raw=record.email,
            label="email",
            valid=email.valid,
        )


def name_of(record: Customer) -> PersonName:
    """The customer's name; of an organisation, what it is called."""
    if record.name_type == "O" and record.business_name:
        return PersonName(full=record.business_name)
    parts = (record.first_name, record.middle_name, record.last_name)
    full = " ".join(filter(None, parts)) or record.business_name or "Unknown"
    return PersonName(full=full, given=record.first_name, family=record.last_name, middle=record.middle_name)


def _named(record: Customer, context: Context, who: UUID, *, new: bool) -> Fact:
    name, language = name_of(record), record.preferred_language
    if "name" in context.recorded:
        corrected = CustomerProfileCorrected(
            customer=who, name=name, language=language, reason=f"changed in {context.system}"
        )
        return Fact("name", context.moment(record.changed), corrected, dated=False)
    registered = CustomerRegistered(
        customer=who,
        kind="business" if record.name_type == "O" else "person",
        name=name,
        language=language,
        first_seen_via="crm" if context.system == CRM else "service" if record.created_via == "SERVICE" else "dms",
    )
    created = context.moment(record.created, record.changed)
    return Fact("name", created, registered, dated=False, silent=not new)


def _address(record: Customer) -> PostalAddress | None:
    lines = (record.address_line1,) if record.address_line1 else ()
    address = PostalAddress(lines, record.city, record.state, record.postal_code, record.country)
    return None if address == PostalAddress(country=record.country) else address
