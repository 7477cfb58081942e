from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ContactKind, LeadStatus


class SharedCustomers(BaseModel):
    customers: "SharedCustomersCustomers"


class SharedCustomersCustomers(BaseModel):
    nodes: list["SharedCustomersCustomersNodes"]


class SharedCustomersCustomersNodes(BaseModel):
    id: str
    name: Optional[str]
    contact_points: list["SharedCustomersCustomersNodesContactPoints"] = Field(
        alias="contactPoints"
    )
    leads: "SharedCustomersCustomersNodesLeads"
    declined_work: "SharedCustomersCustomersNodesDeclinedWork" = Field(
        alias="declinedWork"
    )


class SharedCustomersCustomersNodesContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]


class SharedCustomersCustomersNodesLeads(BaseModel):
    nodes: list["SharedCustomersCustomersNodesLeadsNodes"]


class SharedCustomersCustomersNodesLeadsNodes(BaseModel):
    received_at: datetime = Field(alias="receivedAt")
    status: LeadStatus


class SharedCustomersCustomersNodesDeclinedWork(BaseModel):
    nodes: list["SharedCustomersCustomersNodesDeclinedWorkNodes"]


class SharedCustomersCustomersNodesDeclinedWorkNodes(BaseModel):
    description: str
    price: "SharedCustomersCustomersNodesDeclinedWorkNodesPrice"
    verbatim: Optional[str]


class SharedCustomersCustomersNodesDeclinedWorkNodesPrice(BaseModel):
    amount: int
    currency: str


SharedCustomers.model_rebuild()
SharedCustomersCustomers.model_rebuild()
SharedCustomersCustomersNodes.model_rebuild()
SharedCustomersCustomersNodesLeads.model_rebuild()
SharedCustomersCustomersNodesDeclinedWork.model_rebuild()
SharedCustomersCustomersNodesDeclinedWorkNodes.model_rebuild()
