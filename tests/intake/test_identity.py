"""Two records are one person only when a rule says so, and never by phone alone."""

from uuid import UUID, uuid4

from lifecycle_api.domain.values import PersonName
from lifecycle_api.intake.identity import Candidate, Evidence, name_keys, recognise

PHONE, MAIL, VIN = frozenset({"contact:1"}), frozenset({"contact:2"}), frozenset({"1HGCM82633A004352"})


def _person(given: str, family: str, customer: UUID | None = None) -> Candidate:
    name = PersonName(full=f"{given} {family}".strip(), given=given or None, family=family)
    return Candidate(customer or uuid4(), name_keys(name), PHONE | MAIL, VIN)


def _record(
    given: str,
    family: str,
    *,
    phones: frozenset[str] = frozenset(),
    emails: frozenset[str] = frozenset(),
    vins: frozenset[str] = frozenset(),
) -> Evidence:
    name = PersonName(full=f"{given} {family}".strip(), given=given or None, family=family)
    return Evidence(name_keys(name), phones, emails, vins)


def test_phone_and_surname_are_one_person() -> None:
    """The same number and surname, and given names that agree."""
    ann = _person("Ann", "Miller")
    assert recognise(_record("Ann", "Miller", phones=PHONE), [ann]) == (ann.customer, "phone_and_surname")


def test_a_phone_alone_is_nobody() -> None:
    """Another surname at the same number is somebody else of the household."""
    assert recognise(_record("Ann", "Lopez", phones=PHONE), [_person("Ann", "Miller")]) is None


def test_a_spouse_is_somebody_else() -> None:
    """Same number and surname, but another given name."""
    assert recognise(_record("Bob", "Miller", phones=PHONE), [_person("Ann", "Miller")]) is None


def test_an_initial_contradicts_nobody() -> None:
    """`A. Miller` may be Ann; accents, case and hyphens do not matter."""
    ann = _person("Ánn", "Miller-Lopez")
    assert recognise(_record("A.", "MILLER LOPEZ", phones=PHONE), [ann]) == (ann.customer, "phone_and_surname")


def test_a_mailbox_and_a_name_are_one_person() -> None:
    """A misspelt surname is forgiven when mailbox and given name agree."""
    ann = _person("Ann", "Miller")
    assert recognise(_record("Ann", "Mlilre", emails=MAIL), [ann]) == (ann.customer, "email_and_name")
    assert recognise(_record("Bob", "Miller", emails=MAIL), [ann]) is None


def test_a_vehicle_and_a_surname_are_one_person() -> None:
    """Who trades in the car of a known owner, under their name, is that owner."""
    ann = _person("Ann", "Miller")
    assert recognise(_record("Ann", "Miller", vins=VIN), [ann]) == (ann.customer, "vin_and_surname")


def test_when_two_fit_nobody_does() -> None:
    """Without a given name a record could be either spouse; with one it is the one it names."""
    ann, bob = _person("Ann", "Miller"), _person("Bob", "Miller")
    assert recognise(_record("", "Miller", phones=PHONE), [ann, bob]) is None
    assert recognise(_record("Bob", "Miller", phones=PHONE), [ann, bob]) == (bob.customer, "phone_and_surname")


def test_a_business_written_as_a_person_is_the_business() -> None:
    """The whole name counts as well as its parts."""
    known = Candidate(uuid4(), name_keys(PersonName(full="Olsen Catering LLC")), PHONE)
    record = _record("Olsen", "Catering LLC", phones=PHONE)
    assert recognise(record, [known]) == (known.customer, "phone_and_surname")


def test_who_writes_from_the_mailbox_of_a_business_writes_for_it() -> None:
    """Whichever of both was known first; from its phone alone anybody may call."""
    name = PersonName(full="Olsen Catering LLC")
    business = Candidate(uuid4(), name_keys(name), PHONE | MAIL, business=True)
    grace = _person("Grace", "Olsen")
    assert recognise(_record("Grace", "Olsen", emails=MAIL), [business]) == (business.customer, "email_and_name")
    record = Evidence(name_keys(name), emails=MAIL, business=True)
    assert recognise(record, [grace]) == (grace.customer, "email_and_name")
    assert recognise(_record("Grace", "Olsen", phones=PHONE), [business]) is None
    assert recognise(_record("Grace", "Olsen", emails=MAIL), [business, grace]) == (grace.customer, "email_and_name")
