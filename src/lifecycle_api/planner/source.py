"""The vocabulary in which GraphQL fields say where their value comes from. It is all the planner knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lifecycle_api.domain.categories import Category

MONTH = "date_trunc('month', {}, 'UTC')"
"""What is told of an instant that must not tell the day: the beginning of its month."""

Wire = Literal["plain", "text", "enum", "id"]
Search = Literal["customers", "vehicles"]


@dataclass(frozen=True)
class Table:
    """The rows behind a GraphQL type, in a projection's folder.

    `key` is the column that names a row and `prefix` what its global id starts with. `rooftop` is the column that holds
    the row's rooftop, or its array of them; `subject` the one that holds the person it is about. `joint` is the column
    of another whom it is about just as much, if there is one. `at` is SQL for when it was true, which consent that
    reaches back only so far is compared with; None where it is about now. `opens` are the purposes that concern no
    persons for which rows about persons are shown nevertheless: a type with such a table has no field that is exact
    about them, only coarser ones. `only_for` is a condition under which a row is shown to a partner at all, SQL over
    `{t}` and `{party}`, who asks. `internal` rows sum others up, or are about how the dealer works: no party outside
    sees them. Where rows tell what happened at several rooftops, `at_some` is a query for what stands in their place
    for staff of some rooftops, SQL over `{mine}`. `base` is the category without which there is nothing to see in a
    row. `contact` is the column with the keyed hash of the number or address that it is, which a stop binds: then its
    contact details are withheld. `scope` is what a token needs to read it. `open_to_partners` is a condition under
    which a row that is about no person is shown to partners. `own` is the condition under which a row belongs to a
    consumer, where that is not simply that it is about them. Conditions are SQL over `{t}`, the row, and `{me}`, the
    consumer's id; another folder's table is written `<folder>.table`.
    """

    folder: str
    name: str
    key: str | None = None
    key_type: Literal["uuid", "text"] = "uuid"
    prefix: str | None = None
    rooftop: str | None = None
    rooftops: str | None = None
    subject: str | None = None
    scope: str | None = None
    own: str | None = None
    open_to_partners: str | None = None
    kind: str | None = None
    joint: str | None = None
    at: str | None = None
    opens: frozenset[str] = frozenset()
    only_for: str | None = None
    internal: bool = False
    at_some: str | None = None
    base: Category = Category.NONE
    contact: str | None = None


@dataclass(frozen=True)
class Column:
    """A value in the row. `wire` says how it becomes JSON; `prefix` makes an id of it.

    An instant that is `telling` says on which day a person did something: partners are told its month. `own` is the
    condition under which consumers are told it, where that is not whenever the row is theirs; else they are told what
    `otherwise` says in its place, SQL over `{t}` and `{me}`: null, where it says nothing.
    """

    name: str
    category: Category = Category.NONE
    wire: Wire = "plain"
    prefix: str | None = None
    telling: bool = False
    own: str | None = None
    otherwise: str = "NULL"


@dataclass(frozen=True)
class Expression:
    """A value computed from the row by SQL over `{t}`; its category is the highest of what it reads."""

    sql: str
    category: Category = Category.NONE


@dataclass(frozen=True)
class Embedded:
    """An object whose fields are columns of the same row; null when `present` is, or a value that its type promises.

    `own` is the condition under which consumers are told it, as of a column.
    """

    columns: Mapping[str, "Column | Expression"]
    present: str
    category: Category = Category.NONE
    own: str | None = None


@dataclass(frozen=True)
class Documents:
    """A list of objects kept as JSON in one column; its members carry the names of the schema's fields."""

    column: str


@dataclass(frozen=True)
class One:
    """Another type's row, found by its key in `column` of this row."""

    column: str


