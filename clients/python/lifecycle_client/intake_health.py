from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CountRelation, QuarantineStatus


class IntakeHealth(BaseModel):
    source_batches: "IntakeHealthSourceBatches" = Field(alias="sourceBatches")
    quarantine: "IntakeHealthQuarantine"


class IntakeHealthSourceBatches(BaseModel):
    nodes: list["IntakeHealthSourceBatchesNodes"]


class IntakeHealthSourceBatchesNodes(BaseModel):
    system: str
    kind: str
    snapshot_date: Optional[date] = Field(alias="snapshotDate")
    records: int
    emitted: int
    unchanged: int
    quarantined: int
    ingested_at: datetime = Field(alias="ingestedAt")


class IntakeHealthQuarantine(BaseModel):
    count: "IntakeHealthQuarantineCount"
    nodes: list["IntakeHealthQuarantineNodes"]


class IntakeHealthQuarantineCount(BaseModel):
    value: int
    relation: CountRelation


class IntakeHealthQuarantineNodes(BaseModel):
    id: str
    system: str
    kind: str
    status: QuarantineStatus
    findings: list[str]
    set_aside_at: datetime = Field(alias="setAsideAt")
    rooftop: Optional["IntakeHealthQuarantineNodesRooftop"]


class IntakeHealthQuarantineNodesRooftop(BaseModel):
    code: str


IntakeHealth.model_rebuild()
IntakeHealthSourceBatches.model_rebuild()
IntakeHealthQuarantine.model_rebuild()
IntakeHealthQuarantineNodes.model_rebuild()
