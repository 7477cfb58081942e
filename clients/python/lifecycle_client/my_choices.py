from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import ConsentChannel, ConsentState, ContactKind, LimitKind


class MyChoices(BaseModel):
    customers: "MyChoicesCustomers"
    purposes: list["MyChoicesPurposes"]


class MyChoicesCustomers(BaseModel):
    nodes: list["MyChoicesCustomersNodes"]


class MyChoicesCustomersNodes(BaseModel):
    id: str
    consents: "MyChoicesCustomersNodesConsents"
    data_limits: list["MyChoicesCustomersNodesDataLimits"] = Field(alias="dataLimits")
    contact_points: list["MyChoicesCustomersNodesContactPoints"] = Field(
        alias="contactPoints"
    )
    repair_orders: "MyChoicesCustomersNodesRepairOrders" = Field(alias="repairOrders")


class MyChoicesCustomersNodesConsents(BaseModel):
    nodes: list["MyChoicesCustomersNodesConsentsNodes"]


class MyChoicesCustomersNodesConsentsNodes(BaseModel):
    id: str
    state: ConsentState
    purposes: list[str]
    withdrawn_purposes: list[str] = Field(alias="withdrawnPurposes")
    channels: list[str]
    named_recipients: list["MyChoicesCustomersNodesConsentsNodesNamedRecipients"] = (
        Field(alias="namedRecipients")
    )
    controllers: Optional[list[str]]
    recorded_at: datetime = Field(alias="recordedAt")
    expires_at: Optional[datetime] = Field(alias="expiresAt")


class MyChoicesCustomersNodesConsentsNodesNamedRecipients(BaseModel):
    name: str


class MyChoicesCustomersNodesDataLimits(BaseModel):
    kind: LimitKind
    detail: str
    since: datetime
    ended_at: Optional[datetime] = Field(alias="endedAt")


class MyChoicesCustomersNodesContactPoints(BaseModel):
    kind: ContactKind
    value: Optional[str]
    stops: list["MyChoicesCustomersNodesContactPointsStops"]


class MyChoicesCustomersNodesContactPointsStops(BaseModel):
    channel: ConsentChannel
    stopped_at: datetime = Field(alias="stoppedAt")
    restored_at: Optional[datetime] = Field(alias="restoredAt")


class MyChoicesCustomersNodesRepairOrders(BaseModel):
    nodes: list["MyChoicesCustomersNodesRepairOrdersNodes"]


class MyChoicesCustomersNodesRepairOrdersNodes(BaseModel):
    number: str
    in_words: Optional[str] = Field(alias="inWords")
    promised_at: Optional[datetime] = Field(alias="promisedAt")


class MyChoicesPurposes(BaseModel):
    name: str
    meaning: str
    consent_only: bool = Field(alias="consentOnly")


MyChoices.model_rebuild()
MyChoicesCustomers.model_rebuild()
MyChoicesCustomersNodes.model_rebuild()
MyChoicesCustomersNodesConsents.model_rebuild()
MyChoicesCustomersNodesConsentsNodes.model_rebuild()
MyChoicesCustomersNodesContactPoints.model_rebuild()
MyChoicesCustomersNodesRepairOrders.model_rebuild()
