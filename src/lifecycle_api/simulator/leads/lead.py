"""A shopper's question about a vehicle, before any sender has bent it into its own dialect."""

from dataclasses import dataclass
from datetime import datetime

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.leads.senders import Sender
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.vehicles.car import Car


@dataclass(frozen=True, slots=True)
class Want:
    """The vehicle asked for; `price` in cents. VIN and stock number are known when a car in stock was clicked."""

    condition: str
    year: int
    make: str
    model: str
    trim: str
    colour: str
    price: int
    lease: bool = False
    vin: str = ""
    stock: Record | None = None


@dataclass(slots=True, eq=False)
class Lead:
    """One lead as it was sent at one moment; `lead_id` is empty for senders that give none."""

    lead_id: str
    sender: Sender
    at: datetime
    person: Person
    rooftop: Rooftop
    want: Want
    comments: str
    timeframe: str
    trade: Car | None = None
    resend: bool = False
    duplicate_of: "Lead | None" = None
    also: "Lead | None" = None

    @property
    def source(self) -> str:
        """The name under which the CRM files the lead."""
        return self.sender.source
