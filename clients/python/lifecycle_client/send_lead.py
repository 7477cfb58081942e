from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import LeadOutcome


class SendLead(BaseModel):
    receive_lead: Optional["SendLeadReceiveLead"] = Field(alias="receiveLead")


class SendLeadReceiveLead(BaseModel):
    position: Optional[str]
    replayed: bool
    outcome: Optional[LeadOutcome]
    user_errors: list["SendLeadReceiveLeadUserErrors"] = Field(alias="userErrors")


class SendLeadReceiveLeadUserErrors(BaseModel):
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


SendLead.model_rebuild()
SendLeadReceiveLead.model_rebuild()
