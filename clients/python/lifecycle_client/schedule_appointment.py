from datetime import datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import AppointmentKind, AppointmentStatus


class ScheduleAppointment(BaseModel):
    schedule_appointment: Optional["ScheduleAppointmentScheduleAppointment"] = Field(
        alias="scheduleAppointment"
    )


class ScheduleAppointmentScheduleAppointment(BaseModel):
    position: Optional[str]
    replayed: bool
    appointment: Optional["ScheduleAppointmentScheduleAppointmentAppointment"]
    user_errors: list["ScheduleAppointmentScheduleAppointmentUserErrors"] = Field(
        alias="userErrors"
    )


class ScheduleAppointmentScheduleAppointmentAppointment(BaseModel):
    id: str
    kind: AppointmentKind
    status: AppointmentStatus
    starts_at: datetime = Field(alias="startsAt")
    customer: Optional["ScheduleAppointmentScheduleAppointmentAppointmentCustomer"]


class ScheduleAppointmentScheduleAppointmentAppointmentCustomer(BaseModel):
    id: str
    name: Optional[str]


class ScheduleAppointmentScheduleAppointmentUserErrors(BaseModel):
    typename__: Literal[
        "IdempotencyKeyReusedError",
        "NotFoundError",
        "PolicyError",
        "UserError",
        "ValidationError",
        "VersionConflictError",
    ] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


ScheduleAppointment.model_rebuild()
ScheduleAppointmentScheduleAppointment.model_rebuild()
ScheduleAppointmentScheduleAppointmentAppointment.model_rebuild()
