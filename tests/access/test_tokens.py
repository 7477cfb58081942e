"""A bearer token is believed only when everything about it is right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from lifecycle_api.access.tokens import LONGEST_TOKEN, Reason, TokenExpired, TokenInvalid
from tests.access.forge import AT, AUDIENCE, CLAIMS, EC, HEADER, shared, signed, token, verifier, without


def refusal(text: str) -> Reason:
    """Why the verifier refuses this token; the caller is told nothing of it."""
    with pytest.raises(TokenInvalid) as refused:
        verifier().verify(text)
    assert refused.value.as_dict() == {
        "code": "TOKEN_INVALID",
        "message": "The access token is not valid here.",
    }
    return refused.value.reason


def test_a_sound_token_names_its_principal() -> None:
    """Subject, client, kind and scopes come from the claims."""
    principal = verifier().verify(token())
    assert (principal.subject, principal.client_id, principal.kind) == ("sam", "portal", "staff")
    assert principal.scopes == {"customers:read", "notes:write"}


@pytest.mark.parametrize(
    ("alg", "kid"),
    [("ES256", "ec"), ("PS256", "rsa"), ("RS256", "rsa"), ("EdDSA", "okp"), ("Ed25519", "okp")],
)
def test_every_algorithm_on_the_list_is_accepted_without_a_warning(alg: str, kid: str) -> None:
    """Identity providers choose among these; warnings are errors here."""
    assert verifier().verify(signed({**HEADER, "alg": alg, "kid": kid}, CLAIMS)).subject == "sam"


@pytest.mark.parametrize("typ", ["AT+JWT", "application/at+jwt"])
def test_the_type_is_compared_as_a_media_type(typ: str) -> None:
    """RFC 9068 lets the prefix and the case differ."""
    assert verifier().verify(signed({**HEADER, "typ": typ}, CLAIMS)).subject == "sam"


def test_a_header_unknown_to_us_does_not_matter() -> None:
    """Some providers add a `nonce` or an `x5t`."""
    assert verifier().verify(signed({**HEADER, "nonce": "n-1"}, CLAIMS)).subject == "sam"


@pytest.mark.parametrize("header", [without(HEADER, "typ"), {**HEADER, "typ": "JWT"}, {**HEADER, "typ": 7}])
def test_anything_but_an_access_token_is_refused(header: dict[str, Any]) -> None:
    """An ID token of the same issuer is signed as well, and is no access token."""
    assert refusal(signed(header, CLAIMS)) is Reason.TYPE


def test_an_unsigned_token_is_refused() -> None:
    """`alg: none` is no algorithm."""
    assert refusal(signed({**HEADER, "alg": "none"}, CLAIMS)) is Reason.KEY


def test_a_public_key_is_no_shared_secret() -> None:
    """HS256 over our published key signs nothing."""
    published = EC.as_bytes(private=False, encoding="PEM")
    assert refusal(shared({**HEADER, "alg": "HS256"}, CLAIMS, published)) is Reason.KEY


@pytest.mark.parametrize("header", [without(HEADER, "kid"), {**HEADER, "kid": "unknown"}, {**HEADER, "kid": None}])
def test_a_token_names_one_of_our_keys(header: dict[str, Any]) -> None:
    """Even when there is only one, no key is guessed."""
    assert refusal(signed(header, CLAIMS, EC)) is Reason.KEY


def test_a_key_of_another_type_is_not_tried() -> None:
    """An ES256 token that names the RSA key is refused before any arithmetic."""
    assert refusal(signed({**HEADER, "kid": "rsa"}, CLAIMS, EC)) is Reason.KEY


@pytest.mark.parametrize("kid", ["ec", "mallory"])
def test_a_key_in_the_header_is_not_trusted(kid: str) -> None:
    """`jwk` lets the forger bring the key; we look only in our own set."""
    mallory = ECKey.generate_key("P-256", {"kid": kid})
    header = {**HEADER, "kid": kid, "jwk": mallory.as_dict(private=False)}
    assert refusal(signed(header, CLAIMS, mallory)) in {Reason.SIGNATURE, Reason.KEY}


@pytest.mark.parametrize("url", ["jku", "x5u"])
def test_a_key_address_in_the_header_is_not_followed(url: str) -> None:
    """The token is judged by our own keys, and this one is forged."""
    mallory = ECKey.generate_key("P-256", {"kid": "ec"})
    header = {**HEADER, url: "https://mallory.example/jwks"}
    assert refusal(signed(header, CLAIMS, mallory)) is Reason.SIGNATURE


@pytest.mark.parametrize("extra", [{"crit": ["exp2"], "exp2": 1}, {"crit": ["alg"]}, {"b64": True}])
def test_critical_extensions_are_refused(extra: dict[str, Any]) -> None:
    """We understand none, so a token that insists on one is not for us."""
    assert refusal(signed({**HEADER, **extra}, CLAIMS)) is Reason.HEADER


def test_an_unencoded_payload_is_refused() -> None:
    """RFC 7797 is for other protocols."""
    assert refusal(signed({**HEADER, "b64": False}, CLAIMS)) is Reason.MALFORMED


def test_a_token_bound_to_a_key_is_no_plain_bearer() -> None:
    """Whoever shows a sender-constrained token without its proof may have stolen it."""
    assert refusal(token(cnf={"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})) is Reason.BOUND


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.other.example"},
        {"iss": CLAIMS["iss"] + "/"},
        {"iss": [CLAIMS["iss"]]},
        {"aud": "another-api"},
        {"aud": ["another-api"]},
        {"aud": []},
        {"aud": [AUDIENCE, 7]},
        {"nbf": AT + 61},
        {"iat": AT + 61},
        {"iat": True},
        {"exp": "tomorrow"},
        {"exp": None},
        {"sub": ""},
        {"sub": 7},
        {"tenant": "everyone"},
        {"kind": "root"},
        {"rooftops": "all"},
        {"rooftops": ["1"]},
        {"scope": ["customers:read"]},
        {"customer": CLAIMS["tenant"]},
        {"kind": "consumer"},
    ],
)
def test_a_wrong_claim_refuses_the_token(claims: dict[str, Any]) -> None:
    """Issuer, audience, times, and the shape of everything a principal is made of."""
    assert refusal(token(**claims)) is Reason.CLAIMS


@pytest.mark.parametrize("claim", ["iss", "aud", "sub", "exp", "iat", "client_id", "kind", "tenant"])
def test_a_missing_claim_refuses_the_token(claim: str) -> None:
    """Each of these is needed to know who asks, and until when."""
    assert refusal(signed(HEADER, without(CLAIMS, claim))) is Reason.CLAIMS


def test_one_of_several_audiences_is_enough() -> None:
    """RFC 7519 lets a token be meant for several services."""
    assert verifier().verify(token(aud=["another-api", AUDIENCE])).subject == "sam"


def test_an_expired_token_says_so() -> None:
    """Its holder had it lawfully and is told to renew it."""
    with pytest.raises(TokenExpired):
        verifier().verify(token(exp=AT - 61))


def test_a_forged_expired_token_is_told_nothing() -> None:
    """Expiry is only looked at once the signature holds."""
    assert refusal(signed(HEADER, {**CLAIMS, "exp": AT - 61}, ECKey.generate_key("P-256"))) is Reason.SIGNATURE


@pytest.mark.parametrize("claims", [{"exp": AT - 59}, {"iat": AT + 1}, {"iat": AT + 60}, {"nbf": AT + 60}])
def test_clocks_may_differ_by_a_minute(claims: dict[str, Any]) -> None:
    """An issuer one second ahead of us is not lying."""
    assert verifier().verify(token(**claims)).subject == "sam"


def test_a_changed_payload_breaks_the_signature() -> None:
    """Claims of one token under the signature of another."""
    header, _, signature = token().split(".")
    _, payload, _ = token(scope="admin:write").split(".")
    assert refusal(f"{header}.{payload}.{signature}") is Reason.SIGNATURE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        "a.b.c.d",
        "…",
        "!.e30.",
        signed(HEADER, CLAIMS).replace(".", "=."),
        "x" * (LONGEST_TOKEN + 1),
        signed({**HEADER, "pad": "x" * 4_096}, CLAIMS),
    ],
)
def test_what_is_no_token_is_refused(text: str) -> None:
    """Too long, too short, not ASCII, not base64url."""
    assert refusal(text) is Reason.MALFORMED


@pytest.mark.parametrize("payload", [[], "claims", 7, None, [[[]]] * 9])
def test_a_payload_that_is_no_object_is_refused(payload: object) -> None:
    """Signed or not, it says nothing about anyone."""
    assert refusal(signed(HEADER, payload)) is Reason.CLAIMS


@given(
    header=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.just("alg"),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit"]), inner),
    ),
    rest=st.text(alphabet="abcXYZ019-_.", max_size=40),
)
def test_no_header_gets_past_a_refusal(header: object, rest: str) -> None:
    """Any JSON whatever in the place of the header is a refusal, never another error."""
    first = signed({"alg": "none"}, header).split(".")[1]
    for text in (f"{first}.{rest}", f"{first}.e30.{rest}"):
        with pytest.raises(TokenInvalid):
            verifier().verify(text)


def test_a_deeply_nested_header_is_refused() -> None:
    """Two thousand brackets are no reason to fall over."""
    assert refusal(f"{'W1tb' * 700}.e30.e30") is Reason.MALFORMED
