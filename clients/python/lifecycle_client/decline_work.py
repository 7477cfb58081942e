from datetime import datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import DeclinedWorkStatus, WorkDecision


class DeclineWork(BaseModel):
    decline_work: Optional["DeclineWorkDeclineWork"] = Field(alias="declineWork")


class DeclineWorkDeclineWork(BaseModel):
    position: Optional[str]
    replayed: bool
    declined_work: Optional["DeclineWorkDeclineWorkDeclinedWork"] = Field(
        alias="declinedWork"
    )
    user_errors: list["DeclineWorkDeclineWorkUserErrors"] = Field(alias="userErrors")


class DeclineWorkDeclineWorkDeclinedWork(BaseModel):
    id: str
    status: DeclinedWorkStatus
    decision: WorkDecision
    verbatim: Optional[str]
    revisit_at: Optional[datetime] = Field(alias="revisitAt")
    price: "DeclineWorkDeclineWorkDeclinedWorkPrice"


class DeclineWorkDeclineWorkDeclinedWorkPrice(BaseModel):
    amount: int
    currency: str


class DeclineWorkDeclineWorkUserErrors(BaseModel):
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


DeclineWork.model_rebuild()
DeclineWorkDeclineWork.model_rebuild()
DeclineWorkDeclineWorkDeclinedWork.model_rebuild()
