"""Every record shape of the sample files, in the order in which files of one day are to be ingested."""

from __future__ import annotations

from lifecycle_api.simulator.shapes.people import CUSTOMERS, STAFF
from lifecycle_api.simulator.shapes.sales import ACTIVITIES, DEALS, OPPORTUNITIES
from lifecycle_api.simulator.shapes.service import APPOINTMENTS, REPAIR_ORDERS
from lifecycle_api.simulator.shapes.shape import Field, Shape
from lifecycle_api.simulator.shapes.vehicles import INVENTORY, VEHICLES

IN_ORDER = (
    STAFF,
    CUSTOMERS,
    INVENTORY,
    VEHICLES,
    OPPORTUNITIES,
    APPOINTMENTS,
    ACTIVITIES,
    DEALS,
    REPAIR_ORDERS,
)

SHAPES = {shape.kind: shape for shape in IN_ORDER}

__all__ = ["IN_ORDER", "SHAPES", "Field", "Shape"]
