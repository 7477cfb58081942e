from datetime import date, datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import ContactKind, OwnershipRole, RepairOrderStatus, Slot, TimelineCategory


class CustomerStory(BaseModel):
    customers: "CustomerStoryCustomers"


class CustomerStoryCustomers(BaseModel):
    nodes: list["CustomerStoryCustomersNodes"]


class CustomerStoryCustomersNodes(BaseModel):
    id: str
    name: Optional[str]
    registered_at: datetime = Field(alias="registeredAt")
    last_visit_at: Optional[datetime] = Field(alias="lastVisitAt")
    contact_points: list["CustomerStoryCustomersNodesContactPoints"] = Field(
        alias="contactPoints"
    )
    team: list["CustomerStoryCustomersNodesTeam"]
    ownerships: list["CustomerStoryCustomersNodesOwnerships"]
    timeline: "CustomerStoryCustomersNodesTimeline"
    declined_work: "CustomerStoryCustomersNodesDeclinedWork" = Field(
        alias="declinedWork"
    )


class CustomerStoryCustomersNodesContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]
    valid: bool


class CustomerStoryCustomersNodesTeam(BaseModel):
    slot: Slot
    employee: Optional["CustomerStoryCustomersNodesTeamEmployee"]


class CustomerStoryCustomersNodesTeamEmployee(BaseModel):
    name: Optional[str]


class CustomerStoryCustomersNodesOwnerships(BaseModel):
    role: OwnershipRole
    from_date: date = Field(alias="fromDate")
    to_date: Optional[date] = Field(alias="toDate")
    vehicle: Optional["CustomerStoryCustomersNodesOwnershipsVehicle"]


class CustomerStoryCustomersNodesOwnershipsVehicle(BaseModel):
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]


class CustomerStoryCustomersNodesTimeline(BaseModel):
    facets: list["CustomerStoryCustomersNodesTimelineFacets"]
    nodes: list[
        Annotated[
            Union[
                "CustomerStoryCustomersNodesTimelineNodesTimelineItem",
                "CustomerStoryCustomersNodesTimelineNodesDealItem",
                "CustomerStoryCustomersNodesTimelineNodesDeclinedWorkItem",
                "CustomerStoryCustomersNodesTimelineNodesRepairOrderItem",
            ],
            Field(discriminator="typename__"),
        ]
    ]
    page_info: "CustomerStoryCustomersNodesTimelinePageInfo" = Field(alias="pageInfo")


class CustomerStoryCustomersNodesTimelineFacets(BaseModel):
    category: TimelineCategory
    count: int


class CustomerStoryCustomersNodesTimelineNodesTimelineItem(BaseModel):
    typename__: Literal[
        "AppointmentItem",
        "AssignmentItem",
        "CustomerItem",
        "DeliveryItem",
        "HandoffItem",
        "LeadItem",
        "NoteItem",
        "OwnershipItem",
        "TimelineItem",
        "VisitItem",
    ] = Field(alias="__typename")
    occurred_at: datetime = Field(alias="occurredAt")
    category: TimelineCategory
    title: str
    text: Optional[str]


class CustomerStoryCustomersNodesTimelineNodesDealItem(BaseModel):
    typename__: Literal["DealItem"] = Field(alias="__typename")
    occurred_at: datetime = Field(alias="occurredAt")
    category: TimelineCategory
    title: str
    text: Optional[str]
    amount: Optional["CustomerStoryCustomersNodesTimelineNodesDealItemAmount"]


class CustomerStoryCustomersNodesTimelineNodesDealItemAmount(BaseModel):
    amount: int
    currency: str


class CustomerStoryCustomersNodesTimelineNodesDeclinedWorkItem(BaseModel):
    typename__: Literal["DeclinedWorkItem"] = Field(alias="__typename")
    occurred_at: datetime = Field(alias="occurredAt")
    category: TimelineCategory
    title: str
    text: Optional[str]
    amount: Optional["CustomerStoryCustomersNodesTimelineNodesDeclinedWorkItemAmount"]


class CustomerStoryCustomersNodesTimelineNodesDeclinedWorkItemAmount(BaseModel):
    amount: int
    currency: str


class CustomerStoryCustomersNodesTimelineNodesRepairOrderItem(BaseModel):
    typename__: Literal["RepairOrderItem"] = Field(alias="__typename")
    occurred_at: datetime = Field(alias="occurredAt")
    category: TimelineCategory
    title: str
    text: Optional[str]
    repair_order: Optional[
        "CustomerStoryCustomersNodesTimelineNodesRepairOrderItemRepairOrder"
    ] = Field(alias="repairOrder")


class CustomerStoryCustomersNodesTimelineNodesRepairOrderItemRepairOrder(BaseModel):
    number: str
    status: RepairOrderStatus


class CustomerStoryCustomersNodesTimelinePageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


class CustomerStoryCustomersNodesDeclinedWork(BaseModel):
    nodes: list["CustomerStoryCustomersNodesDeclinedWorkNodes"]


class CustomerStoryCustomersNodesDeclinedWorkNodes(BaseModel):
    description: str
    price: "CustomerStoryCustomersNodesDeclinedWorkNodesPrice"
    verbatim: Optional[str]
    declined_at: datetime = Field(alias="declinedAt")


class CustomerStoryCustomersNodesDeclinedWorkNodesPrice(BaseModel):
    amount: int
    currency: str


CustomerStory.model_rebuild()
CustomerStoryCustomers.model_rebuild()
CustomerStoryCustomersNodes.model_rebuild()
CustomerStoryCustomersNodesTeam.model_rebuild()
CustomerStoryCustomersNodesOwnerships.model_rebuild()
CustomerStoryCustomersNodesTimeline.model_rebuild()
CustomerStoryCustomersNodesTimelineNodesDealItem.model_rebuild()
CustomerStoryCustomersNodesTimelineNodesDeclinedWorkItem.model_rebuild()
CustomerStoryCustomersNodesTimelineNodesRepairOrderItem.model_rebuild()
CustomerStoryCustomersNodesDeclinedWork.model_rebuild()
CustomerStoryCustomersNodesDeclinedWorkNodes.model_rebuild()
