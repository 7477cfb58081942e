"""How a person becomes a customer record: in the CRM at the first contact, in a DMS when papers are needed."""

from datetime import datetime, timedelta

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import Fields, Record, stamp
from lifecycle_api.simulator.world import World

CRM = "crm"


def crm_record(world: World, person: Person, rooftop: Rooftop, at: datetime, via: str) -> Record:
    """The person's one CRM record, made now when there is none."""
    known = person.records.get(CRM)
    if known:
        return known
    record = person.records[CRM] = world.record("customers", CRM, rooftop)
    record.set(at, createdVia=via, **stamp("created", at), **_profile(person), **_flags(person))
    if person.misspelt:
        record.set(at, lastName=person.misspelt)
        record.set(at + timedelta(days=9, hours=2), lastName=person.family)
    _link_known_dms_records(person, record, at)
    return record


def dms_record(world: World, person: Person, rooftop: Rooftop, at: datetime, via: str) -> Record:
    """The person's record in the DMS of the rooftop, made now when there is none."""
    known = person.records.get(rooftop.dms)
    if known:
        return known
    record = person.records[rooftop.dms] = world.record("customers", rooftop.dms, rooftop)
    record.set(at, createdVia=via, **stamp("created", at), **_profile(person), **_postal(person), **_flags(person))
    crm = person.records.get(CRM)
    if crm and not person.shuns_linking:
        record.set(at, crmCustomerId=crm)
    return record


def opt_out(person: Person, at: datetime) -> None:
    """The person no longer wants their data shared; the DMS records say so."""
    for system, record in person.records.items():
        if system != CRM and record.born <= at:
            record.set(at, optOutFlag=True, **stamp("optOut", at))


def move_house(person: Person, at: datetime, street: str) -> None:
    """The person has a new address; every DMS that knows them takes it."""
    for system, record in person.records.items():
        if system != CRM and record.born <= at:
            record.set(at, addressLine1=street)


def _link_known_dms_records(person: Person, crm: Record, at: datetime) -> None:
    if person.shuns_linking:
        return
    for system, record in person.records.items():
        if system != CRM:
            record.set(max(at, record.born), crmCustomerId=crm)


def _profile(person: Person) -> Fields:
    if person.business:
        named: Fields = {"nameType": "O", "businessName": person.business, "workPhone": pretty(person.cell)}
    else:
        named = {
            "nameType": "P",
            "firstName": person.given,
            "middleName": person.middle,
            "lastName": person.family,
            "cellPhone": pretty(person.cell),
        }
    return {
        **named,
        "homePhone": pretty(person.home),
        "email": person.email,
        "emailType": "" if person.email else ("CD" if person.number % 2 else "NA"),
        "preferredMethod": person.prefers,
        "preferredLanguage": person.language,
    }


def _postal(person: Person) -> Fields:
    address = person.address
    return {
        "addressLine1": address.street,
        "city": address.city,
        "state": address.state,
        "postalCode": address.postal_code,
        "country": "US",
    }


def _flags(person: Person) -> Fields:
    silent = person.prefers == "D"
    return {
        "optOutFlag": False,
        "blockPhoneFlag": silent,
        "blockEmailFlag": silent or person.number % 11 == 0,
        "blockMailFlag": silent,
    }


def pretty(digits: str) -> str:
    """The ten digits as somebody typed them; the way depends on the number itself."""
    if not digits:
        return ""
    area, exchange, line = digits[:3], digits[3:6], digits[6:]
    style = int(area) % 3
    return (f"({area}) {exchange}-{line}", f"{area}-{exchange}-{line}", digits)[style]
