"""What every noun uses: money, distances, pages, and the inputs that filter and pin reads."""

from collections.abc import Callable
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.scalars import DateTime, EventPosition, MinorUnits
from lifecycle_api.planner.fields import argument, sourced
from lifecycle_api.planner.filters import FILTER
from lifecycle_api.planner.price import Price
from lifecycle_api.planner.source import Constant, Filter, Order

Item = TypeVar("Item")
Value = TypeVar("Value")


@strawberry.interface(description="Something with a global id, by which `node` finds it again.")
class Node:
    """What `node` and `nodes` return."""

    id: strawberry.ID = strawberry.field(description="The global id, such as `customer:0190…`; it never changes.")


@strawberry.type(description="An amount of money.")
class Money:
    """Amount and currency."""

    amount: MinorUnits = strawberry.field(description="The amount in minor units: `12050` USD is $120.50.")
    currency: str = strawberry.field(description="ISO 4217 code, such as `USD`.")


@strawberry.enum(description="In what a distance is counted.")
class DistanceUnit(Enum):
    """Miles or kilometres."""

    MI = strawberry.enum_value("MI", description="Miles.")
    KM = strawberry.enum_value("KM", description="Kilometres.")


@strawberry.type(description="A distance as it was read off the odometer.")
class Distance:
    """Value and unit."""

    value: int = strawberry.field(description="Whole miles or kilometres.")
    unit: DistanceUnit = strawberry.field(description="The unit of `value`.")


@strawberry.type(description="Where a page of a list begins and ends, and whether there is more.")
class PageInfo:
    """The Relay page info."""

    has_next_page: bool = strawberry.field(description="Whether more items follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first item; null for an empty page.")
    end_cursor: str | None = strawberry.field(description="Give it as `after` to get the next page.")


@strawberry.enum(description="How a count relates to the true number.")
class CountRelation(Enum):
    """Exact or a lower bound."""

    EXACT = strawberry.enum_value("exact", description="The value is the number of items.")
    AT_LEAST = strawberry.enum_value("at_least", description="There are more items than were counted.")


@strawberry.type(description="A count that stops counting at a limit, so that it stays cheap.")
class Count:
    """Value and relation."""

    value: int = strawberry.field(description="The number counted, at most `upTo`.")
    relation: CountRelation = strawberry.field(description="Whether counting stopped at the limit.")


@strawberry.type(description="One item of a page with the cursor that points at it.")
class Edge(Generic[Item]):
    """The Relay edge."""

    cursor: str = strawberry.field(description="Give it as `after` to go on behind this item.")
    node: Item = strawberry.field(description="The item.")


@strawberry.type(description="A page of a list, in a fixed order, read by key rather than by offset.")
class Connection(Generic[Item]):
    """The Relay connection, with its nodes at hand."""

    nodes: list[Item] = strawberry.field(description="The items of this page, in order.")
    edges: list[Edge[Item]] = strawberry.field(description="The same items, each with its cursor.")
    page_info: PageInfo = strawberry.field(description="Where this page ends and whether more follows.")
    count: Count = sourced(
        Constant("count"),
        "How many items the whole list has, counted up to a limit.",
        {"up_to": argument(int, "Where counting stops, at most 10000.", 1000)},
        price=Price(counted="upTo"),
    )


@strawberry.enum(description="The order of a list by the time it is about.")
class Chronology(Enum):
    """Either way in time."""

    NEWEST = strawberry.enum_value("newest", description="The latest first.")
    OLDEST = strawberry.enum_value("oldest", description="The earliest first.")


def by_time(column: str, tie: str | None = None) -> dict[str, Order]:
    """The orders that `Chronology` names, by a column that is never null; `tie` tells rows apart that share a key."""
    return {
        "newest": Order(f"{{t}}.{column}", "timestamptz", tie=tie),
        "oldest": Order(f"{{t}}.{column}", "timestamptz", descending=False, tie=tie),
    }


_IS_NULL = "True for those that have no value here, false for those that have one."


@strawberry.input(description="Conditions on a value; all that are given must hold.")
class Match(Generic[Value]):
    """Equality operators."""

    eq: Value | None = strawberry.field(default=None, description="Equal to this value.")
    in_: list[Value] | None = strawberry.field(default=None, name="in", description="Equal to one of these values.")
    is_null: bool | None = strawberry.field(default=None, description=_IS_NULL)


