from datetime import date, datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    ContactKind,
    CustomerStatus,
    Department,
    DistanceUnit,
    HandoffStatus,
    OwnershipRole,
    Slot,
    TimelineCategory,
)


class CustomerPage(BaseModel):
    customer: Optional["CustomerPageCustomer"]


class CustomerPageCustomer(BaseModel):
    id: str
    version: str
    name: Optional[str]
    status: CustomerStatus
    last_visit_at: Optional[datetime] = Field(alias="lastVisitAt")
    contact_points: list["CustomerPageCustomerContactPoints"] = Field(
        alias="contactPoints"
    )
    team: list["CustomerPageCustomerTeam"]
    ownerships: list["CustomerPageCustomerOwnerships"]
    timeline: "CustomerPageCustomerTimeline"
    handoffs: "CustomerPageCustomerHandoffs"


class CustomerPageCustomerContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]
    label: Optional[str]
    valid: bool


class CustomerPageCustomerTeam(BaseModel):
    slot: Slot
    since: datetime
    employee: Optional["CustomerPageCustomerTeamEmployee"]


class CustomerPageCustomerTeamEmployee(BaseModel):
    id: str
    name: Optional[str]


class CustomerPageCustomerOwnerships(BaseModel):
    role: OwnershipRole
    from_date: date = Field(alias="fromDate")
    to_date: Optional[date] = Field(alias="toDate")
    vehicle: Optional["CustomerPageCustomerOwnershipsVehicle"]


class CustomerPageCustomerOwnershipsVehicle(BaseModel):
    id: str
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]
    trim: Optional[str]
    odometer: Optional["CustomerPageCustomerOwnershipsVehicleOdometer"]


class CustomerPageCustomerOwnershipsVehicleOdometer(BaseModel):
    value: int
    unit: DistanceUnit


class CustomerPageCustomerTimeline(BaseModel):
    facets: list["CustomerPageCustomerTimelineFacets"]
    nodes: list["CustomerPageCustomerTimelineNodes"]
    page_info: "CustomerPageCustomerTimelinePageInfo" = Field(alias="pageInfo")


class CustomerPageCustomerTimelineFacets(BaseModel):
    category: TimelineCategory
    count: int


class CustomerPageCustomerTimelineNodes(BaseModel):
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
    id: str
    position: str
    occurred_at: datetime = Field(alias="occurredAt")
    category: TimelineCategory
    title: str
    text: Optional[str]
    employee: Optional["CustomerPageCustomerTimelineNodesEmployee"]
    vehicle: Optional["CustomerPageCustomerTimelineNodesVehicle"]


class CustomerPageCustomerTimelineNodesEmployee(BaseModel):
    name: Optional[str]


class CustomerPageCustomerTimelineNodesVehicle(BaseModel):
    vin: str


class CustomerPageCustomerTimelinePageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class CustomerPageCustomerHandoffs(BaseModel):
    nodes: list["CustomerPageCustomerHandoffsNodes"]


class CustomerPageCustomerHandoffsNodes(BaseModel):
    id: str
    status: HandoffStatus
    from_department: Department = Field(alias="fromDepartment")
    to_department: Department = Field(alias="toDepartment")
    offered_at: datetime = Field(alias="offeredAt")


CustomerPage.model_rebuild()
CustomerPageCustomer.model_rebuild()
CustomerPageCustomerTeam.model_rebuild()
CustomerPageCustomerOwnerships.model_rebuild()
CustomerPageCustomerOwnershipsVehicle.model_rebuild()
CustomerPageCustomerTimeline.model_rebuild()
CustomerPageCustomerTimelineNodes.model_rebuild()
CustomerPageCustomerHandoffs.model_rebuild()
