"""How schema files declare a read field: its source instead of a resolver."""

from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.info import Info

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.price import PRICE, Price
from lifecycle_api.planner.source import (
    Column,
    Condition,
    Constant,
    Documents,
    Embedded,
    Expression,
    Lookup,
    Many,
    Node,
    One,
    Order,
    Pages,
    Search,
    Source,
    Table,
)

SOURCE = "source"
_SEARCHES = {
    "customers": "Words that each must be found: name, phone, e-mail, VIN or its last eight characters.",
    "vehicles": "The beginning of a VIN, or of the last eight characters of one.",
}


class SourceField(StrawberryField):
    """A field that the planner reads. Met by the stock executor, it reads itself with all that is below it."""

    @property
    def is_basic_field(self) -> bool:
        """Always false: the value is no attribute of the object that the executor has."""
        return False

    def get_result(self, source: Any, info: Info | None, args: list[Any], kwargs: Any) -> Any:  # noqa: ARG002  # the base's
        """Read the value with all that is selected below."""
        if info is None:
            raise TypeError("a source field needs to know its place in the response")
        return info.context["reader"].field(info._raw_info, source)  # noqa: SLF001  # the AST is found nowhere else


class FromTable:
    """Base of the schema's types that stand for rows: `class Lead(FromTable, table=Table(…))`."""

    __table__: Table

    def __init_subclass__(cls, *, table: Table | None = None, **kwargs: Any) -> None:
        """Remember the table the type stands for."""
        super().__init_subclass__(**kwargs)
        if table is not None:
            cls.__table__ = table


def argument(annotation: Any, description: str, default: Any = strawberry.UNSET) -> tuple[Any, str, Any]:
    """Describe an argument of a source field."""
    return annotation, description, default


def sourced(
    source: Source,
    description: str,
    arguments: Mapping[str, tuple[Any, str, Any]] | None = None,
    *,
    price: Price | None = None,
    deprecated: str | None = None,
) -> Any:
    """Declare a field with its source, its arguments, and what it costs unless that is the default."""
    made = SourceField(description=description, metadata={SOURCE: source, PRICE: price}, deprecation_reason=deprecated)
    made.init = False  # an object of the type holds keys, never values
    made.arguments = [
        StrawberryArgument(name, None, StrawberryAnnotation(annotation), description=text, default=default)
        for name, (annotation, text, default) in (arguments or {}).items()
    ]
    return made


def column(
    name: str,
    description: str,
    *,
    category: Category = Category.NONE,
    own: str | None = None,
    deprecated: str | None = None,
) -> Any:
    """Declare a value in the row; consumers are told it under the condition `own`."""
    return sourced(Column(name, category, own=own), description, deprecated=deprecated)


def telling(name: str, description: str, *, own: str | None = None, otherwise: str = "NULL") -> Any:
    """Declare an instant that says on which day a person did something, which partners are told the month of."""
    return sourced(
        Column(name, telling=True, own=own, otherwise=otherwise),
        f"{description} Partners are told the beginning of its month, in UTC.",
    )


def wide(
    name: str,
    description: str,
    *,
    category: Category = Category.NONE,
    own: str | None = None,
    otherwise: str = "NULL",
) -> Any:
    """Declare a number that is sent as text because it may exceed what JavaScript can hold."""
    return sourced(Column(name, category, wire="text", own=own, otherwise=otherwise), description)


def enum(
    name: str,
    description: str,
    *,
    category: Category = Category.NONE,
    own: str | None = None,
    otherwise: str = "NULL",
) -> Any:
    """Declare a value whose words are the enum's members in lower case."""
    return sourced(Column(name, category, wire="enum", own=own, otherwise=otherwise), description)


def key(prefix: str, name: str, description: str) -> Any:
    """Declare a global id, such as `customer:0190…`."""
    return sourced(Column(name, wire="id", prefix=prefix), description)


