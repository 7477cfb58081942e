"""One physical car: its identity, its odometer over time and its true chain of owners."""

from dataclasses import dataclass, field
from datetime import date, datetime

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.hours import LONG_AGO
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import Fields, Record
from lifecycle_api.simulator.vehicles.catalogue import Model

SECONDS_A_DAY = 86_400


@dataclass(slots=True, eq=False)
class Ownership:
    """One person's time with one car: the truth, and the records in which the systems keep it."""

    person: Person
    car: "Car"
    rooftop: Rooftop
    since: date
    filed_since: date | None
    origin: str
    role: str = "OWNER"
    sold_on: Record | None = None
    until: date | None = None
    cause: str = ""
    records: dict[str, Record] = field(default_factory=dict)
    declined: list["Declined"] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Declined:
    """Recommended work the owner said no, or not now, to, and where it was done after all."""

    ownership: Ownership
    order: Record
    line: str
    code: str
    decision: str
    at: datetime
    price: int
    recovered_at: datetime | None = None
    recovered_order: Record | None = None
    recovered_line: str = ""


@dataclass(slots=True, eq=False)
class Car:
    """A car; the odometer runs evenly from its last known point."""

    vin: str
    model: Model
    year: int
    trim: str
    colour: str
    reading: int
    read_at: datetime
    daily: int
    vin_status: str = "VALID"
    owners: list[Ownership] = field(default_factory=list)
    busy_until: datetime = LONG_AGO

    def odometer(self, at: datetime) -> int:
        """Miles at that moment; never fewer than at the last known point."""
        elapsed = max((at - self.read_at).total_seconds(), 0)
        return self.reading + int(self.daily * elapsed / SECONDS_A_DAY)

    def parked(self, at: datetime, daily: int = 0) -> None:
        """From now on the car is driven that many miles a day."""
        self.reading, self.read_at, self.daily = self.odometer(at), at, daily

    def described(self) -> Fields:
        """The descriptive fields of an inventory or vehicle record."""
        return {
            "vin": self.vin,
            "year": self.year,
            "make": self.model.make,
            "model": self.model.name,
            "trim": self.trim,
            "bodyStyle": self.model.body,
            "exteriorColor": self.colour,
            "odometerUnit": "MI",
        }

    def worth(self, on: date) -> int:
        """Retail value in cents: a sixth less every year."""
        age = max(on.year - self.year, 0)
        return int(self.model.price * 100 * 0.84**age) // 10_000 * 10_000
