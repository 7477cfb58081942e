"""What a caller can do something about: everything that commands refuse, and that the log refuses under them."""

from lifecycle_api.commands.asking import VersionConflict
from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.organisation import UnknownRooftop
from lifecycle_api.commands.recording import EventGoverned, EventInvalid
from lifecycle_api.domain.registry import UnknownEventType, UnknownEventVersion
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.refusals import (
    AppendConflict,
    DuplicateEventId,
    IdempotencyKeyReused,
    PayloadRefused,
    SealKeyFenced,
)

INVALID = (
    InvalidArgument,
    EventInvalid,
    UnknownEventType,
    UnknownEventVersion,
    PayloadRefused,
    DuplicateEventId,
)
"""What was sent is wrong; sent again, it will be refused again."""

OVERTAKEN = (VersionConflict, AppendConflict)
"""Somebody was faster; what is there now has to be read."""

REUSED = (IdempotencyKeyReused,)
"""The key stands for another request."""

MISSING = (NotFound, UnknownRooftop)
"""What was named does not exist, or is out of reach, which looks the same."""

REFUSED = (PolicyRefused, SealKeyFenced, EventGoverned)
"""The state of things does not allow it."""
