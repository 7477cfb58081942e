"""The schema's own scalars. Values come from PostgreSQL as they are sent, so most of them only check input."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

DateTime = NewType("DateTime", datetime)
Date = NewType("Date", date)
EventPosition = NewType("EventPosition", int)
MinorUnits = NewType("MinorUnits", int)
Json = NewType("Json", object)

LARGEST_POSITION = 2**63 - 1
LARGEST_EXACT = 2**53 - 1


def _instant(value: Any) -> datetime:
    try:
        read = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"DateTime is an RFC 3339 text such as 2026-05-04T09:30:00Z, not {value!r}.") from None
    if read.tzinfo is None:
        example = read.isoformat()
        raise GraphQLError(f"DateTime needs a zone, as in {example}Z or {example}-05:00; {value!r} has none.")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise GraphQLError(f"DateTime is between the years 1 and 9999 in UTC, and {value!r} is not.") from None


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise GraphQLError(f"Date is an ISO 8601 text such as 2026-05-04, not {value!r}.") from None


def _position(value: Any) -> int:
    if isinstance(value, int | str) and str(value).isascii() and str(value).isdigit():
        read = int(value)
        if read <= LARGEST_POSITION:
            return read
    raise GraphQLError(f'EventPosition is a whole number as text, such as "1042", not {value!r}.')


def _minor_units(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_EXACT:
        return value
    raise GraphQLError(f"MinorUnits is a whole, non-negative number of cents, not {value!r}.")


def _as_it_is(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


SCALARS: Mapping[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="An instant as RFC 3339 text with a zone, such as `2026-05-04T09:30:00Z`.",
        serialize=_as_it_is,
        parse_value=_instant,
    ),
    Date: strawberry.scalar(
        name="Date",
        description="A calendar day as ISO 8601 text, such as `2026-05-04`.",
        serialize=_as_it_is,
        parse_value=_day,
    ),
    EventPosition: strawberry.scalar(
        name="EventPosition",
        description="A position in the group's log, as text because it may exceed 2^53. Positions have no gaps.",
        serialize=str,
        parse_value=_position,
    ),
    MinorUnits: strawberry.scalar(
        name="MinorUnits",
        description="An amount in the currency's minor units: `12050` USD is $120.50. A JSON integer below 2^53.",
        serialize=_as_it_is,
        parse_value=_minor_units,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="Any JSON value, where a structure is given by an event type rather than by this schema.",
        serialize=_as_it_is,
        parse_value=_as_it_is,
    ),
}
