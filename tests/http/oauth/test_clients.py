"""A partner's server gets tokens with its key, and they say what it may do."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.support.oauth import GROUP, HERE, PARTY, Served

pytestmark = pytest.mark.anyio


async def test_a_key_gets_a_token_that_the_api_takes(at: Served) -> None:
    """The whole way: assertion, token, request."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking())
    assert answer.status_code == 200, answer.text
    token = answer.json()
    assert token["token_type"] == "Bearer"
    assert token["expires_in"] == 300
    assert token["scope"] == "leads:write vehicles:read purpose:lead_followup purpose:vehicle_history"
    assert answer.headers["cache-control"] == "no-store"
    who = await at.whoami(token["access_token"])
    assert who.json() == {
        "subject": "carfair",
        "kind": "partner",
        "tenant": str(GROUP),
        "scopes": ["leads:write", "vehicles:read"],
        "purposes": ["lead_followup", "vehicle_history"],
        "party": str(PARTY),
    }


async def test_no_token_gets_into_a_log(at: Served, caplog: pytest.LogCaptureFixture) -> None:
    """Authlib writes each one down when it is asked to be talkative."""
    caplog.set_level("DEBUG")
    carfair = await at.partner()
    token = (await at.token(carfair.asking())).json()["access_token"]
    await at.portal()
    tokens = await at.login()
    written = "\n".join(record.getMessage() for record in caplog.records)
    assert not [each for each in (token, tokens["access_token"], tokens["refresh_token"]) if each in written]


