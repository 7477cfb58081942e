from datetime import date, datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ContactKind, RepairOrderStatus, WorkDecision


class MyRecord(BaseModel):
    viewer: "MyRecordViewer"
    customers: "MyRecordCustomers"


class MyRecordViewer(BaseModel):
    name: str
    customer: Optional[str]


class MyRecordCustomers(BaseModel):
    nodes: list["MyRecordCustomersNodes"]


class MyRecordCustomersNodes(BaseModel):
    name: Optional[str]
    contact_points: list["MyRecordCustomersNodesContactPoints"] = Field(
        alias="contactPoints"
    )
    ownerships: list["MyRecordCustomersNodesOwnerships"]
    repair_orders: "MyRecordCustomersNodesRepairOrders" = Field(alias="repairOrders")
    timeline: "MyRecordCustomersNodesTimeline"


class MyRecordCustomersNodesContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]


class MyRecordCustomersNodesOwnerships(BaseModel):
    from_date: date = Field(alias="fromDate")
    to_date: Optional[date] = Field(alias="toDate")
    vehicle: Optional["MyRecordCustomersNodesOwnershipsVehicle"]


class MyRecordCustomersNodesOwnershipsVehicle(BaseModel):
    vin: str
    make: Optional[str]
    model: Optional[str]


class MyRecordCustomersNodesRepairOrders(BaseModel):
    nodes: list["MyRecordCustomersNodesRepairOrdersNodes"]


class MyRecordCustomersNodesRepairOrdersNodes(BaseModel):
    number: str
    status: RepairOrderStatus
    promised_at: Optional[datetime] = Field(alias="promisedAt")
    recommendations: list["MyRecordCustomersNodesRepairOrdersNodesRecommendations"]


class MyRecordCustomersNodesRepairOrdersNodesRecommendations(BaseModel):
    description: str
    decision: WorkDecision


class MyRecordCustomersNodesTimeline(BaseModel):
    nodes: list["MyRecordCustomersNodesTimelineNodes"]


class MyRecordCustomersNodesTimelineNodes(BaseModel):
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
    occurred_at: datetime = Field(alias="occurredAt")
    title: str


MyRecord.model_rebuild()
MyRecordCustomers.model_rebuild()
MyRecordCustomersNodes.model_rebuild()
MyRecordCustomersNodesOwnerships.model_rebuild()
MyRecordCustomersNodesRepairOrders.model_rebuild()
MyRecordCustomersNodesRepairOrdersNodes.model_rebuild()
MyRecordCustomersNodesTimeline.model_rebuild()
