"""What Authlib leaves open, tried on the installed version; beside each trap stands what closes it here."""

import time
from typing import Any
from uuid import UUID

import pytest
from authlib.oauth2.rfc6749 import AuthorizationServer, InvalidClientError, OAuth2Request
from authlib.oauth2.rfc6749.grants import BaseGrant
from authlib.oauth2.rfc6750 import BearerTokenValidator, InvalidTokenError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc9068 import JWTBearerTokenGenerator, JWTBearerTokenValidator
from joserfc import jws
from joserfc.errors import ExceededSizeError, InvalidKeyIdError
from joserfc.jwk import ECKey, KeySet, OKPKey

from lifecycle_api.access.oauth import assertion, dpop, metadata, minting
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.facts import Decided, Facts
from lifecycle_api.access.oauth.grants import ForClients, ForPeople, OnceMore, Pkce
from lifecycle_api.access.oauth.request import Asked, Request
from lifecycle_api.access.principal import from_claims
from lifecycle_api.access.remote_keys import RemoteKeys
from lifecycle_api.access.scopes import Kind, ScopeMissing
from lifecycle_api.access.tokens import Reason, TokenInvalid, TokenVerifier, parse
from tests.access.forge import AT, CLAIMS, EC, HEADER, JWKS, KEYS, NOW, signed, token, verifier
from tests.support.oauth import Clock, Holder

ISSUER = "https://api.dealer.example"
NOT_ONLY_FOR_US = {"jti": "j", "client_id": "portal"}


class Theirs(JWTBearerTokenValidator):  # type: ignore[misc]  # Authlib is not typed here
    """Authlib's validator of access tokens, with our keys."""

    def get_jwks(self) -> KeySet:
        """The same keys as our verifier has."""
        return KeySet.import_key_set({"keys": JWKS["keys"]})


def accepted_there(text: str) -> bool:
    """Whether Authlib takes an access token."""
    theirs = Theirs(CLAIMS["iss"], CLAIMS["aud"])
    try:
        theirs.validate_token(theirs.authenticate_token(text), [], None)
    except InvalidTokenError:
        return False
    return True


def now_there(**claims: Any) -> dict[str, Any]:
    """Sound claims by the machine's clock, which is the only one that Authlib reads."""
    at = int(time.time())
    return {**CLAIMS, **NOT_ONLY_FOR_US, "iat": at, "exp": at + 600, **claims}


def accepted_here(text: str) -> bool:
    """Whether our verifier does."""
    try:
        verifier().verify(text)
    except TokenInvalid:
        return False
    return True


@pytest.mark.parametrize(("alg", "kid"), [("PS256", "rsa"), ("EdDSA", "okp"), ("Ed25519", "okp")])
def test_a_algorithms_of_real_issuers_are_accepted(alg: str, kid: str) -> None:
    """(a) Authlib goes by a default registry that knows three."""
    header = {**HEADER, "alg": alg, "kid": kid}
    assert not accepted_there(signed(header, now_there()))
    assert accepted_here(signed(header, CLAIMS))


def test_b_a_token_without_a_type_is_refused() -> None:
    """(b) Authlib takes it, though RFC 9068 asks for `at+jwt`: an ID token would do."""
    untyped = {name: value for name, value in HEADER.items() if name != "typ"}
    assert accepted_there(signed(untyped, now_there()))
    with pytest.raises(TokenInvalid) as refused:
        verifier().verify(signed(untyped, CLAIMS))
    assert refused.value.reason is Reason.TYPE


def test_c_clocks_may_differ_a_little() -> None:
    """(c) Authlib has no leeway: a token of the next second is from the future."""
    assert not accepted_there(signed(HEADER, now_there(iat=int(time.time()) + 30)))
    assert accepted_here(token(iat=AT + 30))


def test_d_headers_we_do_not_know_are_no_reason_to_refuse() -> None:
    """(d) Authlib refuses a `nonce`, which one large issuer writes."""
    assert not accepted_there(signed({**HEADER, "nonce": "n"}, now_there()))
    assert accepted_here(signed({**HEADER, "nonce": "n"}, CLAIMS))


