from datetime import datetime
from typing import Literal, Optional

from pydantic import Field

from .base_model import BaseModel


class RecordNote(BaseModel):
    record_note: Optional["RecordNoteRecordNote"] = Field(alias="recordNote")


class RecordNoteRecordNote(BaseModel):
    position: Optional[str]
    replayed: bool
    note: Optional["RecordNoteRecordNoteNote"]
    user_errors: list["RecordNoteRecordNoteUserErrors"] = Field(alias="userErrors")


class RecordNoteRecordNoteNote(BaseModel):
    id: str
    text: Optional[str]
    recorded_at: datetime = Field(alias="recordedAt")


class RecordNoteRecordNoteUserErrors(BaseModel):
    typename__: Literal[
        "IdempotencyKeyReusedError",
        "NotFoundError",
        "PolicyError",
        "UserError",
        "ValidationError",
        "VersionConflictError",
    ] = Field(alias="__typename")
    code: str
    message: str
    path: list[str]


RecordNote.model_rebuild()
RecordNoteRecordNote.model_rebuild()
