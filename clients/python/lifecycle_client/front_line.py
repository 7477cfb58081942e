from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import DistanceUnit


class FrontLine(BaseModel):
    viewer: "FrontLineViewer"
    rooftops: "FrontLineRooftops"
    vehicles: "FrontLineVehicles"


class FrontLineViewer(BaseModel):
    name: str
    kind: str
    scopes: list[str]
    categories: list[str]


class FrontLineRooftops(BaseModel):
    nodes: list["FrontLineRooftopsNodes"]


class FrontLineRooftopsNodes(BaseModel):
    id: str
    code: str
    name: str


class FrontLineVehicles(BaseModel):
    nodes: list["FrontLineVehiclesNodes"]
    page_info: "FrontLineVehiclesPageInfo" = Field(alias="pageInfo")


class FrontLineVehiclesNodes(BaseModel):
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]
    trim: Optional[str]
    colour: Optional[str]
    asking_price: Optional["FrontLineVehiclesNodesAskingPrice"] = Field(
        alias="askingPrice"
    )
    odometer: Optional["FrontLineVehiclesNodesOdometer"]
    front_line_ready_at: Optional[datetime] = Field(alias="frontLineReadyAt")


class FrontLineVehiclesNodesAskingPrice(BaseModel):
    amount: int
    currency: str


class FrontLineVehiclesNodesOdometer(BaseModel):
    value: int
    unit: DistanceUnit


class FrontLineVehiclesPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


FrontLine.model_rebuild()
FrontLineRooftops.model_rebuild()
FrontLineVehicles.model_rebuild()
FrontLineVehiclesNodes.model_rebuild()