def test_e_a_token_bound_to_a_key_is_no_bearer_token() -> None:
    """(e) Authlib takes it as one."""
    bound = {"cnf": {"jkt": EC.thumbprint()}}
    assert accepted_there(signed(HEADER, now_there(**bound)))
    with pytest.raises(TokenInvalid) as refused:
        verifier().verify(token(**bound))
    assert refused.value.reason is Reason.BOUND
    assert verifier().verify(token(**bound), thumbprint=EC.thumbprint()).subject == "sam"


@pytest.mark.parametrize("bound", ["a key", {}, {"jkt": "another"}, {"x5t#S256": "a certificate"}, [], 7])
def test_e_a_binding_that_is_not_understood_is_refused(bound: object) -> None:
    """(e) Whatever a token is bound to has to be proved."""
    assert not accepted_here(token(cnf=bound))
    with pytest.raises(TokenInvalid):
        verifier().verify(token(cnf=bound), thumbprint=EC.thumbprint())


def test_f_one_scope_is_asked_for_by_its_name() -> None:
    """(f) Authlib reads a list of scopes as "any of these", and a text with blanks as "all of these"."""
    insufficient = BearerTokenValidator.scope_insufficient
    assert not insufficient("customers:read", ["notes:write", "customers:read"])
    assert insufficient("customers:read", ["notes:write customers:read"])
    who = from_claims({**CLAIMS, "scope": "customers:read"})
    assert not who.may("notes:write customers:read")
    with pytest.raises(ScopeMissing):
        who.require("notes:write")


def test_g_proofs_fit_in_the_header() -> None:
    """(g) The library's limit of 512 bytes is below a proof with an RSA key; ours is above, and RSA is not taken."""
    clock = Clock()
    holder = Holder(clock, ISSUER)
    padded = holder.proof("GET", f"{ISSUER}/graphql", header={"padding": "x" * 400})
    with pytest.raises(ExceededSizeError):
        jws.extract_compact(padded.encode())
    proof = dpop.check([padded], method="GET", url=f"{ISSUER}/graphql", now=clock())
    assert proof.thumbprint == holder.thumbprint


class TheirAssertion(JWTBearerClientAssertion):  # type: ignore[misc]  # see above
    """Authlib's client authentication as its documentation has it."""

    def get_audiences(self) -> list[str]:
        """Us."""
        return [ISSUER]

    def validate_jti(self, claims: Any, jti: str) -> bool:  # noqa: ARG002  # Authlib's signature
        """Anything."""
        return True


@pytest.mark.parametrize(
    "claims",
    [{"exp": int(time.time()) + 10 * 365 * 86_400}, {"aud": [ISSUER, "https://another.example"]}],
    ids=["lives ten years", "also for somebody else"],
)
def test_h_assertions_are_short_lived_and_for_us_alone(claims: dict[str, Any]) -> None:
    """(h) Authlib takes any lifetime and a list of audiences."""
    clock = Clock()
    clock.turn(seconds=time.time() - clock.stamp)
    holder = Holder(clock, ISSUER)
    text = holder.assertion(**claims)
    TheirAssertion().process_assertion_claims(text, holder.key)
    with pytest.raises(InvalidClientError):
        ours(clock).process_assertion_claims(text, holder.key)
    ours(clock).process_assertion_claims(holder.assertion(), holder.key)


def test_h_the_method_has_the_name_of_the_standard() -> None:
    """(h) Authlib calls it `client_assertion_jwt`, which no client is registered for."""
    assert JWTBearerClientAssertion.CLIENT_AUTH_METHOD == "client_assertion_jwt"
    assert assertion.PrivateKeyJwt.CLIENT_AUTH_METHOD == "private_key_jwt"


def test_i_no_grant_takes_a_shared_secret() -> None:
    """(i) Authlib's grants take `client_secret_basic` unless told otherwise."""
    assert BaseGrant.TOKEN_ENDPOINT_AUTH_METHODS == ["client_secret_basic"]
    assert ForClients.TOKEN_ENDPOINT_AUTH_METHODS == ["private_key_jwt"]
    for grant in (ForPeople, OnceMore):
        assert grant.TOKEN_ENDPOINT_AUTH_METHODS == ["private_key_jwt", "none"]
    assert Pkce.SUPPORTED_CODE_CHALLENGE_METHOD == ["S256"]
    assert "plain" in CodeChallenge.SUPPORTED_CODE_CHALLENGE_METHOD


