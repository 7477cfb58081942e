"""Rooftops and the people who work there."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.categories import DataCategory
from lifecycle_api.graphql.common import Match, Node, TextMatch, by_time, filtered, where
from lifecycle_api.graphql.links import SuccessionLink
from lifecycle_api.graphql.scalars import Date, DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, enum, key, many, wide
from lifecycle_api.planner.source import Order, Table


@strawberry.enum(description="A department of a dealership.")
class Department(Enum):
    """Departments, as events name them."""

    SALES = strawberry.enum_value("sales", description="The sales floor.")
    BDC = strawberry.enum_value("bdc", description="The business development center, which answers leads.")
    F_AND_I = strawberry.enum_value("f_and_i", description="Finance and insurance.")
    SERVICE = strawberry.enum_value("service", description="The service drive and its advisors.")
    PARTS = strawberry.enum_value("parts", description="The parts department.")
    MARKETING = strawberry.enum_value("marketing", description="Marketing.")
    MANAGEMENT = strawberry.enum_value("management", description="The dealership's management.")


@strawberry.type(description="A dealership of the group. By default each is the controller of its own data.")
class Rooftop(Node, FromTable, table=Table("organisation", "rooftop", key="id", prefix="rooftop", rooftop="id")):
    """A dealership."""

    id: strawberry.ID = key("rooftop", "id", "Global id of the rooftop.")
    code: str = column("code", "The short code by which files name the rooftop.")
    name: str = column("name", "The dealership's name.")
    timezone: str = column("timezone", "IANA time zone in which its files' local times are read.")
    country: str = column("country", "ISO 3166 alpha-2 code; the region in which phone numbers are read.")
    currency: str = column("currency", "ISO 4217 code of its prices.")
    version: EventPosition = wide("position", "Position of the last event about it.")
    successions: list[SuccessionLink] = many(
        {"rooftop_id": "id"}, "{t}.position", "Legal entities that took it over, the first one first."
    )


@strawberry.type(description="A person who works, or worked, for the group.")
class Employee(
    Node,
    FromTable,
    table=Table("organisation", "employee", key="id", prefix="employee", own="true", open_to_partners="false"),
):
    """Staff."""

    id: strawberry.ID = key("employee", "id", "Global id of the employee.")
    name: str | None = column("name", "The employee's name.", category=Category.IDENTITY)
    roles: list[str] = column("roles", "Their jobs, such as `service_advisor`.")
    department: Department = enum("department", "The department they work in.")
    rooftop_codes: list[str] = column("rooftop_codes", "Codes of the rooftops they work at.")
    active: bool = column(
        "active",
        "Whether they still work for the group: false once a last day is recorded, which a file may name beforehand.",
    )
    last_day: Date | None = column("last_day", "Their last day, when they have left or a file says that they will.")
    version: EventPosition = wide("position", "Position of the last event about them.")


@strawberry.enum(description="What is done with data of a category.")
class AccessAction(Enum):
    """Actions of the access matrix."""

    READ = strawberry.enum_value("read", description="It is shown.")
    SEARCH = strawberry.enum_value("search", description="Lists are filtered, sorted, searched and counted by it.")


@strawberry.type(
    description="What a role may do with a category of data, where the group has said so; elsewhere the defaults hold."
)
class AccessRule(
    Node,
    FromTable,
    table=Table(
        "organisation",
        "access_rule",
        key="id",
        prefix="access_rule",
        own="false",
        open_to_partners="false",
    ),
):
    """A cell of the matrix."""

    id: strawberry.ID = key("access_rule", "id", "Global id of the rule.")
    role: str = column("role", "The job, as tokens name it, such as `service_advisor`.")
    category: DataCategory = enum("category", "The category of data.")
    action: AccessAction = enum("action", "What is done with it.")
    allowed: bool = column("allowed", "Whether the role may.")
    reason: str = column("reason", "Why the group decided so.")
    set_by: str = column("set_by", "Who set it.")
    set_at: DateTime = column("set_at", "When it was set.")
    version: EventPosition = wide("position", "Position of the event that set it.")


@where("Which rooftops.")
class RooftopWhere:
    """Filters of `rooftops`."""

    code: Match[str] | None = filtered("{t}.code", "text", "The short code by which files name it.")
    name: TextMatch | None = filtered("{t}.name", "text", "The dealership's name.")
    country: Match[str] | None = filtered("{t}.country", "text", "ISO 3166 alpha-2 code.")


@where("Which employees.")
class EmployeeWhere:
    """Filters of `employees`."""

    name: TextMatch | None = filtered("{t}.name", "text", "The employee's name.", category=Category.IDENTITY)
    department: Match[Department] | None = filtered("{t}.department", "text", "The department they work in.")
    active: Match[bool] | None = filtered("{t}.active", "boolean", "Whether they still work for the group.")


@where("Which access rules.")
class AccessRuleWhere:
    """Filters of `accessRules`."""

    role: Match[str] | None = filtered("{t}.role", "text", "The job, as tokens name it.")
    category: Match[DataCategory] | None = filtered("{t}.category", "text", "The category of data.")
    action: Match[AccessAction] | None = filtered("{t}.action", "text", "What is done with it.")


ACCESS_RULE_ORDERS = by_time("set_at")
ROOFTOP_ORDERS = {"code": Order('{t}.code COLLATE "C"', "text", descending=False)}
EMPLOYEE_ORDERS = {"position": Order("{t}.position", "bigint", descending=False)}
