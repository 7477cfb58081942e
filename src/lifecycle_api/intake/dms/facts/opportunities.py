"""Facts about opportunities: how they were opened and lost."""

from collections.abc import Iterator
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.leads import LeadChannel, LeadLost, LeadReceived, OpportunityOpened
from lifecycle_api.domain.values import WantedVehicle
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.people import LeadLine
from lifecycle_api.intake.dms.records.sales import Opportunity

_CHANNELS: dict[str, LeadChannel] = {"Phone": "phone", "Showroom": "showroom", "Service": "service"}


def needs(record: Opportunity, context: Context) -> Needs:
    """The customer, and their leads if the CRM knows one only by its sender."""
    who = frozenset({CustomerNumber(context.system, record.customer_id)})
    nameless = any(line.lead_source and not line.lead_id for line in record.leads)
    return Needs(customers=who, leads_of=who if nameless else frozenset())


def facts(record: Opportunity, context: Context) -> Iterator[Fact]:
    """A chance to sell, from its opening on; what it led to is told by deals.

    Who called or walked in sent no lead, so the opportunity itself tells of one.
    """
    who = context.customer(CustomerNumber(context.system, record.customer_id), "customerId")
    wanted = _wanted(record)
    leads = [lead for line in record.leads if (lead := lead_of(line, context) or _nameless(line, context, who))]
    opened_at = context.moment(record.opened)
    if not leads and (channel := _CHANNELS.get(record.up_type or "")):
        leads = [ids.of(context.tenant, "lead", "opportunity", record.opportunity_id)]
        received = LeadReceived(
            lead=leads[0],
            customer=who,
            channel=channel,
            provider=record.source or channel,
            external_id=record.opportunity_id,
            format="manual",
            wanted=wanted,
        )
        yield Fact("lead", opened_at, received)
    opened = OpportunityOpened(
        opportunity=ids.opportunity(context.tenant, record.opportunity_id),
        customer=who,
        lead=leads[0] if leads else None,
        kind="service_to_sales" if record.up_type == "Service" else word(OpportunityOpened, "kind", record.interest),
        wanted=wanted[0] if wanted else None,
    )
    yield Fact("opened", opened_at, opened)
    if record.lost:
        reason = word(LeadLost, "reason", record.lost_reason or "OTHER")
        for lead in leads:
            yield Fact(f"lost.{lead}", context.moment(record.lost), LeadLost(lead=lead, customer=who, reason=reason))


def lead_of(line: LeadLine, context: Context) -> UUID | None:
    """The lead a CRM's line means; None for one that repeats another, or has no id to know it by."""
    if line.duplicate_flag or not (line.lead_source and line.lead_id):
        return None
    return ids.lead(context.tenant, context.rooftop.id, line.lead_source, line.lead_id)


def _nameless(line: LeadLine, context: Context, who: UUID) -> UUID | None:
    """The lead a line without an id means, if this customer sent one through that sender about then."""
    if line.duplicate_flag or line.lead_id or not line.lead_source or line.received is None:
        return None
    return context.lead_from(who, line.lead_source, line.received)


def _wanted(record: Opportunity) -> tuple[WantedVehicle, ...]:
    named = (record.wanted_year, record.wanted_make, record.wanted_model, record.wanted_stock_number)
    if not any(named):
        return ()
    vehicle = WantedVehicle(
        condition="new" if record.interest == "NEW" else "used" if record.interest == "USED" else "unknown",
        interest="lease" if record.interest == "LEASE" else "buy",
        year=record.wanted_year,
        make=record.wanted_make,
        model=record.wanted_model,
        stock=record.wanted_stock_number,
    )
    return (vehicle,)
