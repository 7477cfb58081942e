from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CountRelation, DealKind, DealStage, LeadStatus


class SalesPipeline(BaseModel):
    leads: "SalesPipelineLeads"
    deals: "SalesPipelineDeals"


class SalesPipelineLeads(BaseModel):
    count: "SalesPipelineLeadsCount"
    nodes: list["SalesPipelineLeadsNodes"]


class SalesPipelineLeadsCount(BaseModel):
    value: int
    relation: CountRelation


class SalesPipelineLeadsNodes(BaseModel):
    id: str
    status: LeadStatus
    provider: str
    received_at: datetime = Field(alias="receivedAt")
    response_seconds: Optional[int] = Field(alias="responseSeconds")
    wanted: Optional["SalesPipelineLeadsNodesWanted"]
    assigned_to: Optional["SalesPipelineLeadsNodesAssignedTo"] = Field(
        alias="assignedTo"
    )
    customer: Optional["SalesPipelineLeadsNodesCustomer"]


class SalesPipelineLeadsNodesWanted(BaseModel):
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]


class SalesPipelineLeadsNodesAssignedTo(BaseModel):
    name: Optional[str]


class SalesPipelineLeadsNodesCustomer(BaseModel):
    name: Optional[str]


class SalesPipelineDeals(BaseModel):
    nodes: list["SalesPipelineDealsNodes"]


class SalesPipelineDealsNodes(BaseModel):
    number: str
    stage: DealStage
    kind: DealKind
    days_in_transit: Optional[int] = Field(alias="daysInTransit")
    price: Optional["SalesPipelineDealsNodesPrice"]
    front_gross: Optional["SalesPipelineDealsNodesFrontGross"] = Field(
        alias="frontGross"
    )
    customer: Optional["SalesPipelineDealsNodesCustomer"]


class SalesPipelineDealsNodesPrice(BaseModel):
    amount: int
    currency: str


class SalesPipelineDealsNodesFrontGross(BaseModel):
    amount: int
    currency: str


class SalesPipelineDealsNodesCustomer(BaseModel):
    name: Optional[str]


SalesPipeline.model_rebuild()
SalesPipelineLeads.model_rebuild()
SalesPipelineLeadsNodes.model_rebuild()
SalesPipelineDeals.model_rebuild()
SalesPipelineDealsNodes.model_rebuild()
