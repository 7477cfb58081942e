"""A vehicle's past without its people: owners by number and month, visits by month and what was done."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import Distance
from lifecycle_api.planner.fields import FromTable, column, distance, enum, expression, many
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Who somebody is to a vehicle.")
class OwnershipRole(Enum):
    """Roles."""

    OWNER = strawberry.enum_value("owner", description="Owns it.")
    LESSEE = strawberry.enum_value("lessee", description="Leases it.")
    CO_OWNER = strawberry.enum_value("co_owner", description="Owns it together with someone.")
    DRIVER = strawberry.enum_value("driver", description="Drives it without owning it.")


_HISTORY = frozenset({"vehicle_history"})
_THEIRS = "o.customer_id = {t}.customer_id"


def until_sold(day: str, *always: str) -> str:
    """The condition under which a consumer is told what was on a `day`, or is `always` told: SQL over `{t}` and `o`.

    They are told what came before them and what was theirs; what came after is no business of a former owner's.
    """
    either = " OR ".join([*always, "o.to_date IS NULL", f"{day} < o.to_date"])
    return (
        "EXISTS (SELECT FROM <vehicle_ownership>.period o WHERE o.tenant_id = {t}.tenant_id AND o.vin = {t}.vin"
        f" AND o.customer_id = {{me}} AND ({either}))"
    )


def day_of(instant: str) -> str:
    """The day of an instant in the row, in UTC, which is how days of owners are counted."""
    return f"({{t}}.{instant} AT TIME ZONE 'UTC')::date"


# Whoever had it first is owner 1, also when they had it twice.
_NUMBER = (
    "'owner ' || (SELECT count(*) FROM (SELECT o.customer_id, min(o.from_date) AS since,"
    " min(min(o.from_date)) FILTER (WHERE o.customer_id = {t}.customer_id) OVER () AS mine"
    " FROM <vehicle_ownership>.period o WHERE o.tenant_id = {t}.tenant_id AND o.vin = {t}.vin AND o.role <> 'driver'"
    " GROUP BY o.customer_id) known WHERE (known.since, known.customer_id) <= (known.mine, {t}.customer_id))"
)


@strawberry.type(
    description="Somebody who had the vehicle, by number and month: the same person has the same number, and no name."
)
class VehicleOwner(
    FromTable,
    table=Table(
        "vehicle_ownership",
        "period",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="vehicles:read",
        own=until_sold("{t}.from_date", _THEIRS),
        opens=_HISTORY,
        at="({t}.from_date::timestamp AT TIME ZONE 'UTC')",
        base=Category.VEHICLE,
    ),
):
    """An owner."""

    owner: str | None = expression(_NUMBER, "`owner 1` for whoever had it first, and so on.")
    role: OwnershipRole = enum("role", "What they were to the vehicle.")
    from_month: str | None = expression(
        "to_char({t}.from_date, 'YYYY-MM')", "The month in which it began, as `2026-03`.", category=Category.VEHICLE
    )
    to_month: str | None = expression(
        "to_char({t}.to_date, 'YYYY-MM')",
        "The month in which it ended; null while it lasts.",
        category=Category.VEHICLE,
    )


@strawberry.type(description="A line of work that was done at a visit: the work, not the words or the price.")
class ServiceLine(FromTable, table=Table("service_drive", "job")):
    """A line."""

    op_code: str = column("op_code", "The operation code.", category=Category.VEHICLE)
    description: str = column("description", "What was done.", category=Category.VEHICLE)


@strawberry.type(
    description="A visit to the service drive, by month: what was done to the vehicle, not who brought it."
)
class ServiceVisit(
    FromTable,
    table=Table(
        "service_drive",
        "repair_order",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="vehicles:read",
        own=until_sold(day_of("opened_at"), _THEIRS),
        opens=_HISTORY,
        at="{t}.opened_at",
        base=Category.VEHICLE,
    ),
):
    """A visit."""

    month: str | None = expression(
        "to_char({t}.opened_at AT TIME ZONE 'UTC', 'YYYY-MM')",
        "The month in which it was written up, as `2026-03`.",
        category=Category.VEHICLE,
    )
    odometer: Distance | None = distance("odometer_value", "odometer_unit", "The odometer at write-up.")
    lines: list[ServiceLine] = many({"repair_order_id": "id"}, "{t}.line", "What was done.")
