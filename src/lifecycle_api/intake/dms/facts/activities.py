"""Facts about what people did with customers: contacts, visits, appraisals, quotes, notes, assignments."""

from collections.abc import Callable, Iterator
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.leads import LeadContactMade, LeadFirstResponded, LeadRouted
from lifecycle_api.domain.events.notes import NoteCorrected, NoteRecorded
from lifecycle_api.domain.events.organisation import CustomerAssigned, CustomerOrphaned, CustomerReassigned
from lifecycle_api.domain.events.showroom import (
    QuotePresented,
    ShowroomVisitStarted,
    TestDriveTaken,
    TradeAppraised,
)
from lifecycle_api.domain.events.vehicles import OdometerRead
from lifecycle_api.domain.registry import Event
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs, dms_of, vin_of
from lifecycle_api.intake.dms.facts.handoffs import handoff
from lifecycle_api.intake.dms.facts.vehicles import distance
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.activities import Activity
from lifecycle_api.intake.findings import Finding, SetAside

_HOW = {"SHOWED": "appointment", "WALK_IN": "walk_in", "BE_BACK": "be_back"}
_MEDIA = {"EMAIL": "email", "TEXT": "sms"}
_CHANNELS = {"CALL": "phone", "EMAIL": "email", "TEXT": "sms"}
_ABOUT_LEADS = frozenset({"CALL_OUT", "CALL_IN", "EMAIL_OUT", "EMAIL_IN", "TEXT_OUT", "TEXT_IN", "ASSIGNMENT"})
_FIRST_CONTACT_SLOTS = frozenset({"SALES", "BDC"})


def needs(record: Activity, context: Context) -> Needs:
    """The customer, and for contacts and assignments the lead behind the opportunity."""
    opportunity = record.opportunity_id
    asks = opportunity and record.type in _ABOUT_LEADS
    return Needs(
        customers=frozenset({_number(record, context)}),
        opportunities=frozenset({ids.opportunity(context.tenant, str(opportunity))} if asks else ()),
    )


def facts(record: Activity, context: Context) -> Iterator[Fact]:
    """What was done; contacts that answer no lead leave no fact."""
    path = "customerId" if record.customer_id else "dmsCustomerId"
    who = context.customer(_number(record, context), path)
    yield from _TOLD.get(record.type, _contacted)(record, context, who)


def _number(record: Activity, context: Context) -> CustomerNumber:
    if record.customer_id:
        return CustomerNumber(context.system, record.customer_id)
    if record.dms_customer_id:
        return CustomerNumber(dms_of(context.rooftop), record.dms_customer_id)
    raise SetAside(Finding("FIELD_MISSING", "customerId", "neither customerId nor dmsCustomerId is there"))


def _fact(record: Activity, context: Context, group: str, event: Event) -> Fact:
    return Fact(group, context.moment(record.activity), event, actor=context.by(record.employee_id))


