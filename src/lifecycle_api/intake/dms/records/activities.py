"""What people did with customers, as the CRM logs it; the type says which fields are used."""

from typing import Literal

from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.dms.values import Cents
from lifecycle_api.intake.moments import Stamp

ActivityType = Literal[
    "CALL_OUT",
    "CALL_IN",
    "EMAIL_OUT",
    "EMAIL_IN",
    "TEXT_OUT",
    "TEXT_IN",
    "VISIT",
    "TEST_DRIVE",
    "APPRAISAL",
    "QUOTE",
    "NOTE",
    "ASSIGNMENT",
    "HANDOFF",
]


class Activity(Row, frozen=True):
    """One thing done with a customer."""

    activity_id: str
    opportunity_id: str | None = None
    customer_id: str | None = None
    dms_customer_id: str | None = None
    type: ActivityType
    activity: Stamp
    end: Stamp | None = None
    employee_id: str | None = None
    first_response_flag: bool = False
    automated_flag: bool = False
    outcome: str | None = None
    appointment_id: str | None = None
    ro_number: str | None = None
    vin: str | None = None
    odometer_out: int | None = None
    condition: str | None = None
    acv: Cents | None = None
    offer: Cents | None = None
    payoff: Cents | None = None
    price: Cents | None = None
    payment: Cents | None = None
    term_months: int | None = None
    medium: str | None = None
    subject: str | None = None
    comments: str | None = None
    corrects_activity_id: str | None = None
    slot: Literal["SALES", "BDC", "F_AND_I", "SERVICE_ADVISOR", "SERVICE_BDC", "CLOSER"] | None = None
    from_employee_id: str | None = None
    to_employee_id: str | None = None
    method: Literal["ROUND_ROBIN", "CLAIM", "RULE", "MANUAL"] | None = None
    reason: str | None = None
    handoff_kind: Literal["BDC_TO_SALES", "SALES_TO_FI", "SALES_TO_SERVICE", "SERVICE_TO_SALES"] | None = None
    deal_number: str | None = None
    checklist: tuple[str, ...] = ()
    offered: Stamp | None = None
    accepted: Stamp | None = None
    returned: Stamp | None = None
    return_reason: tuple[str, ...] = ()
    completed: Stamp | None = None
    changed: Stamp | None = None
