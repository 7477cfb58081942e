"""Facts about the lines of a repair order: recommended, approved or declined, done, recovered."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.repair_orders import (
    DeclinedWorkRecovered,
    WorkApproved,
    WorkCompleted,
    WorkDeclined,
    WorkRecommended,
)
from lifecycle_api.domain.values import Money
from lifecycle_api.intake.dms.context import Context, Fact
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.service import WorkLine

_METHODS = {"SMS_TEXT_LINK": "sms_link", "VERBAL_PHONE": "phone"}
_PAY_TYPES = {"C": "customer_pay", "W": "warranty", "I": "internal", "S": "sublet"}
_BASES = {"MPI": "inspection", "MAINT_SCHEDULE": "maintenance_schedule"}


class Visit(NamedTuple):
    """The repair order a line belongs to."""

    order: UUID
    customer: UUID
    vin: str
    number: str

    @property
    def refs(self) -> dict[str, Any]:
        """The references that every event of the service drive carries."""
        return {"repair_order": self.order, "customer": self.customer, "vehicle": self.vin}


def work(lines: Sequence[WorkLine], context: Context, visit: Visit) -> Iterator[Fact]:
    """What was recommended, decided and done on a visit."""
    for line in lines:
        recommendation = ids.recommendation(context.tenant, context.rooftop.id, visit.number, line.line_id)
        if line.recommended:
            yield _recommended(line, context, visit, recommendation)
        if line.decided:
            yield _decided(line, context, visit, recommendation)
        if line.completed:
            yield _completed(line, context, visit)
        if line.recovered_ro_number and line.recovered_line_id and (line.decided or line.completed):
            yield _recovered(line, context, visit)


def _recommended(line: WorkLine, context: Context, visit: Visit, recommendation: UUID) -> Fact:
    recommended = WorkRecommended(
        **visit.refs,
        recommendation=recommendation,
        op_code=line.op_code,
        description=line.op_description,
        price=_price(line, context),
        priority=word(WorkRecommended, "priority", line.priority),
        basis=word(WorkRecommended, "basis", _BASES.get(line.basis, line.basis)),
    )
    return Fact(f"recommended.{line.line_id}", context.moment(line.recommended), recommended)


def _decided(line: WorkLine, context: Context, visit: Visit, recommendation: UUID) -> Fact:
    group, moment = f"decided.{line.line_id}", context.moment(line.decided)
    if line.status_code not in ("DECLINED", "DEFERRED"):
        method = line.authorization_method or "unstated"
        approved = WorkApproved(
            **visit.refs,
            recommendation=recommendation,
            method=word(WorkApproved, "method", _METHODS.get(method, method), "unstated"),
            price=_price(line, context),
        )
        return Fact(group, moment, approved)
    declined = WorkDeclined(
        **visit.refs,
        recommendation=recommendation,
        decision=word(WorkDeclined, "decision", line.status_code),
        op_code=line.op_code,
        description=line.op_description,
        price=_price(line, context),
        reason=word(WorkDeclined, "reason", line.decline_reason or "OTHER"),
        verbatim=line.decline_comment,
        revisit_at=context.instant(line.revisit),
    )
    return Fact(group, moment, declined)


def _completed(line: WorkLine, context: Context, visit: Visit) -> Fact:
    completed = WorkCompleted(
        **visit.refs,
        line=line.line_id,
        op_code=line.op_code,
        description=line.op_description,
        pay_type=word(WorkCompleted, "pay_type", _PAY_TYPES[line.pay_type]),
        sale=context.money(line.price),
        technician=context.employee(line.technician_id),
    )
    moment = context.moment(line.completed)
    return Fact(f"completed.{line.line_id}", moment, completed, actor=context.by(line.technician_id))


def _recovered(line: WorkLine, context: Context, visit: Visit) -> Fact:
    path = f"lines[{line.line_id}].recoveredRoNumber"
    earlier, declined = context.declined(str(line.recovered_ro_number), str(line.recovered_line_id), path)
    sold = context.moment(line.decided, line.completed)
    recovered = DeclinedWorkRecovered(
        **visit.refs,
        recommendation=earlier,
        declined_on=declined.repair_order,
        days_since_decline=(context.local_day(sold.at) - context.local_day(declined.at)).days,
        amount=_price(line, context),
    )
    return Fact(f"recovered.{line.line_id}", sold, recovered)


def _price(line: WorkLine, context: Context) -> Money:
    return context.money(line.price) or Money(0, context.rooftop.currency)
