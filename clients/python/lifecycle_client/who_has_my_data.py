from datetime import datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import DataCategory, PartyKind, RecipientKind


class WhoHasMyData(BaseModel):
    who_has_my_data: "WhoHasMyDataWhoHasMyData" = Field(alias="whoHasMyData")
    disclosures: "WhoHasMyDataDisclosures"


class WhoHasMyDataWhoHasMyData(BaseModel):
    nodes: list["WhoHasMyDataWhoHasMyDataNodes"]


class WhoHasMyDataWhoHasMyDataNodes(BaseModel):
    recipient: Optional["WhoHasMyDataWhoHasMyDataNodesRecipient"]
    recipient_kind: RecipientKind = Field(alias="recipientKind")
    categories: list[DataCategory]
    purposes: list[str]
    disclosures: int
    first_disclosed_at: datetime = Field(alias="firstDisclosedAt")
    last_disclosed_at: datetime = Field(alias="lastDisclosedAt")


class WhoHasMyDataWhoHasMyDataNodesRecipient(BaseModel):
    name: str
    kind: Optional[PartyKind]


class WhoHasMyDataDisclosures(BaseModel):
    nodes: list["WhoHasMyDataDisclosuresNodes"]


class WhoHasMyDataDisclosuresNodes(BaseModel):
    recipient: Optional["WhoHasMyDataDisclosuresNodesRecipient"]
    purpose: str
    categories: list[DataCategory]
    withheld: list["WhoHasMyDataDisclosuresNodesWithheld"]
    disclosed_at: datetime = Field(alias="disclosedAt")


class WhoHasMyDataDisclosuresNodesRecipient(BaseModel):
    name: str
    kind: Optional[PartyKind]


class WhoHasMyDataDisclosuresNodesWithheld(BaseModel):
    category: DataCategory
    reason: str


WhoHasMyData.model_rebuild()
WhoHasMyDataWhoHasMyData.model_rebuild()
WhoHasMyDataWhoHasMyDataNodes.model_rebuild()
WhoHasMyDataDisclosures.model_rebuild()
WhoHasMyDataDisclosuresNodes.model_rebuild()