@dataclass(frozen=True)
class Order:
    """A sort: SQL over `{t}`, the PostgreSQL type of its value, its direction and the category it reads.

    The key breaks ties. `tie` is the column with a uuid that breaks the others, in a list where rows share a key.
    """

    sql: str
    type: str
    descending: bool = True
    category: Category = Category.NONE
    tie: str | None = None

    def values(self, table: Table) -> tuple[tuple[str, str], ...]:
        """What tells the rows of a list apart, first the sort: each as SQL over `{t}`, and its PostgreSQL type."""
        key = (f"{{t}}.{table.key}", "bigint" if table.key == "position" else table.key_type)
        return ((self.sql, self.type), key, *([] if self.tie is None else [(f"{{t}}.{self.tie}", "uuid")]))


@dataclass(frozen=True)
class Many:
    """Up to `limit` rows of another type whose columns equal this row's. `where` may name `{t}` and `{parent}`."""

    join: Mapping[str, str]
    order: str
    limit: int = 200
    where: str | None = None


@dataclass(frozen=True)
class Pages:
    """A connection: rows of another type in keyset pages, of this row's when `join` names columns.

    `within` says instead which are this row's, as SQL over `{t}` and `{parent}`.
    `search` says what its `search` argument finds, and `arguments` maps others to the conditions that they add.
    """

    orders: Mapping[str, Order]
    join: Mapping[str, str] = field(default_factory=dict)
    within: str | None = None
    search: Search | None = None
    arguments: Mapping[str, "Condition"] = field(default_factory=dict)


@dataclass(frozen=True)
class Lookup:
    """A root field that finds one row by the argument `argument`."""

    argument: str = "id"


@dataclass(frozen=True)
class Node:
    """A root field that finds one row, or several, of any type by global id."""

    many: bool = False


@dataclass(frozen=True)
class Constant:
    """A value that is known without a database: `name` of what the caller of the planner makes of the arguments."""

    name: str


@dataclass(frozen=True)
class Condition:
    """What an argument or filter asks of the row: SQL over `{t}` and `{value}`, and the value's SQL type."""

    sql: str
    type: str
    category: Category = Category.NONE


@dataclass(frozen=True)
class Filter:
    """A filter input's field: the SQL over `{t}` that its operators compare, and its type there.

    Of an instant that is `telling` partners compare what they are told: its month. Where `own` does not hold, consumers
    compare nothing: the value is unknown to them. One that is `internal` is about how the dealer works: no party
    outside is offered it, and to those who ask all the same the value is unknown.
    """

    sql: str
    type: str
    category: Category = Category.NONE
    telling: bool = False
    own: str | None = None
    internal: bool = False


@dataclass(frozen=True)
class Narrowing:
    """What an argument of a subscription asks of rows: SQL over `{t}` and `{value}`, and the value's SQL type.

    The value is the key in a global id of `kind`, or the argument as it is.
    """

    sql: str
    type: Literal["uuid", "text", "text[]"]
    kind: str | None = None


@dataclass(frozen=True)
class Changed:
    """What a delivery of a subscription reads again: rows that fulfil what the arguments ask, by argument.

    `position` is the column that says at which position a row changed last: then those between two deliveries are
    read, in this order. Without it the one row is read whenever something concerns it.
    """

    arguments: Mapping[str, Narrowing]
    position: str | None = None


@dataclass(frozen=True)
class Follow:
    """A subscription's root field. `rows` is the field of its payload that holds what changed; None: the events.

    An event concerns it that has one of the tags that `tags` makes of arguments, which maps an argument with a global
    id to its kind, or any tag of one of `kinds`; `beside` are kinds by argument, where rows learn from other rows what
    they are about. The argument `types` of a field names types of events. `standing` has, by argument, the query that
    finds what is followed: whoever is decided on follows it while that query finds it, and nothing where there is none.
    """

    rows: str | None
    tags: Mapping[str, str] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    beside: Mapping[str, frozenset[str]] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)


Source = Column | Expression | Embedded | Documents | One | Many | Pages | Lookup | Node | Constant | Changed | Follow
