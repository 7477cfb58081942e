"""A customer as they truly are, whatever the systems know about them."""

from dataclasses import dataclass, field

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.people import names
from lifecycle_api.simulator.people.staff import Employee
from lifecycle_api.simulator.record import Record


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives."""

    street: str
    city: str
    state: str
    postal_code: str


@dataclass(slots=True, eq=False)
class Person:
    """One real person or business; `number` is unique in the whole group."""

    number: int
    rooftop: Rooftop
    given: str
    family: str
    middle: str
    business: str
    cell: str
    home: str
    email: str
    address: Address
    household: int
    prefers: str
    language: str = "en"
    partner: "Person | None" = None
    misspelt: str = ""
    shuns_linking: bool = False
    records: dict[str, Record] = field(default_factory=dict)
    keepers: dict[tuple[str, str], Employee] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name as one line."""
        return self.business or f"{self.given} {self.family}"


def draw_person(number: int, rooftop: Rooftop, chance: Chance) -> Person:
    """A person of their own household."""
    given, family = chance.pick(names.GIVEN), chance.pick(names.FAMILY)
    business = f"{family} {chance.pick(names.TRADES)} LLC" if chance.happens(0.03) else ""
    return Person(
        number=number,
        rooftop=rooftop,
        given=given,
        family=family,
        middle=chance.pick(names.GIVEN)[0] if chance.happens(0.3) else "",
        business=business,
        cell=names.phone_digits(2 * number),
        home=names.phone_digits(2 * number + 1) if chance.happens(0.35) else "",
        email=_email(given, family, number, chance),
        address=_address(rooftop, chance),
        household=number,
        prefers=chance.weighted((("X", 5), ("E", 3), ("T", 3), ("M", 0.3), ("D", 0.2))),
        language="es" if chance.happens(0.06) else "en",
        misspelt=_misspelt(family) if chance.happens(0.03) and not business else "",
        shuns_linking=chance.happens(0.06),
    )


def move_in(person: Person, first: Person) -> None:
    """The person joins the household of the first: same address and home phone, often the same surname."""
    first.home = first.home or names.phone_digits(2 * first.number + 1)
    person.home, person.address, person.household = first.home, first.address, first.household
    if person.number % 3:
        person.family, person.misspelt = first.family, ""
        person.email = f"{person.given}.{person.family}{person.number}@example.com".lower()
    first.partner, person.partner = person, first


def _email(given: str, family: str, number: int, chance: Chance) -> str:
    if chance.happens(0.07):
        return ""
    return f"{given}.{family}{number}@{chance.pick(names.EMAIL_DOMAINS)}".lower()


def _address(rooftop: Rooftop, chance: Chance) -> Address:
    street = f"{chance.whole(100, 4999)} {chance.pick(names.STREETS)} {chance.pick(names.STREET_KINDS)}"
    return Address(street, rooftop.city, rooftop.state, rooftop.postal_code)


def _misspelt(family: str) -> str:
    middle = len(family) // 2
    swapped = family[: middle - 1] + family[middle] + family[middle - 1] + family[middle + 1 :]
    return swapped if swapped != family else family + "e"
