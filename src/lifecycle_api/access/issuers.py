"""The issuers whose tokens count here: a token is checked as the one that it names says, or not at all."""

import hashlib
from collections.abc import Iterable
from typing import Final, NamedTuple

from joserfc.jwk import KeySet

from lifecycle_api.access.opaque import OpaqueTokens
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import Claims, Reason, TokenInvalid, TokenVerifier, Unverified, parse
from lifecycle_api.recent import Recent

JWS_DOTS: Final = 2
KNOWN: Final = 10_000
"""Tokens whose signature was verified once and need not be again."""


class Known(NamedTuple):
    """A token that was found genuine, with these keys and this proof of possession."""

    verifier: TokenVerifier
    kid: str
    keys: KeySet
    thumbprint: str | None
    claims: Claims
    principal: Principal


class TrustedIssuers:
    """Verifies tokens of several issuers, each with keys and a reading of its own."""

    def __init__(self, verifiers: Iterable[TokenVerifier], opaque: OpaqueTokens | None = None) -> None:
        self._verifiers = {verifier.issuer: verifier for verifier in verifiers}
        self._opaque = opaque
        self._known: Recent[bytes, Known] = Recent(KNOWN)

    async def verify(self, token: str, *, thumbprint: str | None = None) -> Principal:
        """The principal a token stands for; `thumbprint` is of the key whose possession was proved, if one was.

        Raises `TokenExpired`, `TokenInvalid`, and `Unavailable` when the issuer's keys cannot be had.
        """
        if self._opaque is not None and token.count(".") != JWS_DOTS:
            return await self._opaque.verify(token, thumbprint=thumbprint)
        digest = hashlib.sha256(token.encode(errors="surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None:
            source = known.verifier.keys
            await source.prepare(known.kid)
            # What the issuer signs with is the same, and so is what was proved: its signature is known to be good.
            if source.current() is known.keys and known.thumbprint == thumbprint:
                known.verifier.check_again(known.claims)
                return known.principal
        parsed = parse(token)
        verifier = await self._prepared(parsed)
        keys, claims = verifier.keys.current(), verifier.genuine_claims(parsed)
        principal = verifier.principal(claims, thumbprint=thumbprint)
        return self._known.put(digest, Known(verifier, parsed.kid, keys, thumbprint, claims, principal)).principal

    async def claims(self, token: str) -> Claims:
        """The claims of a genuine token, whatever it is bound to. Raises the same."""
        parsed = parse(token)
        verifier = await self._prepared(parsed)
        return verifier.genuine_claims(parsed)

    async def _prepared(self, parsed: Unverified) -> TokenVerifier:
        verifier = self._verifiers.get(parsed.issuer)
        if verifier is None:
            raise TokenInvalid(Reason.ISSUER)
        await verifier.keys.prepare(parsed.kid)
        return verifier