def _contacted(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    lead, opened_at = _lead(record, context)
    if lead is None:
        return
    kind, _, direction = record.type.partition("_")
    employee = context.employee(record.employee_id)
    if record.first_response_flag and employee and not record.automated_flag:
        latency = context.moment(record.activity).at.timestamp() - opened_at
        answered = LeadFirstResponded(
            lead=lead,
            customer=who,
            employee=employee,
            channel=word(LeadFirstResponded, "channel", _CHANNELS[kind]),
            latency_seconds=max(0, int(latency)),
        )
        yield _fact(record, context, "answered", answered)
    if record.outcome == "CONNECTED" or (direction == "IN" and kind != "CALL"):
        channel = word(LeadContactMade, "channel", _CHANNELS[kind])
        yield _fact(record, context, "contact", LeadContactMade(lead=lead, customer=who, channel=channel))


def _lead(record: Activity, context: Context) -> tuple[UUID | None, float]:
    if not record.opportunity_id:
        return None, 0.0
    opened = context.opened(ids.opportunity(context.tenant, record.opportunity_id), "opportunityId")
    return opened.lead, opened.at.timestamp()


def _visited(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    visit = ShowroomVisitStarted(
        visit=ids.of(context.tenant, "visit", context.system, record.activity_id),
        customer=who,
        opportunity=_opportunity(record, context),
        how=word(ShowroomVisitStarted, "how", _HOW.get(record.outcome or "", "walk_in")),
        greeted_by=context.employee(record.employee_id),
    )
    yield _fact(record, context, "visit", visit)


def _drove(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    ended = context.instant(record.end)
    minutes = int((ended - context.moment(record.activity).at).total_seconds() // 60) if ended else None
    drive = TestDriveTaken(
        customer=who,
        opportunity=_opportunity(record, context),
        vehicle=_vin(record),
        minutes=minutes,
        accompanied_by=context.employee(record.employee_id),
    )
    yield _fact(record, context, "drive", drive)


def _appraised(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    vin, odometer = _vin(record), distance(record.odometer_out)
    appraisal = TradeAppraised(
        customer=who,
        opportunity=_opportunity(record, context),
        vehicle=vin,
        odometer=odometer,
        condition=record.condition.lower() if record.condition else None,
        offer=context.amount(record.offer, "offer"),
        actual_cash_value=context.money(record.acv),
        payoff=context.money(record.payoff),
    )
    yield _fact(record, context, "appraisal", appraisal)
    if odometer:
        yield _fact(record, context, "odometer", OdometerRead(vehicle=vin, reading=odometer, context="appraisal"))


def _quoted(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    quote = QuotePresented(
        customer=who,
        opportunity=_opportunity(record, context),
        vehicle=_vin(record),
        price=context.amount(record.price, "price"),
        monthly_payment=context.money(record.payment),
        term_months=record.term_months,
        medium=word(QuotePresented, "medium", _MEDIA.get(record.medium or "", "in_person")),
    )
    yield _fact(record, context, "quote", quote)


def _noted(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    text = "\n".join(filter(None, (record.subject, record.comments)))
    if not text:
        raise SetAside(Finding("FIELD_MISSING", "comments", "a note without text says nothing"))
    group = f"note.{who}"
    if record.corrects_activity_id or group in context.recorded:
        note = ids.of(context.tenant, "note", context.system, record.corrects_activity_id or record.activity_id)
        reason = f"corrected in {context.system}"
        corrected = NoteCorrected(note=note, customer=who, text=text, reason=reason)
        yield _written(record, context, group, corrected)
        return
    number = record.ro_number
    order = ids.repair_order(context.tenant, context.rooftop.id, number) if number else None
    recorded = NoteRecorded(
        note=ids.of(context.tenant, "note", context.system, record.activity_id),
        customer=who,
        text=text,
        about=word(NoteRecorded, "about", "repair_order" if order else "customer"),
        repair_order=order,
    )
    yield _written(record, context, group, recorded)


def _written(record: Activity, context: Context, group: str, event: Event) -> Fact:
    """A note, or its right wording: where the record was written over, that happened when it changed."""
    stamp = record.changed or record.activity if group in context.recorded else record.activity
    return Fact(group, context.moment(stamp), event, actor=context.by(record.employee_id), dated=False)


def _assigned(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    before, to = context.employee(record.from_employee_id), context.employee(record.to_employee_id)
    if record.slot is None:
        raise SetAside(Finding("FIELD_MISSING", "slot", "an assignment names a slot"))
    if before:
        yield _fact(record, context, "assignment", _passed_on(record, who, record.slot, before, to))
        return
    if to is None:
        raise SetAside(Finding("FIELD_MISSING", "toEmployeeId", "an assignment names who has the customer, or had"))
    method = (record.method or "MANUAL").lower()
    slot = word(CustomerAssigned, "slot", record.slot)
    assigned = CustomerAssigned(customer=who, employee=to, slot=slot, method=word(CustomerAssigned, "method", method))
    yield _fact(record, context, "assignment", assigned)
    lead, _ = _lead(record, context)
    if lead and record.slot in _FIRST_CONTACT_SLOTS:
        yield _fact(record, context, "routed", LeadRouted(lead=lead, customer=who, employee=to, rule=method))


def _passed_on(record: Activity, who: UUID, slot: str, before: UUID, to: UUID | None) -> Event:
    """The customer passes to somebody else, or is left without anybody."""
    if to is None:
        return CustomerOrphaned(
            customer=who,
            slot=word(CustomerOrphaned, "slot", slot),
            cause=word(CustomerOrphaned, "cause", record.reason or "UNASSIGNED", "unassigned"),
            last_employee=before,
        )
    return CustomerReassigned(
        customer=who,
        slot=word(CustomerReassigned, "slot", slot),
        from_employee=before,
        to_employee=to,
        reason=word(CustomerReassigned, "reason", record.reason or "OTHER", "other"),
    )


def _opportunity(record: Activity, context: Context) -> UUID:
    if not record.opportunity_id:
        message = f"a {record.type} belongs to an opportunity"
        raise SetAside(Finding("FIELD_MISSING", "opportunityId", message))
    return ids.opportunity(context.tenant, record.opportunity_id)


def _vin(record: Activity) -> str:
    return vin_of(record.vin or "", "vin").value


_TOLD: dict[str, Callable[[Activity, Context, UUID], Iterator[Fact]]] = {
    "VISIT": _visited,
    "TEST_DRIVE": _drove,
    "APPRAISAL": _appraised,
    "QUOTE": _quoted,
    "NOTE": _noted,
    "ASSIGNMENT": _assigned,
    "HANDOFF": handoff,
}
