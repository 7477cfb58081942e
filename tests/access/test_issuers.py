"""A token's signature is verified once; everything that may change afterwards is looked at each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, KeySet

from lifecycle_api.access import issuers
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.keys import LocalKeys
from lifecycle_api.access.tokens import Reason, TokenExpired, TokenInvalid, TokenVerifier
from tests.access.forge import AUDIENCE, CLAIMS, HEADER, ISSUER, JWKS, NOW, signed, token

pytestmark = pytest.mark.anyio


@dataclass
class World:
    """What may change while a token lives: the time, the issuer's keys, and what was taken back."""

    now: datetime = NOW
    keys: LocalKeys = field(default_factory=lambda: LocalKeys(JWKS))
    cancelled: set[str] = field(default_factory=set)
    looked_for: list[str] = field(default_factory=list)

    def current(self) -> KeySet:
        """The keys in force."""
        return self.keys.current()

    async def prepare(self, kid: str) -> None:
        """Note that newer keys could have been fetched."""
        self.looked_for.append(kid)

    def trusted(self) -> TrustedIssuers:
        """The issuers, in this world."""

        def taken_back(claims: Mapping[str, Any]) -> bool:
            return claims["sub"] in self.cancelled

        return TrustedIssuers(
            [TokenVerifier(self, issuer=ISSUER, audience=AUDIENCE, now=lambda: self.now, cancelled=taken_back)]
        )


async def test_a_token_seen_again_is_the_same_principal() -> None:
    """Without verifying its signature; newer keys are looked for all the same."""
    world = World()
    trusted, shown = world.trusted(), token()
    first = await trusted.verify(shown)
    assert await trusted.verify(shown) is first
    assert world.looked_for == ["ec", "ec"]


async def test_a_token_seen_before_still_expires() -> None:
    """At its time, not when the memory of it ends."""
    world = World()
    trusted, shown = world.trusted(), token()
    await trusted.verify(shown)
    world.now += timedelta(hours=1)
    with pytest.raises(TokenExpired):
        await trusted.verify(shown)


async def test_a_token_seen_before_can_be_taken_back() -> None:
    """At once."""
    world = World()
    trusted, shown = world.trusted(), token()
    await trusted.verify(shown)
    world.cancelled.add("sam")
    with pytest.raises(TokenInvalid) as refused:
        await trusted.verify(shown)
    assert refused.value.reason is Reason.CANCELLED


async def test_a_token_seen_before_needs_its_issuer_s_key() -> None:
    """Once the issuer has withdrawn it, the token is as good as forged."""
    world = World()
    trusted, shown = world.trusted(), token()
    await trusted.verify(shown)
    world.keys = LocalKeys({"keys": [ECKey.generate_key("P-256", {"kid": "ec"}).as_dict(private=False)]})
    with pytest.raises(TokenInvalid) as refused:
        await trusted.verify(shown)
    assert refused.value.reason is Reason.SIGNATURE


async def test_a_bound_token_seen_with_its_proof_is_nothing_without() -> None:
    """Nor with another's."""
    trusted = World().trusted()
    shown = signed(HEADER, {**CLAIMS, "cnf": {"jkt": "mine"}})
    await trusted.verify(shown, thumbprint="mine")
    for thumbprint in (None, "another"):
        with pytest.raises(TokenInvalid) as refused:
            await trusted.verify(shown, thumbprint=thumbprint)
        assert refused.value.reason is Reason.BOUND


async def test_what_was_seen_is_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many tokens are shown, twice so many are kept at most."""
    monkeypatch.setattr(issuers, "KNOWN", 2)
    trusted = World().trusted()
    for number in range(6):
        await trusted.verify(token(sub=f"sam {number}"))
    assert len(trusted._known) == 4
