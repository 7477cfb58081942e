"""Facts about appointments of both departments."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.events.visits import (
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentKind,
    AppointmentNoShowed,
    AppointmentRecovered,
    AppointmentRescheduled,
    AppointmentScheduled,
    AppointmentShown,
)
from lifecycle_api.intake.dms.context import Context, CustomerNumber, Fact, Needs, vin_of
from lifecycle_api.intake.dms.facts.words import word
from lifecycle_api.intake.dms.records.service import Appointment

_KINDS: dict[str, AppointmentKind] = {
    "SALES": "sales",
    "TEST_DRIVE": "test_drive",
    "DELIVERY": "delivery",
    "APPRAISAL": "appraisal",
    "FIRST_SERVICE": "service",
    "SCHEDULED_SERVICE": "service",
    "REPAIR": "service",
    "RECALL": "recall",
}
_ORIGINS = {"WALK_IN": "in_person"}
_INITIATORS = {"STORE": "rooftop"}
_CHANNELS = {"CALL": "phone"}


def needs(record: Appointment, context: Context) -> Needs:
    """The customer."""
    return Needs(customers=frozenset({CustomerNumber(context.system, record.customer_id)}))


def facts(record: Appointment, context: Context) -> Iterator[Fact]:
    """An appointment from its booking to what became of it."""
    who = context.customer(CustomerNumber(context.system, record.customer_id), "customerId")
    appointment = ids.appointment(context.tenant, record.appointment_id)
    yield _scheduled(record, context, appointment, who)
    yield from _moved(record, context, appointment, who)
    if record.confirmed:
        channel = record.confirmation_channel or "unstated"
        confirmed = AppointmentConfirmed(
            appointment=appointment,
            customer=who,
            by=word(AppointmentConfirmed, "by", record.confirmed_by),
            channel=word(AppointmentConfirmed, "channel", _CHANNELS.get(channel, channel)),
        )
        yield Fact("confirmed", context.moment(record.confirmed), confirmed)
    yield from _ended(record, context, appointment, who)


def _scheduled(record: Appointment, context: Context, appointment: UUID, who: UUID) -> Fact:
    starts = context.moment(record.orig_appt, record.appt).at
    length = record.duration_minutes
    origin = record.source or "unstated"
    opportunity = record.opportunity_id
    scheduled = AppointmentScheduled(
        appointment=appointment,
        customer=who,
        kind=_KINDS[record.appointment_type],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=length) if length else None,
        vehicle=vin_of(record.vin, "vin").value if record.vin else None,
        opportunity=ids.opportunity(context.tenant, opportunity) if opportunity else None,
        employee=context.employee(record.assigned_to_id),
        concerns=record.comments,
        transport=word(AppointmentScheduled, "transport", record.transportation_type or "unstated"),
        origin=word(AppointmentScheduled, "origin", _ORIGINS.get(origin, origin)),
    )
    booked_by = context.by(record.created_by_id) or Actor("customer", str(who))
    return Fact("scheduled", context.moment(record.created), scheduled, actor=booked_by)


def _moved(record: Appointment, context: Context, appointment: UUID, who: UUID) -> Iterator[Fact]:
    for line in record.reschedules:
        moved = AppointmentRescheduled(
            appointment=appointment,
            customer=who,
            from_starts_at=context.moment(line.from_).at,
            starts_at=context.moment(line.to).at,
            initiator=word(AppointmentRescheduled, "initiator", _INITIATORS.get(line.initiator, line.initiator)),
            reason=word(AppointmentRescheduled, "reason", line.reason or "unstated"),
        )
        yield Fact(f"moved.{line.reschedule_no}", context.moment(line.moved), moved)


def _ended(record: Appointment, context: Context, appointment: UUID, who: UUID) -> Iterator[Fact]:
    if record.cancelled:
        by = _INITIATORS.get(record.cancelled_by, record.cancelled_by)
        cancelled = AppointmentCancelled(
            appointment=appointment,
            customer=who,
            initiator=word(AppointmentCancelled, "initiator", by),
            reason=record.cancel_reason.lower() if record.cancel_reason else None,
        )
        yield Fact("cancelled", context.moment(record.cancelled), cancelled, follows="scheduled")
    if record.arrived:
        arrived = context.moment(record.arrived)
        late = arrived.at - context.moment(record.appt).at
        shown = AppointmentShown(
            appointment=appointment, customer=who, late_minutes=max(0, int(late.total_seconds() // 60))
        )
        yield Fact("shown", arrived, shown)
    if record.no_show:
        no_show = AppointmentNoShowed(appointment=appointment, customer=who)
        yield Fact("no_show", context.moment(record.no_show), no_show, follows="scheduled")
    if record.recovered and record.recovered_by_appointment_id:
        recovered = AppointmentRecovered(
            appointment=appointment,
            customer=who,
            new_appointment=ids.appointment(context.tenant, record.recovered_by_appointment_id),
            same_day=record.recovered.day == record.appt.day,
        )
        yield Fact("recovered", context.moment(record.recovered), recovered)
