from datetime import datetime

from pydantic import Field

from .base_model import BaseModel
from .enums import DataCategory, RecipientKind


class WhoHasMyData(BaseModel):
    who_has_my_data: "WhoHasMyDataWhoHasMyData" = Field(alias="whoHasMyData")


class WhoHasMyDataWhoHasMyData(BaseModel):
    nodes: list["WhoHasMyDataWhoHasMyDataNodes"]


class WhoHasMyDataWhoHasMyDataNodes(BaseModel):
    recipient_kind: RecipientKind = Field(alias="recipientKind")
    client_id: str = Field(alias="clientId")
    categories: list[DataCategory]
    purposes: list[str]
    disclosures: int
    first_disclosed_at: datetime = Field(alias="firstDisclosedAt")
    last_disclosed_at: datetime = Field(alias="lastDisclosedAt")


WhoHasMyData.model_rebuild()
WhoHasMyDataWhoHasMyData.model_rebuild()
