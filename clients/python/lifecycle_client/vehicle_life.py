from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import DistanceUnit, LinkKind, VehicleStage, VinStatus


class VehicleLife(BaseModel):
    vehicles: "VehicleLifeVehicles"


class VehicleLifeVehicles(BaseModel):
    nodes: list["VehicleLifeVehiclesNodes"]


class VehicleLifeVehiclesNodes(BaseModel):
    vin: str
    vin_status: VinStatus = Field(alias="vinStatus")
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]
    stage: VehicleStage
    milestones: list["VehicleLifeVehiclesNodesMilestones"]
    ownership_chain: list["VehicleLifeVehiclesNodesOwnershipChain"] = Field(
        alias="ownershipChain"
    )
    odometer_readings: list["VehicleLifeVehiclesNodesOdometerReadings"] = Field(
        alias="odometerReadings"
    )


class VehicleLifeVehiclesNodesMilestones(BaseModel):
    stage: str
    detail: Optional[str]
    occurred_at: datetime = Field(alias="occurredAt")


class VehicleLifeVehiclesNodesOwnershipChain(BaseModel):
    kind: LinkKind
    from_date: date = Field(alias="fromDate")
    to_date: Optional[date] = Field(alias="toDate")
    period: Optional["VehicleLifeVehiclesNodesOwnershipChainPeriod"]


class VehicleLifeVehiclesNodesOwnershipChainPeriod(BaseModel):
    customer: Optional["VehicleLifeVehiclesNodesOwnershipChainPeriodCustomer"]


class VehicleLifeVehiclesNodesOwnershipChainPeriodCustomer(BaseModel):
    name: Optional[str]


class VehicleLifeVehiclesNodesOdometerReadings(BaseModel):
    value: int
    unit: DistanceUnit
    context: str
    anomaly: str
    read_at: datetime = Field(alias="readAt")


VehicleLife.model_rebuild()
VehicleLifeVehicles.model_rebuild()
VehicleLifeVehiclesNodes.model_rebuild()
VehicleLifeVehiclesNodesOwnershipChain.model_rebuild()
VehicleLifeVehiclesNodesOwnershipChainPeriod.model_rebuild()
