"""Appointments: booked, confirmed, moved, cancelled, missed and saved; the same for sales and service."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from lifecycle_api.simulator import hours
from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.record import Fields, Record, stamp
from lifecycle_api.simulator.world import World

GRACE = timedelta(minutes=45)


@dataclass(frozen=True, slots=True)
class Booking:
    """What is booked: everything that a recovery of the same appointment would book again."""

    system: str
    rooftop: Rooftop
    department: str
    kind: str
    fields: Fields
    operations: tuple[tuple[str, str], ...] = ()


def book(world: World, booking: Booking, at: datetime, slot: datetime, source: str) -> Record:
    """An appointment made at one moment for another."""
    record = world.record("appointments", booking.system, booking.rooftop)
    record.set(
        at,
        department=booking.department,
        appointmentType=booking.kind,
        status="SCHEDULED",
        durationMinutes=60,
        source=source,
        **stamp("appt", slot),
        **stamp("origAppt", slot),
        **stamp("created", at),
        **booking.fields,
    )
    for number, (code, description) in enumerate(booking.operations, 1):
        record.line(at, "operations", number, opCode=code, description=description)
    return record


def keep(
    world: World, booking: Booking, appointment: Record, times: tuple[datetime, datetime], turn: str
) -> tuple[Record, datetime] | None:
    """Let the appointment take its turn between now and its slot; returns the one that was kept and the arrival."""
    chance, (at, slot) = world.chance, times
    if turn == "CANCELLED":
        _cancel(appointment, _between(at, slot, chance), chance)
        return None
    if turn == "RESCHEDULED":
        moved = _between(at, slot, chance)
        slot = _reschedule(appointment, moved, slot, chance)
        at = moved
    if chance.happens(0.65):
        _confirm(appointment, at, slot, chance)
    if turn in {"NO_SHOW", "RECOVERED"}:
        return _miss(world, booking, appointment, slot, recovered=turn == "RECOVERED")
    return appointment, _arrive(appointment, slot, chance)


def _between(at: datetime, slot: datetime, chance: Chance) -> datetime:
    """A moment between booking and slot."""
    minutes = int((slot - at).total_seconds() // 60)
    return hours.awake(at + timedelta(minutes=minutes * chance.whole(20, 80) // 100))


def _cancel(appointment: Record, at: datetime, chance: Chance) -> None:
    by, reason = chance.pick((("CUSTOMER", "CUSTOMER"), ("CUSTOMER", "ILLNESS"), ("STORE", "CAPACITY")))
    appointment.set(at, status="CANCELLED", cancelledBy=by, cancelReason=reason, **stamp("cancelled", at))


def _reschedule(appointment: Record, at: datetime, slot: datetime, chance: Chance) -> datetime:
    moved = hours.slot((slot + chance.days(1, 6)).date(), chance)
    by, reason = chance.pick((("CUSTOMER", "CUSTOMER"), ("STORE", "CAPACITY"), ("STORE", "PARTS")))
    appointment.set(at, **stamp("appt", moved))
    appointment.line(
        at,
        "reschedules",
        1,
        initiator=by,
        reason=reason,
        **stamp("from", slot),
        **stamp("to", moved),
        **stamp("moved", at),
    )
    return moved


def _confirm(appointment: Record, at: datetime, slot: datetime, chance: Chance) -> None:
    confirmed = datetime.combine(slot.date() - timedelta(days=1), time(chance.whole(9, 18), chance.whole(0, 59)))
    asked = (("STAFF", "CALL"),) if hours.is_open(confirmed) else ()
    by, channel = chance.pick((("CUSTOMER", "SMS"), ("CUSTOMER", "EMAIL"), *asked))
    if confirmed > at:
        appointment.set(
            confirmed, status="CONFIRMED", confirmedBy=by, confirmationChannel=channel, **stamp("confirmed", confirmed)
        )


def _arrive(appointment: Record, slot: datetime, chance: Chance) -> datetime:
    arrived = slot + timedelta(minutes=chance.whole(-12, 25))
    appointment.set(arrived, status="ARRIVED", **stamp("arrived", arrived))
    return arrived


def _miss(
    world: World, booking: Booking, appointment: Record, slot: datetime, *, recovered: bool
) -> tuple[Record, datetime] | None:
    declared = slot + GRACE
    appointment.set(declared, status="NO_SHOW", **stamp("noShow", declared))
    if not recovered:
        return None
    saved = hours.after(declared, world.chance.minutes(20, 300))
    again = hours.slot((saved + world.chance.days(1, 4)).date(), world.chance)
    second = book(world, booking, saved, again, "NO_SHOW_RECOVERY")
    appointment.set(saved, status="NO_SHOW_RECOVERED", recoveredByAppointmentId=second, **stamp("recovered", saved))
    return second, _arrive(second, again, world.chance)
