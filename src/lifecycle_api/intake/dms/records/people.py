"""Staff and customers as a source system keeps them."""

from datetime import date
from typing import Literal

from lifecycle_api.intake.dms.record import Row
from lifecycle_api.intake.moments import Stamp


class Staff(Row, frozen=True):
    """An employee; the number is the group's own, the same in every system."""

    employee_number: str
    first_name: str | None = None
    last_name: str
    department: Literal["SALES", "BDC", "FINANCE", "SERVICE", "RECON", "PARTS", "MARKETING", "MANAGEMENT"]
    role: str
    hire_date: date
    termination_date: date | None = None
    changed: Stamp | None = None


class LeadLine(Row, frozen=True):
    """A lead that the CRM took for a customer or an opportunity."""

    lead_source: str | None = None
    lead_id: str | None = None
    received: Stamp | None = None
    duplicate_flag: bool = False


class Customer(Row, frozen=True):
    """One person or business as one system knows it."""

    customer_id: str
    crm_customer_id: str | None = None
    created_via: Literal["LEAD", "WALK_IN", "PHONE", "SERVICE", "DEAL"] | None = None
    created: Stamp | None = None
    name_type: Literal["P", "O"] = "P"
    first_name: str | None = None
    middle_name: str | None = None
    last_name: str | None = None
    business_name: str | None = None
    home_phone: str | None = None
    cell_phone: str | None = None
    work_phone: str | None = None
    email: str | None = None
    preferred_method: Literal["E", "X", "T", "M", "D"] | None = None
    preferred_language: str | None = None
    address_line1: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None
    opt_out_flag: bool = False
    opt_out: Stamp | None = None
    block_phone_flag: bool = False
    block_email_flag: bool = False
    block_mail_flag: bool = False
    changed: Stamp | None = None
    leads: tuple[LeadLine, ...] = ()
