"""A token bound to a key is good for whoever holds the key, and for nobody else (RFC 9449)."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from lifecycle_api.access.authentication import Authentication, Presented
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.tokens import TokenInvalid
from lifecycle_api.http.authentication import renewing
from tests.support.oauth import Holder, Served, redeeming

pytestmark = pytest.mark.anyio


async def bound(at: Served, owner: Holder) -> str:
    """A token bound to the owner's key."""
    await at.partner(owner)
    answer = await at.token(owner.asking(), DPoP=owner.proof("POST", f"{at.address}/oauth/token"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "DPoP"
    token: str = answer.json()["access_token"]
    return token


@pytest.mark.parametrize("key", [ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")])
async def test_a_bound_token_is_shown_with_a_proof(at: Served, key: Any) -> None:
    """Of the same key, for this request; two algorithms are understood."""
    carfair = await at.partner()
    prover = at.holder("carfair", key)
    answer = await at.token(carfair.asking(), DPoP=prover.proof("POST", f"{at.address}/oauth/token"))
    token = answer.json()["access_token"]
    shown = await at.whoami(token, "DPoP", DPoP=prover.proof("GET", f"{at.address}/whoami?x=1", token))
    assert (shown.status_code, shown.json()["subject"]) == (200, "carfair")


async def test_a_bound_token_is_no_bearer_token(at: Served) -> None:
    """Nor is a proof of another key any use to a thief."""
    carfair = at.holder()
    token = await bound(at, carfair)
    assert (await at.whoami(token)).status_code == 401
    thief = at.holder("thief")
    stolen = await at.whoami(token, "DPoP", DPoP=thief.proof("GET", f"{at.address}/whoami", token))
    assert stolen.status_code == 401
    assert (await at.whoami(token, "DPoP")).status_code == 401


async def test_a_plain_token_is_not_upgraded_by_a_proof(at: Served) -> None:
    """It would look bound, and a thief would leave the proof out."""
    carfair = await at.partner()
    token = (await at.token(carfair.asking())).json()["access_token"]
    shown = await at.whoami(token, "DPoP", DPoP=carfair.proof("GET", f"{at.address}/whoami", token))
    assert shown.status_code == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"htm": "POST"},
        {"htm": None},
        {"htu": "https://another.example/whoami"},
        {"htu": "/whoami"},
        {"htu": "http://[::1"},
        {"htu": None},
        {"iat": None},
        {"iat": "now"},
        {"iat": 10**400},
        {"jti": None},
        {"jti": ""},
        {"jti": "x" * 201},
        {"ath": None},
        {"ath": "another-token"},
    ],
)
async def test_a_proof_is_made_for_one_request(at: Served, claims: dict[str, Any]) -> None:
    """Method, address, time, id and token all have to fit."""
    carfair = at.holder()
    token = await bound(at, carfair)
    shown = await at.whoami(token, "DPoP", DPoP=carfair.proof("GET", f"{at.address}/whoami", token, **claims))
    assert shown.status_code == 401
    assert shown.headers["www-authenticate"].startswith('DPoP error="invalid_dpop_proof"')
    assert shown.json()["errors"][0]["extensions"]["code"] == "DPOP_PROOF_INVALID"


@pytest.mark.parametrize("offset", [-61, 61])
async def test_a_proof_is_fresh(at: Served, offset: int) -> None:
    """A minute to either side."""
    carfair = at.holder()
    token = await bound(at, carfair)
    for seconds, status in ((offset // 61 * 60, 200), (offset, 401)):
        proof = carfair.proof("GET", f"{at.address}/whoami", token, iat=at.clock.stamp + seconds)
        assert (await at.whoami(token, "DPoP", DPoP=proof)).status_code == status


async def test_a_proof_counts_once(at: Served) -> None:
    """At the token endpoint and behind it."""
    carfair = at.holder()
    token = await bound(at, carfair)
    proof = carfair.proof("GET", f"{at.address}/whoami", token)
    assert (await at.whoami(token, "DPoP", DPoP=proof)).status_code == 200
    assert (await at.whoami(token, "DPoP", DPoP=proof)).status_code == 401
    proof = carfair.proof("POST", f"{at.address}/oauth/token")
    assert (await at.token(carfair.asking(), DPoP=proof)).status_code == 200
    assert (await at.token(carfair.asking(), DPoP=proof)).json()["error"] == "invalid_dpop_proof"
    asked = carfair.asking()
    for _ in range(2):
        answer = await at.token(asked, DPoP=carfair.proof("POST", f"{at.address}/oauth/token"))
    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "header",
    [{"typ": "JWT"}, {"typ": None}, {"jwk": None}, {"jwk": "a key"}, {"crit": ["exp"]}],
)
async def test_a_proof_has_the_header_of_one(at: Served, header: dict[str, Any]) -> None:
    """Typed, with the public key, and nothing critical."""
    carfair = at.holder()
    token = await bound(at, carfair)
    proof = carfair.proof("GET", f"{at.address}/whoami", token, header)
    assert (await at.whoami(token, "DPoP", DPoP=proof)).status_code == 401


async def test_a_proof_with_the_private_key_is_refused(at: Served) -> None:
    """Its sender has given the key away."""
    carfair = at.holder()
    token = await bound(at, carfair)
    private = {name: str(value) for name, value in carfair.key.as_dict(private=True).items()}
    proof = carfair.proof("GET", f"{at.address}/whoami", token, {"jwk": private})
    assert (await at.whoami(token, "DPoP", DPoP=proof)).status_code == 401


async def test_rsa_proofs_are_refused(at: Served) -> None:
    """Two small algorithms are enough."""
    carfair = await at.partner()
    rsa = RSAKey.generate_key(2048)
    jwk = {name: value for name, value in rsa.as_dict(private=False).items() if name in {"kty", "n", "e"}}
    prover = at.holder("carfair", rsa)
    proof = prover.proof("POST", f"{at.address}/oauth/token", None, {"alg": "PS256", "jwk": jwk})
    answer = await at.token(carfair.asking(), DPoP=proof)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_dpop_proof")


async def test_a_strict_client_needs_a_proof(at: Served) -> None:
    """As its registration says."""
    carfair = await at.partner(at.holder("strict"), dpop_required=True)
    answer = await at.token(carfair.asking())
    assert answer.json()["error"] == "invalid_dpop_proof"
    proof = carfair.proof("POST", f"{at.address}/oauth/token")
    assert (await at.token(carfair.asking(), DPoP=proof)).json()["token_type"] == "DPoP"


async def test_a_public_clients_refresh_token_is_bound_too(at: Served) -> None:
    """A portal in a browser has nothing else to prove itself with."""
    await at.portal()
    browser, thief = at.holder("portal"), at.holder("portal")
    endpoint = f"{at.address}/oauth/token"
    tokens = (await at.token(redeeming(await at.code()), DPoP=browser.proof("POST", endpoint))).json()
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "portal"}
    assert (await at.token(again)).json()["error"] == "invalid_grant"
    assert (await at.token(again, DPoP=thief.proof("POST", endpoint))).json()["error"] == "invalid_grant"
    assert (await at.token(again, DPoP=browser.proof("POST", endpoint))).json()["token_type"] == "DPoP"


async def test_on_a_connection_that_lasts_the_token_is_looked_at_again(at: Served) -> None:
    """Without another proof, however long ago the first one was good, and until the token is taken back."""
    await at.portal()
    browser, endpoint = at.holder("portal"), f"{at.address}/oauth/token"
    tokens = (await at.token(redeeming(await at.code()), DPoP=browser.proof("POST", endpoint))).json()
    token = tokens["access_token"]
    verify = Authentication(TrustedIssuers([at.authority.verifier]), at.authority.possession)
    shown = Presented(token, [browser.proof("GET", f"{at.address}/graphql", token)], "GET", "/graphql")
    first, again = await verify(shown), renewing(shown, verify)
    assert again is not None
    at.clock.turn(minutes=5)
    assert await again() == await again() == first
    gone = {"token": tokens["refresh_token"], "client_id": "portal"}
    assert (await at.http.post("/oauth/revoke", data=gone)).status_code == 200
    with pytest.raises(TokenInvalid):
        await again()
