"""Facts about handoffs between departments, as the CRM logs them."""

from collections.abc import Iterator
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.handoffs import (
    HandoffAccepted,
    HandoffCompleted,
    HandoffOffered,
    HandoffReturned,
)
from lifecycle_api.domain.events.organisation import Department
from lifecycle_api.domain.values import ChecklistItem
from lifecycle_api.intake.dms.context import Context, Fact
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.activities import Activity
from lifecycle_api.intake.findings import Finding, SetAside

_DEPARTMENTS: dict[str, tuple[Department, Department]] = {
    "BDC_TO_SALES": ("bdc", "sales"),
    "SALES_TO_FI": ("sales", "f_and_i"),
    "SALES_TO_SERVICE": ("sales", "service"),
    "SERVICE_TO_SALES": ("service", "sales"),
}


def handoff(record: Activity, context: Context, who: UUID) -> Iterator[Fact]:
    """A matter that one department offered to another, and what became of it."""
    name = ids.of(context.tenant, "handoff", context.system, record.activity_id)
    yield _offered(record, context, who, name)
    taker = context.employee(record.to_employee_id)
    by = context.by(record.to_employee_id)
    if record.accepted:
        accepted = HandoffAccepted(handoff=name, customer=who, employee=taker)
        yield Fact("accepted", context.moment(record.accepted), accepted, actor=by)
    if record.returned:
        missing = ", ".join(item.lower() for item in record.return_reason) or "unstated"
        returned = HandoffReturned(handoff=name, customer=who, employee=taker, reason=missing)
        yield Fact("returned", context.moment(record.returned), returned, actor=by)
    if record.completed:
        completed = HandoffCompleted(
            handoff=name, customer=who, employee=taker, checklist=_checklist(record, done=True)
        )
        yield Fact("completed", context.moment(record.completed), completed, actor=by)


def _offered(record: Activity, context: Context, who: UUID, name: UUID) -> Fact:
    if record.handoff_kind is None:
        raise SetAside(Finding("FIELD_MISSING", "handoffKind", "a handoff says from whom to whom"))
    giver, taker = _DEPARTMENTS[record.handoff_kind]
    deal, order, appointment = record.deal_number, record.ro_number, record.appointment_id
    about = "deal" if deal else "repair_order" if order else "appointment" if appointment else "customer"
    at = context.rooftop.id
    offered = HandoffOffered(
        handoff=name,
        customer=who,
        from_department=giver,
        to_department=taker,
        from_employee=context.employee(record.from_employee_id),
        to_employee=context.employee(record.to_employee_id),
        about=word(HandoffOffered, "about", about),
        deal=ids.deal(context.tenant, at, deal) if deal else None,
        appointment=ids.appointment(context.tenant, appointment) if appointment else None,
        repair_order=ids.repair_order(context.tenant, at, order) if order else None,
        checklist=_checklist(record, done=False),
        reason=record.reason or record.handoff_kind.lower(),
    )
    moment = context.moment(record.offered, record.activity)
    return Fact("offered", moment, offered, actor=context.by(record.from_employee_id))


def _checklist(record: Activity, *, done: bool) -> tuple[ChecklistItem, ...]:
    return tuple(ChecklistItem(item=item.lower(), done=done) for item in record.checklist)