@strawberry.input(description="Two ends of a range; both are part of it.")
class Between(Generic[Value]):
    """A closed range."""

    from_: Value = strawberry.field(name="from", description="The lower end.")
    to: Value = strawberry.field(description="The upper end.")


@strawberry.input(description="Conditions on a value that has an order; all that are given must hold.")
class Range(Generic[Value]):
    """Comparison operators."""

    eq: Value | None = strawberry.field(default=None, description="Equal to this value.")
    in_: list[Value] | None = strawberry.field(default=None, name="in", description="Equal to one of these values.")
    gte: Value | None = strawberry.field(default=None, description="This value or more; of instants, then or later.")
    gt: Value | None = strawberry.field(default=None, description="More than this value; of instants, later.")
    lte: Value | None = strawberry.field(default=None, description="This value or less; of instants, then or earlier.")
    lt: Value | None = strawberry.field(default=None, description="Less than this value; of instants, earlier.")
    between: Between[Value] | None = strawberry.field(default=None, description="Within this range.")
    is_null: bool | None = strawberry.field(default=None, description=_IS_NULL)


DateTimeRange = Range[DateTime]


@strawberry.input(description="Conditions on a text; all that are given must hold.")
class TextMatch:
    """Text operators."""

    eq: str | None = strawberry.field(default=None, description="Equal to this text.")
    in_: list[str] | None = strawberry.field(default=None, name="in", description="Equal to one of these texts.")
    starts_with: str | None = strawberry.field(default=None, description="Starting with this text.")
    is_null: bool | None = strawberry.field(default=None, description=_IS_NULL)


@strawberry.input(description="A moment of the log: by position, or by the time of recording.", one_of=True)
class KnownInput:
    """Position or time."""

    position: EventPosition | None = strawberry.field(
        default=strawberry.UNSET, description="Everything recorded up to and including this position."
    )
    time: DateTime | None = strawberry.field(
        default=strawberry.UNSET, description="Everything recorded up to and including this instant."
    )


@strawberry.input(description="Read as things were. Consent, agreements and erasure always apply as they are now.")
class AsOfInput:
    """Both time axes."""

    known: KnownInput | None = strawberry.field(default=None, description="What was known: by default all that is.")
    valid: DateTime | None = strawberry.field(
        default=None, description="What had happened by this instant: by default everything."
    )


@strawberry.input(description="How fresh a read has to be: pass the `position` of a mutation to read your own write.")
class ConsistencyInput:
    """Read your writes."""

    at_least: EventPosition = strawberry.field(description="Wait until everything up to this position is visible.")
    max_wait_ms: int = strawberry.field(default=2000, description="How long to wait at most, up to 10000.")


PINNED = {
    "as_of": argument(AsOfInput | None, "Read as things were at another moment.", None),
    "consistency": argument(ConsistencyInput | None, "Wait until a position is visible.", None),
}
FRESH = {"consistency": PINNED["consistency"]}


def filtered(
    sql: str,
    type_: str,
    description: str,
    *,
    category: Category = Category.NONE,
    telling: bool = False,
    own: str | None = None,
    internal: bool = False,
    deprecated: str | None = None,
) -> Any:
    """Declare a condition of a `where` input: the SQL over `{t}` that its operators compare."""
    metadata = {FILTER: Filter(sql, type_, category, telling, own, internal)}
    return strawberry.field(default=None, description=description, metadata=metadata, deprecation_reason=deprecated)


def where(description: str) -> Callable[[type[Item]], type[Item]]:
    """Make the input of a list's conditions of a class of filters; it also takes `and`, `or` and `not` of its kind."""

    def made(filters: type[Item]) -> type[Item]:
        own = filters.__name__
        for name, (type_, words) in _COMPOSED.items():
            filters.__annotations__[f"{name}_"] = type_.format(own)
            setattr(filters, f"{name}_", strawberry.field(default=None, name=name, description=words))
        return strawberry.input(filters, description=f"{description} All conditions that are given must hold.")

    return made


_COMPOSED = {
    "and": ("list[{}] | None", "All of these hold, besides what stands here."),
    "or": ("list[{}] | None", "At least one of these holds, besides what stands here."),
    "not": ("{} | None", "This does not hold, also because something that it compares has no value."),
}
