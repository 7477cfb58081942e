from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import AgreementStatus, ClauseEffect, Onward, PartyKind, PartyStatus


class Agreements(BaseModel):
    agreements: "AgreementsAgreements"


class AgreementsAgreements(BaseModel):
    nodes: list["AgreementsAgreementsNodes"]


class AgreementsAgreementsNodes(BaseModel):
    id: str
    title: str
    status: AgreementStatus
    pages: int
    notice_days: int = Field(alias="noticeDays")
    effective_at: Optional[datetime] = Field(alias="effectiveAt")
    party: Optional["AgreementsAgreementsNodesParty"]
    clauses: list["AgreementsAgreementsNodesClauses"]
    amendments: list["AgreementsAgreementsNodesAmendments"]


class AgreementsAgreementsNodesParty(BaseModel):
    id: str
    name: str
    kind: PartyKind
    status: PartyStatus


class AgreementsAgreementsNodesClauses(BaseModel):
    name: str
    page: int
    effect: ClauseEffect
    actions: list[str]
    purposes: list[str]
    categories: list[str]
    onward: Onward
    recipients: list[str]
    retention_days: Optional[int] = Field(alias="retentionDays")
    fields: list[str]
    delay_hours: Optional[int] = Field(alias="delayHours")


class AgreementsAgreementsNodesAmendments(BaseModel):
    position: str
    reason: Optional[str]
    clauses: int


Agreements.model_rebuild()
AgreementsAgreements.model_rebuild()
AgreementsAgreementsNodes.model_rebuild()