async def test_less_can_be_asked_for(at: Served) -> None:
    """A request names scopes and purposes in one list."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking(scope="vehicles:read purpose:vehicle_history"))
    who = (await at.whoami(answer.json()["access_token"])).json()
    assert (who["scopes"], who["purposes"]) == (["vehicles:read"], ["vehicle_history"])


@pytest.mark.parametrize(
    ("scope", "named"),
    [("customers:read", ""), ("purpose:marketing", ""), ("pets:read", "pets:read"), ("purpose:fun", "purpose:fun")],
)
async def test_more_or_unknown_is_refused(at: Served, scope: str, named: str) -> None:
    """Never silently left out; what is unknown is named."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking(scope=scope))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert named in answer.json()["error_description"]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "https://another.example"},
        {"aud": None},
        {"iss": "someone-else"},
        {"jti": None},
        {"jti": ""},
        {"exp": None},
        {"exp": "soon"},
        {"sub": None},
        {"sub": ["carfair"]},
    ],
)
async def test_an_assertion_is_complete_and_for_us(at: Served, claims: dict[str, Any]) -> None:
    """Each claim is required and checked."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking(client_assertion=carfair.assertion(**claims)))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"aud": ["https://api.example", "x"]}, "aud and jti as one string each"),
        ({"jti": None}, "aud and jti as one string each"),
        ({"aud": "https://another.example"}, "The assertion's aud is the string"),
    ],
)
async def test_a_wrong_claim_is_not_called_a_wrong_signature(at: Served, claims: dict[str, Any], said: str) -> None:
    """Whoever writes a client is told what to change."""
    carfair = await at.partner()
    answer = await at.token(carfair.asking(client_assertion=carfair.assertion(**claims)))
    assert said in answer.json()["error_description"]


async def test_every_refusal_says_what_to_do(at: Served) -> None:
    """Also where the library has only a code."""
    carfair = await at.partner()
    for wrong in (carfair.asking(grant_type="password"), {"grant_type": "client_credentials", "client_id": "carfair"}):
        assert len((await at.token(wrong)).json()["error_description"].split()) > 4


async def test_an_assertion_counts_once(at: Served) -> None:
    """Also when the first request was refused for another reason, and whoever brings it."""
    carfair = await at.partner()
    asked = carfair.asking()
    assert (await at.token(asked)).status_code == 200
    again = await at.token(asked)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_client")
    refused = carfair.asking(scope="pets:read")
    await at.token(refused)
    assert (await at.token({**refused, "scope": ""})).json()["error"] == "invalid_client"


async def test_an_assertion_expires(at: Served) -> None:
    """Half a minute of leeway, and no more."""
    carfair = await at.partner()
    asked = carfair.asking()
    at.clock.turn(seconds=89)
    assert (await at.token(asked)).status_code == 200
    late = carfair.asking()
    at.clock.turn(seconds=91)
    assert (await at.token(late)).json()["error"] == "invalid_client"


async def test_a_key_of_somebody_else_is_refused(at: Served) -> None:
    """Whoever signs, signs with the registered key."""
    await at.partner()
    thief = at.holder("carfair")
    assert (await at.token(thief.asking())).json()["error"] == "invalid_client"


async def test_an_unknown_client_is_refused(at: Served) -> None:
    """As if its key were wrong."""
    assert (await at.token(at.holder("nobody").asking())).json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "key",
    [
        RSAKey.generate_key(2048, {"kid": "r"}),
        OKPKey.generate_key("Ed25519", {"kid": "o"}),
        ECKey.generate_key("P-384", {"kid": "e"}),
    ],
)
async def test_only_es256_signs_assertions(at: Served, key: Any) -> None:
    """Authlib would take RS256 and HS256 too."""
    alg = {"RSA": "RS256", "OKP": "Ed25519", "EC": "ES384"}[key.key_type]
    other = at.holder("other", key)
    await at.partner(other)
    answer = await at.token(other.asking(client_assertion=other.assertion({"alg": alg})))
    assert answer.json()["error"] == "invalid_client"


async def test_a_suspended_party_gets_no_token(at: Served) -> None:
    """Until it is reinstated."""
    carfair = await at.partner()
    at.suspended.add(PARTY)
    answer = await at.token(carfair.asking())
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    at.suspended.clear()
    assert (await at.token(carfair.asking())).status_code == 200


async def test_access_ends_on_its_last_day(at: Served) -> None:
    """The day itself counts."""
    carfair = await at.partner(until=at.clock().date())
    assert (await at.token(carfair.asking())).status_code == 200
    at.clock.turn(days=1)
    assert (await at.token(carfair.asking())).json()["error"] == "unauthorized_client"


async def test_a_partner_cannot_ask_in_another_way(at: Served) -> None:
    """No codes, no passwords, no secrets."""
    carfair = await at.partner()
    for grant, error in (("authorization_code", "unauthorized_client"), ("password", "unsupported_grant_type")):
        assert (await at.token(carfair.asking(grant_type=grant, code="x"))).json()["error"] == error
    plain = {"grant_type": "client_credentials", "client_id": "carfair", "client_secret": "guess"}
    assert (await at.token(plain)).json()["error"] == "invalid_client"
    assert (await at.token({"grant_type": "client_credentials", "client_id": "carfair"})).json()["error"] == (
        "invalid_client"
    )


async def test_published_keys_can_be_rotated(at: Served) -> None:
    """A client that publishes its keys is known by the new one as soon as it signs with it."""
    first = at.holder("publisher", ECKey.generate_key("P-256", {"kid": "first"}))
    await at.partner(first, keys=(), jwks_uri=f"{at.address}/oauth/jwks", rooftops=(HERE,))
    assert (await at.token(first.asking())).json()["error"] == "invalid_client"
    signer = await at.authority.memory.signing.signer()
    publisher = at.holder("publisher", signer)  # the server's own key set stands in for the partner's
    at.clock.turn(seconds=31)
    assert (await at.token(publisher.asking())).status_code == 200


async def test_a_client_whose_keys_cannot_be_fetched_is_told_which(at: Served) -> None:
    """The partner can mend its own address; it had been sent to look for the issuer's."""
    nowhere = f"{at.address}/no-such-keys"
    publisher = at.holder("publisher", ECKey.generate_key("P-256", {"kid": "first"}))
    await at.partner(publisher, keys=(), jwks_uri=nowhere, rooftops=(HERE,))
    answer = await at.token(publisher.asking())
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert f"keys of this client cannot be fetched from {nowhere};" in answer.json()["error_description"]
