"""How a lead came in."""

from datetime import datetime
from typing import Literal

import msgspec

from lifecycle_api.domain.envelope import Actor
from lifecycle_api.domain.events.leads import LeadChannel


class Delivered(msgspec.Struct, frozen=True):
    """Bytes that arrived, their hash in hex, from whom, when, in which format and through which channel.

    `key` is the sender's idempotency key; without one the lead itself says whether it was sent before. `sender` is the
    party or client whose token delivered it, as events name it; None when only the lead says where it is from.
    `arrived_at` is when the dealer had it, where that is known to be before it is taken in.
    """

    raw: bytes
    sha256: str
    actor: Actor
    received_at: datetime
    format: Literal["adf", "api"] = "adf"
    channel: LeadChannel = "internet"
    key: str | None = None
    sender: str | None = None
    arrived_at: datetime | None = None
