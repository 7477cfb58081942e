"""The dev issuer serves this machine only, and its tokens get no special treatment."""

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from lifecycle_api.access.dev import (
    AUDIENCE,
    ISSUER,
    DevIssuer,
    DevIssuerExposed,
    DevKeyUnusable,
    is_loopback,
)
from lifecycle_api.access.personas import personas
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.tokens import TokenExpired, TokenVerifier
from tests.access.forge import CLAIMS, NOW, without

TENANT, HERE, THERE, ANN = (UUID(int=number) for number in range(1, 5))


def issuer(data: Path, host: str = "127.0.0.1") -> DevIssuer:
    """One that keeps its key in this folder."""
    return DevIssuer(data, host=host, now=lambda: NOW)


def verified(dev: DevIssuer, token: str) -> Principal:
    """Whom the production verifier sees."""
    return TokenVerifier(dev.keys(), issuer=ISSUER, audience=AUDIENCE, now=lambda: NOW).verify(token)


def test_its_tokens_pass_the_production_verifier(tmp_path: Path) -> None:
    """There is one way to verify."""
    dev = issuer(tmp_path)
    claims = without(CLAIMS, "iss", "aud", "iat", "exp")
    assert verified(dev, dev.issue(claims)).subject == "sam"
    with pytest.raises(TokenExpired):
        verified(dev, dev.issue(claims, lifetime=-timedelta(minutes=2)))


def test_its_key_survives_a_restart(tmp_path: Path) -> None:
    """A token pasted into a script keeps working until it expires."""
    token = issuer(tmp_path).issue(without(CLAIMS, "iss", "aud", "iat", "exp"))
    assert verified(issuer(tmp_path), token).subject == "sam"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
def test_its_key_is_private(tmp_path: Path) -> None:
    """Readable by its owner, and nothing else is left behind."""
    issuer(tmp_path)
    assert [(path.name, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir()] == [
        ("dev-issuer.jwk", 0o600)
    ]


def test_two_starting_at_once_share_a_key(tmp_path: Path) -> None:
    """Of eight processes racing on an empty folder one makes the key, and all use it."""
    with ThreadPoolExecutor(8) as pool:
        started = list(pool.map(lambda _: issuer(tmp_path), range(8)))
    assert len({dev.keys().current().keys[0].kid for dev in started}) == 1


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.168.1.5", "dealer.example", "localhost.dealer.example"],  # noqa: S104  # refused
)
def test_it_refuses_an_address_others_can_reach(tmp_path: Path, host: str) -> None:
    """The error names the setting, and no key is made."""
    with pytest.raises(DevIssuerExposed, match="LIFECYCLE_HOST"):
        issuer(tmp_path, host)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_has_several_names(host: str) -> None:
    """All of them mean this machine."""
    assert is_loopback(host)


@pytest.mark.parametrize("content", [b"", b"{}", b'{"kty": "EC"}', b"[1]"])
def test_a_broken_key_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    """Delete it: the tokens it signed are gone with it."""
    (tmp_path / "dev-issuer.jwk").write_bytes(content)
    with pytest.raises(DevKeyUnusable, match="delete it"):
        issuer(tmp_path)


def test_each_persona_is_someone(tmp_path: Path) -> None:
    """Seven, with stable keys, each verified as what it says it is."""
    dev = issuer(tmp_path)
    seen = {
        persona.key: verified(dev, dev.issue(persona.claims))
        for persona in personas(TENANT, rooftops=[HERE, THERE], customer=ANN)
    }
    assert {key: who.kind for key, who in seen.items()} == {
        "service-advisor": "staff",
        "sales-manager": "staff",
        "bdc-agent": "staff",
        "marketplace": "partner",
        "auditor": "auditor",
        "consumer": "consumer",
        "administrator": "staff",
    }
    assert seen["service-advisor"].rooftops == frozenset({HERE})
    assert seen["consumer"].customer == ANN
    assert [key for key, who in seen.items() if who.may("admin:write")] == ["administrator"]
