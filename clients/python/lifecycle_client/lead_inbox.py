from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ContactKind, CountRelation, LeadChannel, LeadStatus


class LeadInbox(BaseModel):
    leads: "LeadInboxLeads"


class LeadInboxLeads(BaseModel):
    count: "LeadInboxLeadsCount"
    nodes: list["LeadInboxLeadsNodes"]
    page_info: "LeadInboxLeadsPageInfo" = Field(alias="pageInfo")


class LeadInboxLeadsCount(BaseModel):
    value: int
    relation: CountRelation


class LeadInboxLeadsNodes(BaseModel):
    id: str
    status: LeadStatus
    channel: LeadChannel
    provider: str
    received_at: datetime = Field(alias="receivedAt")
    wanted: Optional["LeadInboxLeadsNodesWanted"]
    assigned_to: Optional["LeadInboxLeadsNodesAssignedTo"] = Field(alias="assignedTo")
    customer: Optional["LeadInboxLeadsNodesCustomer"]


class LeadInboxLeadsNodesWanted(BaseModel):
    condition: Optional[str]
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]


class LeadInboxLeadsNodesAssignedTo(BaseModel):
    name: Optional[str]


class LeadInboxLeadsNodesCustomer(BaseModel):
    id: str
    name: Optional[str]
    contact_points: list["LeadInboxLeadsNodesCustomerContactPoints"] = Field(
        alias="contactPoints"
    )


class LeadInboxLeadsNodesCustomerContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]
    valid: bool


class LeadInboxLeadsPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


LeadInbox.model_rebuild()
LeadInboxLeads.model_rebuild()
LeadInboxLeadsNodes.model_rebuild()
LeadInboxLeadsNodesCustomer.model_rebuild()