def test_j_every_token_names_its_key() -> None:
    """(j) Authlib's generator names none when there is one key, and rotation then breaks every verifier."""

    class TheirGenerator(JWTBearerTokenGenerator):  # type: ignore[misc]  # see above
        def get_jwks(self) -> ECKey:
            return ECKey.generate_key("P-256", {"kid": "k"})

    client = Client(client_id="carfair", name="Carfair", kind=Kind.PARTNER, tenant=UUID(int=1))
    theirs = TheirGenerator(ISSUER, "ES256").access_token_generator(client, "client_credentials", None, "")
    assert "kid" not in jws.extract_compact(theirs.encode()).headers()
    text = minting.access_token(EC, client, "", issuer=ISSUER, audience="a", now=NOW)
    assert parse(text).kid == "ec"
    assert jws.extract_compact(text.encode()).headers()["typ"] == "at+jwt"


@pytest.mark.anyio
async def test_k_an_unknown_key_makes_us_look_for_newer_ones() -> None:
    """(k) Authlib hides it in the cause of an error, and keys that were rotated are never found."""
    later = ECKey.generate_key("P-256", {"kid": "later"})
    text = signed({**HEADER, "kid": "later"}, CLAIMS, later)
    with pytest.raises(InvalidTokenError) as hidden:
        Theirs(CLAIMS["iss"], CLAIMS["aud"]).authenticate_token(text)
    assert isinstance(hidden.value.__cause__, InvalidKeyIdError)
    published = [dict(JWKS), {"keys": [*JWKS["keys"], later.as_dict(private=False)]}]

    async def fetch(url: str) -> dict[str, Any]:
        return published.pop(0)

    clock = Clock(NOW)
    keys = RemoteKeys("https://login.dealer.example/jwks", fetch, clock)
    ours_too = TokenVerifier(keys, issuer=CLAIMS["iss"], audience=CLAIMS["aud"], now=lambda: NOW)
    await keys.prepare("ec")
    assert ours_too.verify(token()).subject == "sam"
    clock.turn(seconds=31)
    await keys.prepare("later")
    assert ours_too.verify(text).subject == "sam"


@pytest.mark.parametrize("insecure", ["", "1"])
def test_l_plain_http_is_for_this_machine(monkeypatch: pytest.MonkeyPatch, insecure: str) -> None:
    """(l) Authlib lets a variable of the environment switch its check off; ours stays."""
    if insecure:
        monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", insecure)
    Request(Asked("POST", "http://127.0.0.1:8000/oauth/token", {}))
    Request(Asked("POST", f"{ISSUER}/oauth/token", {}))
    with pytest.raises(ValueError, match="https"):
        metadata.metadata("http://api.dealer.example")


def test_authlib_decides_for_us_and_waits_for_nothing() -> None:
    """Its server framework is synchronous, and so is what we give it: no thread, no blocking call."""
    assert not any(name.startswith("async") for name in dir(AuthorizationServer)), (
        "Authlib has grown async providers: the adapter may have become unnecessary"
    )
    assert OAuth2Request.__mro__[1].__name__ == "OAuth2Payload"


def test_keys_of_other_kinds_prove_nothing() -> None:
    """Proofs and assertions are made with the key types that are registered."""
    assert isinstance(KEYS["okp"], OKPKey)
    clock = Clock()
    holder = Holder(clock, ISSUER, key=KEYS["rsa"])
    with pytest.raises(InvalidClientError):
        ours(clock).process_assertion_claims(holder.assertion({"alg": "RS256"}), holder.key)


def ours(clock: Clock) -> assertion.PrivateKeyJwt:
    """Our client authentication, at the clock's time."""
    return assertion.PrivateKeyJwt(Facts(now=clock(), signer=EC), Decided(), ISSUER)
