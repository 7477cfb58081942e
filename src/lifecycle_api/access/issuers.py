"""The issuers whose tokens count here: a token is checked as the one that it names says, or not at all."""

from collections.abc import Iterable

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import Claims, Reason, TokenInvalid, TokenVerifier, Unverified, parse


class TrustedIssuers:
    """Verifies tokens of several issuers, each with keys and a reading of its own."""

    def __init__(self, verifiers: Iterable[TokenVerifier]) -> None:
        self._verifiers = {verifier.issuer: verifier for verifier in verifiers}

    async def verify(self, token: str, *, thumbprint: str | None = None) -> Principal:
        """The principal a token stands for; `thumbprint` is of the key whose possession was proved, if one was.

        Raises `TokenExpired`, `TokenInvalid`, and `Unavailable` when the issuer's keys cannot be had.
        """
        parsed = parse(token)
        verifier = await self._prepared(parsed)
        return verifier.verify_parsed(parsed, thumbprint=thumbprint)

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
