"""Appointments and repair orders as a source system keeps them."""

from typing import Literal

from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.values import Cents
from lifecycle_api.intake.moments import Stamp


class Reschedule(Row, frozen=True):
    """The appointment moved."""

    reschedule_no: str
    from_: Stamp
    to: Stamp
    moved: Stamp
    initiator: Literal["CUSTOMER", "STORE"] = "CUSTOMER"
    reason: Literal["CUSTOMER", "CAPACITY", "PARTS"] | None = None


class Appointment(Row, frozen=True):
    """A time agreed with a customer, of either department."""

    appointment_id: str
    appointment_type: Literal[
        "SALES",
        "TEST_DRIVE",
        "DELIVERY",
        "APPRAISAL",
        "FIRST_SERVICE",
        "SCHEDULED_SERVICE",
        "REPAIR",
        "RECALL",
    ]
    customer_id: str
    opportunity_id: str | None = None
    vin: str | None = None
    appt: Stamp
    duration_minutes: int | None = None
    orig_appt: Stamp | None = None
    created: Stamp
    created_by_id: str | None = None
    source: (
        Literal["INTERNET", "PHONE", "WALK_IN", "DELIVERY_HANDOFF", "DECLINED_RECOVERY", "NO_SHOW_RECOVERY"] | None
    ) = None
    assigned_to_id: str | None = None
    transportation_type: Literal["WAITER", "LOANER", "SHUTTLE", "DROP_OFF", "PICKUP"] | None = None
    comments: str | None = None
    confirmed: Stamp | None = None
    confirmed_by: Literal["CUSTOMER", "STAFF"] = "CUSTOMER"
    confirmation_channel: Literal["SMS", "CALL", "EMAIL"] | None = None
    cancelled: Stamp | None = None
    cancelled_by: Literal["CUSTOMER", "STORE"] = "CUSTOMER"
    cancel_reason: str | None = None
    arrived: Stamp | None = None
    no_show: Stamp | None = None
    recovered_by_appointment_id: str | None = None
    recovered: Stamp | None = None
    changed: Stamp | None = None
    reschedules: tuple[Reschedule, ...] = ()


class Concern(Row, frozen=True):
    """What the customer said is wrong."""

    concern_no: str
    complaint: str
    complaint_code: str | None = None
    recorded: Stamp


class InspectedItem(Row, frozen=True):
    """One part that was inspected."""

    item_no: str
    item: str
    result: Literal["GREEN", "YELLOW", "RED"]
    measure: str | None = None
    unit: str | None = None


class WorkLine(Row, frozen=True):
    """One line of work: recommended, decided, done."""

    line_id: str
    op_code: str
    op_description: str
    pay_type: Literal["C", "W", "I", "S"] = "C"
    priority: Literal[
        "PRIMARY_CONCERN", "SAFETY_CRITICAL", "ROUTINE_MAINTENANCE", "RECOMMENDED_ADD_ON", "OPTIONAL_DESIRED"
    ] = "RECOMMENDED_ADD_ON"
    basis: Literal["CUSTOMER_REQUEST", "MPI", "MAINT_SCHEDULE"] = "CUSTOMER_REQUEST"
    price: Cents | None = None
    technician_id: str | None = None
    status_code: Literal["RECOMMENDED", "APPROVED", "DECLINED", "DEFERRED", "COMPLETED"]
    recommended: Stamp | None = None
    decided: Stamp | None = None
    authorization_method: Literal["IN_PERSON", "SMS_TEXT_LINK", "VERBAL_PHONE", "EMAIL_LINK"] | None = None
    decline_reason: Literal["COST", "TIME", "SECOND_OPINION", "NOT_CONVINCED", "SELF_REPAIR"] | None = None
    decline_comment: str | None = None
    revisit: Stamp | None = None
    completed: Stamp | None = None
    recovered_ro_number: str | None = None
    recovered_line_id: str | None = None


class Promise(Row, frozen=True):
    """A time by which the vehicle was promised."""

    promise_no: str
    promised: Stamp
    set: Stamp
    reason: str | None = None
    told_customer_flag: bool = False


class StatusUpdate(Row, frozen=True):
    """The customer was told how the work is going."""

    update_no: str
    topic: Literal["PROGRESS", "PARTS", "ESTIMATE", "READY", "DELAY"]
    channel: Literal["SMS", "CALL", "EMAIL", "IN_PERSON"]
    given: Stamp
    given_by_id: str | None = None
    proactive_flag: bool = True


class RepairOrder(Row, frozen=True):
    """One visit to the service department."""

    ro_number: str
    customer_id: str
    vin: str
    appointment_id: str | None = None
    service_advisor_id: str | None = None
    open: Stamp
    waiter_flag: bool = False
    mileage: int | None = None
    mileage_out: int | None = None
    orig_promised: Stamp | None = None
    technician_id: str | None = None
    inspection: Stamp | None = None
    invoiced: Stamp | None = None
    cust_pay_total: Cents | None = None
    warr_pay_total: Cents | None = None
    int_pay_total: Cents | None = None
    closed: Stamp | None = None
    picked_up: Stamp | None = None
    comeback_flag: bool = False
    changed: Stamp | None = None
    concerns: tuple[Concern, ...] = ()
    inspection_items: tuple[InspectedItem, ...] = ()
    lines: tuple[WorkLine, ...] = ()
    promises: tuple[Promise, ...] = ()
    status_updates: tuple[StatusUpdate, ...] = ()
