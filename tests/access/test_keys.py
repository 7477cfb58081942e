"""Public keys are checked when they are loaded, not when the first token arrives."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from joserfc.jwk import OctKey, RSAKey

from lifecycle_api.access.keys import KeySetUnusable, LocalKeys
from tests.access.forge import JWKS, KEYS, without


def test_a_jwks_file_is_read(tmp_path: Path) -> None:
    """As an authorization server publishes it."""
    path = tmp_path / "jwks.json"
    path.write_bytes(orjson.dumps(JWKS))
    assert {key.kid for key in LocalKeys.from_file(path).current()} == set(KEYS)


@pytest.mark.parametrize("content", [None, b"", b"[]", b"{}", b'{"keys": {}}', b'{"keys": []}', b'{"keys": [7]}'])
def test_a_file_that_is_no_jwks_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty or of another shape: the service doesn't start without keys."""
    path = tmp_path / "jwks.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KeySetUnusable):
        LocalKeys.from_file(path)


@pytest.mark.parametrize(
    "key",
    [
        OctKey.generate_key(256, {"kid": "shared"}).as_dict(),
        without(KEYS["ec"].as_dict(private=False), "kid"),
        without(KEYS["ec"].as_dict(private=False), "x"),
        {"kty": "AKP", "kid": "later"},
        {
            "kty": "RSA",
            "kid": "short",
            "e": "AQAB",
            "n": "0" + "A" * 170,
        },
    ],
)
def test_a_key_that_could_not_protect_anything_is_refused(key: dict[str, Any]) -> None:
    """Shared secrets, nameless, broken, unknown and short keys."""
    with pytest.raises(KeySetUnusable):
        LocalKeys({"keys": [*JWKS["keys"], key]})


def test_an_rsa_key_of_2048_bits_is_long_enough() -> None:
    """The shortest allowed."""
    key = RSAKey.generate_key(2048, {"kid": "rsa"}).as_dict(private=False)
    assert LocalKeys({"keys": [key]}).current().keys[0].kid == "rsa"
