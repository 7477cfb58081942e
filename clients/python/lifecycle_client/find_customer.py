from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ContactKind, CountRelation


class FindCustomer(BaseModel):
    customers: "FindCustomerCustomers"


class FindCustomerCustomers(BaseModel):
    nodes: list["FindCustomerCustomersNodes"]
    count: "FindCustomerCustomersCount"


class FindCustomerCustomersNodes(BaseModel):
    id: str
    name: Optional[str]
    last_visit_at: Optional[datetime] = Field(alias="lastVisitAt")
    contact_points: list["FindCustomerCustomersNodesContactPoints"] = Field(
        alias="contactPoints"
    )
    ownerships: list["FindCustomerCustomersNodesOwnerships"]


class FindCustomerCustomersNodesContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]


class FindCustomerCustomersNodesOwnerships(BaseModel):
    to_date: Optional[date] = Field(alias="toDate")
    vehicle: Optional["FindCustomerCustomersNodesOwnershipsVehicle"]


class FindCustomerCustomersNodesOwnershipsVehicle(BaseModel):
    vin: str
    year: Optional[int]
    make: Optional[str]
    model: Optional[str]


class FindCustomerCustomersCount(BaseModel):
    value: int
    relation: CountRelation


FindCustomer.model_rebuild()
FindCustomerCustomers.model_rebuild()
FindCustomerCustomersNodes.model_rebuild()
FindCustomerCustomersNodesOwnerships.model_rebuild()
