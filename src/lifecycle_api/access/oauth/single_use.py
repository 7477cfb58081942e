"""What may be used once: the ids of client assertions and of proofs, until they would have expired anyway."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

Use = Literal["assertion", "proof"]


class SingleUse(msgspec.Struct, frozen=True):
    """The id of something signed by `holder`: only the holder can use it up, and only once."""

    use: Use
    holder: str
    jti: str
    expires_at: datetime

    @property
    def digest(self) -> bytes:
        """Its name among all that were used: 32 bytes."""
        parts = (self.use, self.holder, self.jti)
        return hashlib.sha256(b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)).digest()


class UsedIds(Protocol):
    """Remembers what was used, for every process of the installation."""

    async def spend(self, ids: Sequence[SingleUse]) -> bool:
        """Use all of them up; False when one had been used before. Raises `Unavailable`."""
        ...
