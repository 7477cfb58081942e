"""What the server says of itself, and what bad requests get: errors as OAuth has them, never a fault."""

import base64
import json

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata

from lifecycle_api.access.oauth.metadata import metadata
from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.domain.purposes import PURPOSES
from tests.support.oauth import Served

pytestmark = pytest.mark.anyio


async def test_the_metadata_says_where_everything_is(at: Served) -> None:
    """A client needs the issuer's address only (RFC 8414)."""
    said = (await at.http.get("/.well-known/oauth-authorization-server")).json()
    AuthorizationServerMetadata(said).validate()
    assert said["issuer"] == at.address
    assert said["token_endpoint"] == f"{at.address}/oauth/token"
    assert said["token_endpoint_auth_signing_alg_values_supported"] == ["ES256"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert set(said["scopes_supported"]) == {*SCOPES, *(f"purpose:{name}" for name in PURPOSES)}


async def test_keys_are_rotated_without_a_gap(at: Served) -> None:
    """The new key is published ten minutes before it signs; the old one verifies until its last token expired."""
    carfair = await at.partner()
    before = await _kids(at)
    await at.authority.memory.signing.rotate()
    both = await _kids(at)
    assert len(both) == len(before) + 1
    old = (await at.token(carfair.asking())).json()["access_token"]
    at.clock.turn(minutes=11)
    new = (await at.token(carfair.asking())).json()["access_token"]
    assert _kid(old) != _kid(new)
    assert (await at.whoami(new)).status_code == 200
    at.clock.turn(minutes=20)
    assert await _kids(at) == both[-1:]


async def test_a_stolen_key_is_replaced_at_once(at: Served) -> None:
    """What it signed counts no more."""
    carfair = await at.partner()
    token = (await at.token(carfair.asking())).json()["access_token"]
    await at.authority.memory.signing.rotate(at_once=True)
    assert (await at.whoami(token)).status_code == 401
    assert (await at.whoami((await at.token(carfair.asking())).json()["access_token"])).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"grant_type=client_credentials&grant_type=client_credentials",
        b"grant_type=%22%5c&client_id=%00&token=%00",
        "grant_type=ä".encode(),
        b"grant_type=%C3%A4&client_id=x",
        b"client_assertion=" + b"[" * 5000 + b"&client_assertion_type=x",
        b"client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=a.b.c&token=x",
        b"client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&grant_type=client_credentials"
        b"&token=x&client_assertion=eyJhbGciOiJub25lIn0." + b"W1tb" * 800 + b".",
        b"&".join(b"p%d=1" % number for number in range(60)),
    ],
)
async def test_a_bad_request_is_an_oauth_error(at: Served, path: str, body: bytes) -> None:
    """400, with a code that clients know; 401 from introspection for who does not prove who they are."""
    answer = await at.http.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    unproved = path == "/oauth/introspect" and answer.json()["error"] == "invalid_client"
    assert answer.status_code == (401 if unproved else 400), answer.text
    assert answer.json()["error"] in {
        "invalid_request",
        "invalid_client",
        "unsupported_grant_type",
    }


async def test_a_missing_grant_type_is_no_unknown_one(at: Served) -> None:
    """A parameter is missing (RFC 6749 §5.2)."""
    carfair = await at.partner()
    missing = {name: value for name, value in carfair.asking().items() if name != "grant_type"}
    assert (await at.token(missing)).json()["error"] == "invalid_request"


async def test_one_client_does_not_ask_with_the_proof_of_another(at: Served) -> None:
    """The request and the assertion name the same client (RFC 7521 §4.2)."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking(client_id="somebody-else"))
    assert answer.json()["error"] == "invalid_client"
    assert (await at.token(carfair.asking(client_id="carfair"))).status_code == 200


async def test_a_database_that_does_not_answer_is_an_oauth_error(at: Served) -> None:
    """503, and the client may try again."""
    carfair = await at.partner(at.holder("waiting"))
    clients = at.registry
    kept, clients._pool = clients._pool, Away()  # type: ignore[assignment]  # it only has to fail
    answer = await at.token(carfair.asking())
    clients._pool = kept
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")


class Away:
    """A pool whose database is gone."""

    async def fetchval(self, *_: object) -> None:
        """Nothing comes back."""
        raise ConnectionRefusedError


async def test_other_media_types_and_sizes_are_refused(at: Served) -> None:
    """A form of at most 32 KB."""
    assert (await at.http.post("/oauth/token", json={"grant_type": "client_credentials"})).json()["error"] == (
        "invalid_request"
    )
    large = await at.http.post("/oauth/token", data={"scope": "x" * 40_000})
    assert large.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"
    assert (await at.http.get("/oauth/token")).status_code == 405


def test_an_issuer_is_https_or_this_machine() -> None:
    """Anything else would send tokens over the open wire."""
    metadata("https://api.dealer.example")
    metadata("http://127.0.0.1:8000")
    for address in ("http://api.dealer.example", "http://10.0.0.1", "ftp://api.dealer.example"):
        with pytest.raises(ValueError, match="https"):
            metadata(address)


def _kid(token: str) -> str:
    head = token.partition(".")[0]
    kid: str = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]
    return kid


async def _kids(at: Served) -> list[str]:
    keys = (await at.http.get("/oauth/jwks")).json()["keys"]
    assert not any("d" in key for key in keys)
    return [key["kid"] for key in keys]
