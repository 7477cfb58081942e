"""Finds out whom a request comes from: a token alone, or a token with a proof that its key is at hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.oauth import dpop
from lifecycle_api.access.oauth.dpop import ProofInvalid
from lifecycle_api.access.oauth.single_use import UsedIds
from lifecycle_api.access.principal import Principal


class Presented(msgspec.Struct, frozen=True):
    """What a request shows of its caller. `proofs` are its DPoP headers, None when the token came as a bearer's.

    They are `spent` when they were good at the beginning of a connection that lasts, and its token is looked at again.
    """

    token: str
    proofs: Sequence[str] | None = None
    method: str = ""
    path: str = ""
    spent: bool = False


@dataclass(frozen=True)
class Possession:
    """What proofs are checked against: the address callers know this service by, and the ids used so far."""

    public_url: str
    used: UsedIds
    now: Callable[[], datetime]


class Authentication:
    """Turns what a request shows into a principal. Without `possession`, tokens that are bound to keys are refused."""

    def __init__(self, issuers: TrustedIssuers, possession: Possession | None = None) -> None:
        self._issuers = issuers
        self._possession = possession

    async def __call__(self, shown: Presented) -> Principal:
        """Whom the request comes from. Raises `TokenExpired`, `TokenInvalid`, `ProofInvalid`, `Unavailable`."""
        if shown.proofs is None:
            return await self._issuers.verify(shown.token)
        if shown.spent:
            return await self._issuers.verify(shown.token, thumbprint=dpop.prover(shown.proofs))
        if self._possession is None:
            raise ProofInvalid("Proofs of possession are not understood here; use a bearer token.")
        proof = dpop.check(
            shown.proofs,
            method=shown.method,
            url=self._possession.public_url + shown.path,
            now=self._possession.now(),
            token=shown.token,
        )
        principal = await self._issuers.verify(shown.token, thumbprint=proof.thumbprint)
        # Last, so that nobody but the token's owner can fill the memory of used ids.
        if not await self._possession.used.spend([proof.once]):
            raise ProofInvalid("The DPoP proof was used before; make a new one for every request.")
        return principal
