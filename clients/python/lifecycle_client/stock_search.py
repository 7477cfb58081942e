from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import CountRelation, DistanceUnit


class StockSearch(BaseModel):
    vehicles: "StockSearchVehicles"


class StockSearchVehicles(BaseModel):
    count: "StockSearchVehiclesCount"
    nodes: list["StockSearchVehiclesNodes"]
    page_info: "StockSearchVehiclesPageInfo" = Field(alias="pageInfo")


class StockSearchVehiclesCount(BaseModel):
    value: int
    relation: CountRelation


class StockSearchVehiclesNodes(BaseModel):
    id: str
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]
    trim: Optional[str]
    colour: Optional[str]
    asking_price: Optional["StockSearchVehiclesNodesAskingPrice"] = Field(
        alias="askingPrice"
    )
    odometer: Optional["StockSearchVehiclesNodesOdometer"]


class StockSearchVehiclesNodesAskingPrice(BaseModel):
    amount: int
    currency: str


class StockSearchVehiclesNodesOdometer(BaseModel):
    value: int
    unit: DistanceUnit


class StockSearchVehiclesPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


StockSearch.model_rebuild()
StockSearchVehicles.model_rebuild()
StockSearchVehiclesNodes.model_rebuild()
