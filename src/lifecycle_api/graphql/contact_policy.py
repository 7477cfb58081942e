"""When and how often customers may be written to, where the group or a rooftop has decided so."""

import strawberry

from lifecycle_api.graphql.common import Match, Node, by_time, filtered, where
from lifecycle_api.graphql.links import RooftopLink
from lifecycle_api.graphql.scalars import DateTime, EventPosition
from lifecycle_api.planner.fields import FromTable, column, key, one, wide
from lifecycle_api.planner.source import Table


@strawberry.type(
    description="When and how often customers may be written to who did not ask for it, where the group or a rooftop "
    "has decided so. The law of the place holds besides; each may be stricter than the others, none looser."
)
class ContactPolicy(
    Node,
    FromTable,
    table=Table(
        "organisation",
        "contact_policy",
        key="id",
        prefix="contact_policy",
        own="false",
        open_to_partners="false",
    ),
):
    """A policy."""

    id: strawberry.ID = key("contact_policy", "id", "Global id; a later policy of the same place has the same.")
    rooftop: RooftopLink | None = one("rooftop_id", "Where it holds; null for the whole group.")
    jurisdiction: str | None = column("jurisdiction", "The state whose law holds there, such as `US-FL`.")
    quiet_from: str | None = column("quiet_from", "Local time from which calls, texts and notifications wait.")
    quiet_until: str | None = column("quiet_until", "Local time until which they wait.")
    messages: int | None = column("messages", "So many messages, from all departments together, then silence.")
    days: int | None = column("days", "In how many days they are counted.")
    reason: str = column("reason", "Why it was decided so.")
    set_by: str = column("set_by", "Who set it.")
    set_at: DateTime = column("set_at", "When it was set.")
    version: EventPosition = wide("position", "Position of the event that set it.")


@where("Which contact policies.")
class ContactPolicyWhere:
    """Filters of `contactPolicies`."""

    rooftop: Match[strawberry.ID] | None = filtered("{t}.rooftop_id", "uuid", "Global id of the rooftop.")


CONTACT_POLICY_ORDERS = by_time("set_at")
