from datetime import datetime
from typing import Annotated, Literal, Optional, Union

from pydantic import Field

from .base_model import BaseModel
from .enums import Slot


class AssignCustomer(BaseModel):
    assign_customer: Optional["AssignCustomerAssignCustomer"] = Field(
        alias="assignCustomer"
    )


class AssignCustomerAssignCustomer(BaseModel):
    position: Optional[str]
    replayed: bool
    events: list["AssignCustomerAssignCustomerEvents"]
    customer: Optional["AssignCustomerAssignCustomerCustomer"]
    user_errors: list[
        Annotated[
            Union[
                "AssignCustomerAssignCustomerUserErrorsUserError",
                "AssignCustomerAssignCustomerUserErrorsVersionConflictError",
            ],
            Field(discriminator="typename__"),
        ]
    ] = Field(alias="userErrors")


class AssignCustomerAssignCustomerEvents(BaseModel):
    id: str
    type_: str = Field(alias="type")
    position: str


class AssignCustomerAssignCustomerCustomer(BaseModel):
    id: str
    version: str
    team: list["AssignCustomerAssignCustomerCustomerTeam"]


class AssignCustomerAssignCustomerCustomerTeam(BaseModel):
    slot: Slot
    since: datetime
    employee: Optional["AssignCustomerAssignCustomerCustomerTeamEmployee"]


class AssignCustomerAssignCustomerCustomerTeamEmployee(BaseModel):
    id: str
    name: Optional[str]


class AssignCustomerAssignCustomerUserErrorsUserError(BaseModel):
    typename__: Literal[
        "IdempotencyKeyReusedError",
        "NotFoundError",
        "PolicyError",
        "UserError",
        "ValidationError",
    ] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


class AssignCustomerAssignCustomerUserErrorsVersionConflictError(BaseModel):
    typename__: Literal["VersionConflictError"] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]
    current_version: Optional[str] = Field(alias="currentVersion")


AssignCustomer.model_rebuild()
AssignCustomerAssignCustomer.model_rebuild()
AssignCustomerAssignCustomerCustomer.model_rebuild()
AssignCustomerAssignCustomerCustomerTeam.model_rebuild()
