from datetime import datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ActorType, QuarantineStatus


class WhatHappened(BaseModel):
    customers: "WhatHappenedCustomers"
    source_batches: "WhatHappenedSourceBatches" = Field(alias="sourceBatches")
    quarantine: "WhatHappenedQuarantine"


class WhatHappenedCustomers(BaseModel):
    nodes: list["WhatHappenedCustomersNodes"]


class WhatHappenedCustomersNodes(BaseModel):
    id: str
    version: str
    timeline: "WhatHappenedCustomersNodesTimeline"


class WhatHappenedCustomersNodesTimeline(BaseModel):
    nodes: list["WhatHappenedCustomersNodesTimelineNodes"]


class WhatHappenedCustomersNodesTimelineNodes(BaseModel):
    typename__: Literal[
        "AppointmentItem",
        "AssignmentItem",
        "CustomerItem",
        "DealItem",
        "DeclinedWorkItem",
        "DeliveryItem",
        "HandoffItem",
        "LeadItem",
        "NoteItem",
        "OwnershipItem",
        "RepairOrderItem",
        "TimelineItem",
        "VisitItem",
    ] = Field(alias="__typename")
    position: str
    type_: str = Field(alias="type")
    occurred_at: datetime = Field(alias="occurredAt")
    recorded_at: datetime = Field(alias="recordedAt")
    actor_type: ActorType = Field(alias="actorType")
    source_system: Optional[str] = Field(alias="sourceSystem")


class WhatHappenedSourceBatches(BaseModel):
    nodes: list["WhatHappenedSourceBatchesNodes"]


class WhatHappenedSourceBatchesNodes(BaseModel):
    system: str
    kind: str
    records: int
    emitted: int
    unchanged: int
    quarantined: int
    ingested_at: datetime = Field(alias="ingestedAt")


class WhatHappenedQuarantine(BaseModel):
    nodes: list["WhatHappenedQuarantineNodes"]


class WhatHappenedQuarantineNodes(BaseModel):
    kind: str
    status: QuarantineStatus
    findings: list[str]
    set_aside_at: datetime = Field(alias="setAsideAt")


WhatHappened.model_rebuild()
WhatHappenedCustomers.model_rebuild()
WhatHappenedCustomersNodes.model_rebuild()
WhatHappenedCustomersNodesTimeline.model_rebuild()
WhatHappenedSourceBatches.model_rebuild()
WhatHappenedQuarantine.model_rebuild()
