"""What became of leads, for those who sent them: whether they bought, and in which month."""

import strawberry

from lifecycle_api.graphql.common import Match, by_time, filtered, where
from lifecycle_api.planner.fields import FromTable, column, expression
from lifecycle_api.planner.source import Table

_SOLD = (
    "FROM <sales_pipeline>.opportunity o JOIN <sales_pipeline>.deal d"
    " ON d.tenant_id = o.tenant_id AND d.opportunity_id = o.id"
    " WHERE o.tenant_id = {t}.tenant_id AND o.lead_id = {t}.id AND d.sold_at IS NOT NULL AND d.stage <> 'unwound'"
)
_MONTH = "to_char(min(coalesce(d.sale_date, (d.sold_at AT TIME ZONE 'UTC')::date)), 'YYYY-MM')"


@where("Which leads.")
class SentLeadWhere:
    """Filters of outcomes."""

    external_id: Match[str] | None = filtered("{t}.external_id", "text", "The sender's own id of the lead.")


SENT_LEAD_ORDERS = by_time("received_at")


@strawberry.type(
    description="What became of a lead: whether it bought, and in which month. Not what, for how much, or who."
)
class SentLead(
    FromTable,
    table=Table(
        "sales_pipeline",
        "lead",
        key="id",
        rooftop="rooftop_id",
        subject="customer_id",
        scope="sales:read",
        at="{t}.received_at",
        opens=frozenset({"attribution"}),
        only_for="{t}.sender_id = {party}",
    ),
):
    """An outcome."""

    external_id: str | None = column("external_id", "The sender's own id of the lead, by which it knows it again.")
    sold: bool | None = expression(f"EXISTS (SELECT {_SOLD})", "Whether a vehicle was sold that is not taken back.")
    sold_month: str | None = expression(
        f"(SELECT {_MONTH} {_SOLD})", "The month of the sale, as `2026-03`; null when there was none."
    )
