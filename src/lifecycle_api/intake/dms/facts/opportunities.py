"""Facts about opportunities: how they were opened and lost."""

from collections.abc import Iterator
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.leads import LeadLost, OpportunityOpened
from lifecycle_api.domain.values import WantedVehicle
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.people import LeadLine
from lifecycle_api.intake.dms.records.sales import Opportunity


def needs(record: Opportunity, context: Context) -> Needs:
    """The customer."""
    return Needs(customers=frozenset({CustomerNumber(context.system, record.customer_id)}))


def facts(record: Opportunity, context: Context) -> Iterator[Fact]:
    """A chance to sell, from its opening on; what it led to is told by deals."""
    who = context.customer(CustomerNumber(context.system, record.customer_id), "customerId")
    leads = [lead for line in record.leads if (lead := lead_of(line, context))]
    opened = OpportunityOpened(
        opportunity=ids.opportunity(context.tenant, record.opportunity_id),
        customer=who,
        lead=leads[0] if leads else None,
        kind="service_to_sales" if record.up_type == "Service" else word(OpportunityOpened, "kind", record.interest),
        wanted=_wanted(record),
    )
    yield Fact("opened", context.moment(record.opened), opened)
    if record.lost:
        reason = word(LeadLost, "reason", record.lost_reason or "OTHER")
        for lead in leads:
            yield Fact(f"lost.{lead}", context.moment(record.lost), LeadLost(lead=lead, customer=who, reason=reason))


def lead_of(line: LeadLine, context: Context) -> UUID | None:
    """The lead a CRM's line means; None for one that repeats another, or has no id to know it by."""
    if line.duplicate_flag or not (line.lead_source and line.lead_id):
        return None
    return ids.lead(context.tenant, context.rooftop.id, line.lead_source, line.lead_id)


def _wanted(record: Opportunity) -> WantedVehicle | None:
    named = (record.wanted_year, record.wanted_make, record.wanted_model, record.wanted_stock_number)
    if not any(named):
        return None
    return WantedVehicle(
        condition="new" if record.interest == "NEW" else "used" if record.interest == "USED" else "unknown",
        interest="lease" if record.interest == "LEASE" else "buy",
        year=record.wanted_year,
        make=record.wanted_make,
        model=record.wanted_model,
        stock=record.wanted_stock_number,
    )