def expression(sql: str, description: str, *, category: Category = Category.NONE) -> Any:
    """Declare a value computed from the row."""
    return sourced(Expression(sql, category), description)


def money(
    amount: str, currency: str, description: str, *, category: Category = Category.NONE, own: str | None = None
) -> Any:
    """Declare an amount of money from its two columns."""
    columns = {"amount": Column(amount), "currency": Column(currency)}
    return sourced(Embedded(columns, present=amount, category=category, own=own), description)


def distance(value: str, unit: str, description: str, *, own: str | None = None) -> Any:
    """Declare an odometer distance from its two columns."""
    columns = {"value": Column(value, Category.VEHICLE), "unit": Column(unit, Category.VEHICLE, wire="enum")}
    return sourced(Embedded(columns, present=value, category=Category.VEHICLE, own=own), description)


def embedded(
    columns: Mapping[str, Column | Expression],
    present: str,
    description: str,
    *,
    category: Category = Category.NONE,
) -> Any:
    """Declare an object made of columns of the same row."""
    return sourced(Embedded(columns, present, category), description)


def documents(name: str, description: str) -> Any:
    """Declare a list of objects that one column keeps as JSON."""
    return sourced(Documents(name), description)


def one(name: str, description: str) -> Any:
    """Declare another type's row, found by its key in a column of this row."""
    return sourced(One(name), description)


def many(join: Mapping[str, str], order: str, description: str, *, where: str | None = None) -> Any:
    """Declare the rows of another type that belong to this row, all of them."""
    return sourced(Many(join, order, where=where), description)


def pages(
    orders: Mapping[str, Order],
    description: str,
    *,
    join: Mapping[str, str] | None = None,
    within: str | None = None,
    where: Any = None,
    order_by: Any = None,
    search: Search | None = None,
    conditions: Mapping[str, tuple[Any, str, Condition]] | None = None,
    extra: Mapping[str, tuple[Any, str, Any]] | None = None,
) -> Any:
    """Declare a connection. The first of `orders` is the default; `order_by` is the enum that names them."""
    arguments = dict(_paging(where, order_by, search))
    arguments |= {name: argument(annotation, words) for name, (annotation, words, _) in (conditions or {}).items()}
    taken = {name: condition for name, (_, _, condition) in (conditions or {}).items()}
    return sourced(Pages(orders, join or {}, within, search, taken), description, arguments | dict(extra or {}))


def _paging(where: Any, order_by: Any, search: Search | None) -> Mapping[str, tuple[Any, str, Any]]:
    arguments: dict[str, tuple[Any, str, Any]] = {
        "first": (int, "How many to return, from 1 to 100.", 20),
        "after": (str | None, "The `endCursor` of the page before; omit it for the first page.", None),
    }
    if where is not None:
        arguments["where"] = (where | None, "Only those that fulfil every condition given.", None)
    if order_by is not None:
        arguments["order_by"] = (order_by | None, "The order; by default the first one that the enum lists.", None)
    if search is not None:
        arguments["search"] = (str | None, _SEARCHES[search], None)
    return arguments


def lookup(name: str, annotation: Any, description: str, words: str, extra: Mapping[str, Any] | None = None) -> Any:
    """Declare a root field that finds one row by an argument."""
    return sourced(Lookup(name), description, {name: argument(annotation, words), **(extra or {})})


def constant(
    name: str,
    description: str,
    arguments: Mapping[str, tuple[Any, str, Any]] | None = None,
    *,
    price: Price | None = None,
) -> Any:
    """Declare a root field whose value is known without a database."""
    return sourced(Constant(name), description, arguments, price=price)


def node(description: str, words: str) -> Any:
    """Declare the root field that finds any row by its global id."""
    return sourced(Node(), description, {"id": argument(strawberry.ID, words)})


def nodes(description: str, words: str) -> Any:
    """Declare the root field that finds several rows by their global ids."""
    return sourced(Node(many=True), description, {"ids": argument(list[strawberry.ID], words)})
