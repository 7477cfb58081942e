"""One chance to sell: the desk of a shopper with the car in question and perhaps one in trade."""

from dataclasses import dataclass

from lifecycle_api.simulator.journeys.desk import Desk
from lifecycle_api.simulator.plans import BuyingPlan
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.vehicles.car import Car
from lifecycle_api.simulator.vehicles.stock import Unit


@dataclass(slots=True, eq=False)
class Pursuit(Desk):
    """A desk whose activities belong to one opportunity, kept in `record`."""

    plan: BuyingPlan
    unit: Unit
    trade: Car | None
    record: Record
