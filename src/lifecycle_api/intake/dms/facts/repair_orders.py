"""Facts about repair orders, from write-up to pick-up."""

from collections.abc import Iterator
from typing import Literal

from lifecycle_api.domain import ids
from lifecycle_api.domain.events.repair_orders import (
    ConcernRecorded,
    InspectionCompleted,
    PromiseTimeSet,
    RepairOrderClosed,
    RepairOrderInvoiced,
    RepairOrderOpened,
    StatusUpdateGiven,
    VehiclePickedUp,
)
from lifecycle_api.domain.events.vehicles import OdometerRead
from lifecycle_api.domain.values import InspectionItem, Money
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs, vin_of
from lifecycle_api.intake.dms.facts.vehicles import distance
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.facts.work import Visit, work
from lifecycle_api.intake.dms.records.service import InspectedItem, RepairOrder

_RESULTS: dict[str, Literal["green", "yellow", "red"]] = {"GREEN": "green", "YELLOW": "yellow", "RED": "red"}


def needs(record: RepairOrder, context: Context) -> Needs:
    """The customer, and what was declined on the vehicle before if some of it is recovered now."""
    recovers = any(line.recovered_ro_number for line in record.lines)
    return Needs(
        customers=frozenset({CustomerNumber(context.system, record.customer_id)}),
        declined_on=frozenset({vin_of(record.vin, "vin").value} if recovers else ()),
    )


def facts(record: RepairOrder, context: Context) -> Iterator[Fact]:
    """A visit to the service department."""
    who = context.customer(CustomerNumber(context.system, record.customer_id), "customerId")
    order = ids.repair_order(context.tenant, context.rooftop.id, record.ro_number)
    visit = Visit(order, who, vin_of(record.vin, "vin").value, record.ro_number)
    yield from _opened(record, context, visit)
    yield from _inspected(record, context, visit)
    yield from work(record.lines, context, visit)
    yield from _told(record, context, visit)
    yield from _closed(record, context, visit)


def _opened(record: RepairOrder, context: Context, visit: Visit) -> Iterator[Fact]:
    opened, reading = context.moment(record.open), distance(record.mileage)
    appointment = record.appointment_id
    event = RepairOrderOpened(
        **visit.refs,
        number=record.ro_number,
        advisor=context.employee(record.service_advisor_id),
        appointment=ids.appointment(context.tenant, appointment) if appointment else None,
        odometer=reading,
        waiting=record.waiter_flag,
        promised_at=context.instant(record.orig_promised),
    )
    yield Fact("opened", opened, event, actor=context.by(record.service_advisor_id))
    if reading:
        read = OdometerRead(vehicle=visit.vin, reading=reading, context="ro_in", repair_order=visit.order)
        yield Fact("odometer_in", opened, read)


def _inspected(record: RepairOrder, context: Context, visit: Visit) -> Iterator[Fact]:
    for line in record.concerns:
        concern = ConcernRecorded(
            **visit.refs, line=line.concern_no, complaint=line.complaint, op_code=line.complaint_code
        )
        yield Fact(f"concern.{line.concern_no}", context.moment(line.recorded), concern)
    if record.inspection:
        inspection = InspectionCompleted(
            **visit.refs,
            items=tuple(map(_item, record.inspection_items)),
            technician=context.employee(record.technician_id),
        )
        moment = context.moment(record.inspection)
        yield Fact("inspected", moment, inspection, actor=context.by(record.technician_id))


def _item(line: InspectedItem) -> InspectionItem:
    measure = " ".join(filter(None, (line.measure, line.unit))) if line.measure else None
    return InspectionItem(part=line.item.lower(), result=_RESULTS[line.result], measure=measure)


def _told(record: RepairOrder, context: Context, visit: Visit) -> Iterator[Fact]:
    for line in record.promises:
        promise = PromiseTimeSet(
            **visit.refs,
            promised_at=context.moment(line.promised).at,
            original=line.promise_no == "1",
            told_customer=line.told_customer_flag,
            reason=line.reason.lower() if line.reason else None,
        )
        yield Fact(f"promise.{line.promise_no}", context.moment(line.set), promise)
    for update in record.status_updates:
        channel = "phone" if update.channel == "CALL" else update.channel
        told = StatusUpdateGiven(
            repair_order=visit.order,
            customer=visit.customer,
            topic=word(StatusUpdateGiven, "topic", update.topic),
            channel=word(StatusUpdateGiven, "channel", channel),
            proactive=update.proactive_flag,
        )
        moment = context.moment(update.given)
        yield Fact(f"update.{update.update_no}", moment, told, actor=context.by(update.given_by_id))


def _closed(record: RepairOrder, context: Context, visit: Visit) -> Iterator[Fact]:
    if record.invoiced:
        invoiced = RepairOrderInvoiced(
            **visit.refs,
            customer_pay=context.money(record.cust_pay_total) or Money(0, context.rooftop.currency),
            warranty=context.money(record.warr_pay_total),
            internal=context.money(record.int_pay_total),
        )
        yield Fact("invoiced", context.moment(record.invoiced), invoiced)
    if record.closed:
        closed, reading = context.moment(record.closed), distance(record.mileage_out)
        event = RepairOrderClosed(**visit.refs, odometer_out=reading, comeback=record.comeback_flag)
        yield Fact("closed", closed, event)
        if reading:
            read = OdometerRead(vehicle=visit.vin, reading=reading, context="ro_out", repair_order=visit.order)
            yield Fact("odometer_out", closed, read)
    if record.picked_up:
        yield Fact("picked_up", context.moment(record.picked_up), VehiclePickedUp(**visit.refs))
