"""Cars the dealer owns: acquired, reconditioned, ready for the front line, sold or disposed of."""

from dataclasses import dataclass, field
from datetime import datetime

from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.hours import LONG_AGO, NEVER
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.vehicles.car import Car


@dataclass(slots=True, eq=False)
class Unit:
    """A car while it is in stock, with its inventory record."""

    car: Car
    record: Record
    rooftop: Rooftop
    used: bool
    acquired: datetime
    cost: int
    price: int
    ready: datetime = NEVER
    held_until: datetime = LONG_AGO
    gone: bool = False

    def is_free(self, at: datetime) -> bool:
        """Whether nobody bought it and no other shopper is being shown it."""
        return not self.gone and self.held_until <= at


@dataclass(slots=True)
class Stock:
    """All units of a block, in the order in which they were acquired."""

    units: list[Unit] = field(default_factory=list)

    def ready(self, rooftop: Rooftop, at: datetime, *, used: bool) -> list[Unit]:
        """Units a shopper can buy there at that moment."""
        return [
            unit
            for unit in self.units
            if unit.rooftop is rooftop and unit.used is used and unit.ready <= at and unit.is_free(at)
        ]
