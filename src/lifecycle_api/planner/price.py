"""What a field costs in points, declared beside it; most fields leave it to the defaults."""

from dataclasses import dataclass

from graphql import GraphQLField

PRICE = "price"

OPERATION = 1
"""Every operation costs this much, however little it reads."""

MUTATION = 10
SUBSCRIPTION = 10
REPLAY = 100
"""Reading as of another moment: the events of an entity are replayed."""

INTROSPECTION = {"__schema": 100, "__type": 10, "__typename": 0}

ASSUMED = 10
"""Rows that a list without a page size is taken to have."""

COUNTED = 100
"""Rows that are counted for one point."""


@dataclass(frozen=True)
class Price:
    """What a field costs itself, without the rows that it leads to.

    `items` is the path of a list among its arguments, each item of which costs one more; `counted` is an argument
    that says how many rows are counted at most.
    """

    points: int = 0
    items: tuple[str, ...] = ()
    counted: str | None = None


def price_of(definition: GraphQLField) -> Price | None:
    """The price that stands beside a field's declaration, if any does."""
    declared = definition.extensions.get("strawberry-definition")
    found: Price | None = declared.metadata.get(PRICE) if declared is not None else None
    return found
