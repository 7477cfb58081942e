"""What was said between the group and a customer, across departments."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import Category
from lifecycle_api.graphql.common import DateTimeRange, Match, by_time, filtered, where
from lifecycle_api.graphql.links import EmployeeLink, RooftopLink
from lifecycle_api.graphql.organisation import Department
from lifecycle_api.graphql.scalars import DateTime
from lifecycle_api.graphql.words import ConsentChannel
from lifecycle_api.planner.fields import FromTable, column, enum, key, one
from lifecycle_api.planner.source import Table


@strawberry.enum(description="Which way a message went.")
class CommunicationDirection(Enum):
    """Directions."""

    SENT = strawberry.enum_value("sent", description="From the group to the customer.")
    RECEIVED = strawberry.enum_value("received", description="From the customer to the group.")
    SUPPRESSED = strawberry.enum_value("suppressed", description="Held back by the contact gate.")


@where("Which communications.")
class CommunicationWhere:
    """Filters of a customer's communications."""

    direction: Match[CommunicationDirection] | None = filtered("{t}.direction", "text", "Which way.")
    channel: Match[ConsentChannel] | None = filtered("{t}.channel", "text", "Through what.")
    department: Match[Department] | None = filtered("{t}.department", "text", "Which department.")
    happened_at: DateTimeRange | None = filtered("{t}.happened_at", "timestamptz", "When.")


COMMUNICATION_ORDERS = by_time("happened_at")


@strawberry.type(description="A message or a call, or one that the contact gate held back.")
class Communication(
    FromTable,
    table=Table(
        "communications",
        "communication",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="timeline:read",
    ),
):
    """A communication."""

    id: strawberry.ID = key("communication", "id", "Id of the communication.")
    direction: CommunicationDirection = enum("direction", "Which way it went.")
    channel: ConsentChannel = enum("channel", "Through what.")
    purpose: str | None = column("purpose", "What for, of those that went out; ask for `purposes`.")
    department: Department | None = enum("department", "Which department.")
    rule: str | None = column("rule", "The rule that held it back.")
    employee: EmployeeLink | None = one("employee_id", "Who wrote or called, if somebody did.")
    automated: bool = column("automated", "Whether a program sent it.")
    body: str | None = column("body", "What was said.", category=Category.CONTENT)
    happened_at: DateTime = column("happened_at", "When.")
    rooftop: RooftopLink | None = one("rooftop_id", "The rooftop.")
