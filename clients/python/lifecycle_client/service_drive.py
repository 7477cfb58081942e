from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import (
    ContactKind,
    DeclineReason,
    DistanceUnit,
    RepairOrderStatus,
    WorkDecision,
)


class ServiceDrive(BaseModel):
    repair_orders: "ServiceDriveRepairOrders" = Field(alias="repairOrders")
    declined_work: "ServiceDriveDeclinedWork" = Field(alias="declinedWork")


class ServiceDriveRepairOrders(BaseModel):
    nodes: list["ServiceDriveRepairOrdersNodes"]


class ServiceDriveRepairOrdersNodes(BaseModel):
    number: str
    status: RepairOrderStatus
    opened_at: datetime = Field(alias="openedAt")
    promised_at: Optional[datetime] = Field(alias="promisedAt")
    promise_kept: Optional[bool] = Field(alias="promiseKept")
    customer: Optional["ServiceDriveRepairOrdersNodesCustomer"]
    vehicle: Optional["ServiceDriveRepairOrdersNodesVehicle"]
    recommendations: list["ServiceDriveRepairOrdersNodesRecommendations"]


class ServiceDriveRepairOrdersNodesCustomer(BaseModel):
    name: Optional[str]
    contact_points: list["ServiceDriveRepairOrdersNodesCustomerContactPoints"] = Field(
        alias="contactPoints"
    )


class ServiceDriveRepairOrdersNodesCustomerContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]


class ServiceDriveRepairOrdersNodesVehicle(BaseModel):
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]
    odometer: Optional["ServiceDriveRepairOrdersNodesVehicleOdometer"]


class ServiceDriveRepairOrdersNodesVehicleOdometer(BaseModel):
    value: int
    unit: DistanceUnit


class ServiceDriveRepairOrdersNodesRecommendations(BaseModel):
    description: str
    decision: WorkDecision
    price: "ServiceDriveRepairOrdersNodesRecommendationsPrice"


class ServiceDriveRepairOrdersNodesRecommendationsPrice(BaseModel):
    amount: int
    currency: str


class ServiceDriveDeclinedWork(BaseModel):
    nodes: list["ServiceDriveDeclinedWorkNodes"]


class ServiceDriveDeclinedWorkNodes(BaseModel):
    description: str
    reason: DeclineReason
    price: "ServiceDriveDeclinedWorkNodesPrice"
    declined_at: datetime = Field(alias="declinedAt")
    customer: Optional["ServiceDriveDeclinedWorkNodesCustomer"]
    repair_order: Optional["ServiceDriveDeclinedWorkNodesRepairOrder"] = Field(
        alias="repairOrder"
    )


class ServiceDriveDeclinedWorkNodesPrice(BaseModel):
    amount: int
    currency: str


class ServiceDriveDeclinedWorkNodesCustomer(BaseModel):
    name: Optional[str]


class ServiceDriveDeclinedWorkNodesRepairOrder(BaseModel):
    number: str


ServiceDrive.model_rebuild()
ServiceDriveRepairOrders.model_rebuild()
ServiceDriveRepairOrdersNodes.model_rebuild()
ServiceDriveRepairOrdersNodesCustomer.model_rebuild()
ServiceDriveRepairOrdersNodesVehicle.model_rebuild()
ServiceDriveRepairOrdersNodesRecommendations.model_rebuild()
ServiceDriveDeclinedWork.model_rebuild()
ServiceDriveDeclinedWorkNodes.model_rebuild()
