"""The kinds of snapshot: which row they hold, what a row needs to know, and the facts it becomes."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from lifecycle_api.domain.events.sources import SourceKind
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.intake.dms.context import Context, Fact, Needs
from lifecycle_api.intake.dms.facts import (
    activities,
    appointments,
    deals,
    opportunities,
    people,
    repair_orders,
    vehicles,
)
from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.records.activities import Activity
from lifecycle_api.intake.dms.records.people import Customer, Staff
from lifecycle_api.intake.dms.records.sales import Deal, Opportunity
from lifecycle_api.intake.dms.records.service import Appointment, RepairOrder
from lifecycle_api.intake.dms.records.vehicles import OwnedVehicle, Stock


class Kind(msgspec.Struct, frozen=True):
    """One kind of record; `key` is the field that tells two of them apart. Customers have no `facts` here."""

    name: SourceKind
    key: str
    row: type[Row]
    facts: Callable[[Any, Context], Iterator[Fact]] | None
    needs: Callable[[Any, Context], Needs] | None = None


_IN_ORDER = (
    Kind("staff", "employeeNumber", Staff, people.staff),
    Kind("customers", "customerId", Customer, None),
    Kind("inventory", "stockNumber", Stock, vehicles.stock, vehicles.stock_needs),
    Kind("vehicles", "vehicleId", OwnedVehicle, vehicles.owned, vehicles.owned_needs),
    Kind("opportunities", "opportunityId", Opportunity, opportunities.facts, opportunities.needs),
    Kind("appointments", "appointmentId", Appointment, appointments.facts, appointments.needs),
    Kind("activities", "activityId", Activity, activities.facts, activities.needs),
    Kind("deals", "dealNumber", Deal, deals.facts, deals.needs),
    Kind("repair_orders", "roNumber", RepairOrder, repair_orders.facts, repair_orders.needs),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _IN_ORDER}
"""All kinds by name, in the order in which files of one day are best taken in."""


def kind_named(name: str) -> Kind:
    """The kind a file says it holds, as in `repair-orders`. Raises InvalidArgument."""
    try:
        return KINDS[name.replace("-", "_")]
    except KeyError:
        known = ", ".join(KINDS)
        raise InvalidArgument(f"{name!r} is no kind of snapshot; it is one of {known}.", argument="kind") from None
