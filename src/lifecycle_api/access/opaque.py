"""Tokens that only their issuer can read: it is asked about each (RFC 7662), and its answer is kept for a moment."""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import Claims, Reason, TokenInvalid, TokenVerifier

KEPT: Final = timedelta(seconds=30)
MOST_KEPT: Final = 10_000

Ask = Callable[[str], Awaitable[Mapping[str, Any]]]
"""What an issuer says of a token. Raises `Unavailable`, or another `LifecycleError`."""


class OpaqueTokens:
    """Verifies the opaque tokens of one issuer, by asking it. A token that it has ended counts for half a minute."""

    def __init__(self, verifier: TokenVerifier, ask: Ask, now: Callable[[], datetime]) -> None:
        """Take what checks the claims of the issuer's other tokens: the same rules hold for these."""
        self._verifier = verifier
        self._ask = ask
        self._now = now
        self._known: OrderedDict[bytes, tuple[datetime, Claims]] = OrderedDict()

    async def verify(self, token: str, *, thumbprint: str | None = None) -> Principal:
        """The principal a token stands for. Raises `TokenExpired`, `TokenInvalid`, `Unavailable`."""
        claims = await self._claims(token)
        self._verifier.check(claims)
        return self._verifier.principal(claims, thumbprint=thumbprint)

    async def _claims(self, token: str) -> Claims:
        digest, now = hashlib.sha256(token.encode(errors="surrogatepass")).digest(), self._now()
        until, known = self._known.get(digest, (now, None))
        if known is not None and until > now:
            return known
        said = await self._ask(token)
        if said.get("active") is not True:
            self._known.pop(digest, None)
            raise TokenInvalid(Reason.CANCELLED)
        # The issuer speaks of its own token: it need not say who it is.
        claims = {"iss": self._verifier.issuer, **{name: value for name, value in said.items() if name != "active"}}
        self._known[digest] = (now + KEPT, claims)
        if len(self._known) > MOST_KEPT:
            self._known.popitem(last=False)
        return claims
