"""A real identity provider plugs in by what it publishes: over HTTP, with its own names, keys and mishaps."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from lifecycle_api.access.claim_map import ClaimMap
from lifecycle_api.access.discovery import DiscoveryFailed, discover
from lifecycle_api.access.fetching import LARGEST_DOCUMENT, Fetcher, FetchFailed, FetchRefused, IntrospectionFailed
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.keys import KeySetUnusable
from lifecycle_api.access.remote_keys import KeysUnavailable, RemoteKeys, usable
from lifecycle_api.access.tokens import TokenInvalid, TokenVerifier
from lifecycle_api.trust import identity_provider, introspected
from tests.access.forge import CLAIMS, EC, HEADER, NOW, TENANT, signed
from tests.support.oauth import Clock, running
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = pytest.mark.anyio


@dataclass
class Provider:
    """An identity provider that does as it is told, and counts how often it is asked for its keys."""

    address: str = ""
    metadata: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [EC.as_dict(private=False)])
    opaque: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: int = 200
    asked: int = 0

    async def describe(self, _request: Request) -> Response:
        """Its metadata."""
        return JSONResponse({"issuer": self.address, "jwks_uri": f"{self.address}/keys", **self.metadata})

    async def introspect(self, request: Request) -> Response:
        """What it says of a token, to a client that it knows."""
        self.asked += 1
        if request.headers.get("authorization") != "Basic b3VyczpzZWNyZXQ=":
            return JSONResponse({"error": "invalid_client"}, 401)
        token = parse_qs((await request.body()).decode())["token"][0]
        return JSONResponse(self.opaque.get(token, {"active": False}), self.status)

    async def publish(self, _request: Request) -> Response:
        """Its keys."""
        self.asked += 1
        return JSONResponse({"keys": self.keys}, self.status)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    """The provider, served."""
    there = Provider()

    async def elsewhere(_request: Request) -> Response:
        return RedirectResponse(f"{there.address}/keys")

    async def large(_request: Request) -> Response:
        return Response(b" " * (LARGEST_DOCUMENT + 1))

    async def text(_request: Request) -> Response:
        return Response(b"[1]")

    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", there.describe),
            Route("/realms/.well-known/openid-configuration", there.describe),
            Route("/.well-known/oauth-authorization-server/plain", there.describe),
            Route("/keys", there.publish),
            Route("/introspect", there.introspect, methods=["POST"]),
            Route("/elsewhere", elsewhere),
            Route("/large", large),
            Route("/text", text),
        ]
    )
    async with running(app) as address:
        there.address = address
        yield there


@pytest.fixture
async def fetch() -> AsyncIterator[Fetcher]:
    """A fetcher that may ask this machine."""
    async with httpx.AsyncClient(trust_env=False, timeout=PATIENCE_SECONDS) as http:
        yield Fetcher(http, loopback=True)


async def verifier_of(
    provider: Provider, fetch: Fetcher, *claims: tuple[str, str], jwks: Path | None = None
) -> TokenVerifier:
    """What verifies the provider's tokens."""
    return await identity_provider(
        provider.address,
        audience=CLAIMS["aud"],
        jwks=jwks,
        origins=(),
        algorithms=("ES256",),
        claims=ClaimMap(claims),
        fetch=fetch,
        now=lambda: NOW,
    )


async def test_its_tokens_are_read_in_its_own_words(provider: Provider, fetch: Fetcher) -> None:
    """Nested claims, lists as text, scopes as a list, purposes among them, and constants."""
    verifier = await verifier_of(
        provider,
        fetch,
        ("kind", "=staff"),
        ("tenant", "https://dealer.example/org"),
        ("client_id", "azp"),
        ("roles", "realm_access.roles"),
        ("scope", "scp"),
        ("rooftops", "=*"),
    )
    claims = {
        "iss": provider.address,
        "aud": CLAIMS["aud"],
        "sub": "sam",
        "iat": CLAIMS["iat"],
        "exp": CLAIMS["exp"],
        "https://dealer.example/org": TENANT,
        "azp": "portal",
        "realm_access": {"roles": ["service_advisor"]},
        "scp": ["customers:read", "purpose:operate", "openid"],
    }
    who = verifier.verify(signed(HEADER, claims))
    assert (who.kind, str(who.tenant), who.client_id) == ("staff", TENANT, "portal")
    assert who.roles == {"service_advisor"}
    assert who.scopes == {"customers:read"}
    assert who.purposes == ("operate",)


@pytest.mark.parametrize("name", ["isAdmin", "iss", "exp", "cnf"])
def test_only_our_claims_are_mapped(name: str) -> None:
    """A setting with a slip of the pen stops the start; what makes a token sound is not for mapping."""
    with pytest.raises(ValueError, match=name):
        ClaimMap([(name, "x")])


def test_a_claim_that_is_not_there_is_left_out() -> None:
    """And so the token is refused, when it is needed."""
    assert ClaimMap([("tenant", "org.id")])({"org": "text", "scope": 7}) == {"org": "text", "scope": "", "purposes": []}


async def test_only_its_algorithms_are_taken(provider: Provider, fetch: Fetcher) -> None:
    """Whatever else we understand."""
    verifier = await verifier_of(provider, fetch)
    with pytest.raises(TokenInvalid):
        verifier.verify(signed({**HEADER, "alg": "RS256", "kid": "rsa"}, {**CLAIMS, "iss": provider.address}))


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://another.example"},
        {"issuer": None},
        {"jwks_uri": "https://another.example/keys"},
        {"jwks_uri": None},
    ],
)
async def test_metadata_speaks_for_its_issuer_only(
    provider: Provider, fetch: Fetcher, metadata: dict[str, Any]
) -> None:
    """Another name, or keys at another origin that nobody has listed, and the service does not start."""
    provider.metadata = metadata
    with pytest.raises(DiscoveryFailed):
        await discover(provider.address, fetch)


async def test_keys_may_be_at_an_origin_that_is_listed(provider: Provider, fetch: Fetcher) -> None:
    """Some providers keep them elsewhere."""
    provider.metadata = {"jwks_uri": "https://keys.example/certs"}
    found = await discover(provider.address, fetch, origins=("https://keys.example",))
    assert found.jwks_uri == "https://keys.example/certs"


@pytest.mark.parametrize("path", ["/realms", "/plain"])
async def test_both_kinds_of_metadata_are_found(provider: Provider, fetch: Fetcher, path: str) -> None:
    """OpenID puts its path at the end, RFC 8414 at the beginning."""
    provider.metadata = {"issuer": provider.address + path}
    assert (await discover(provider.address + path, fetch)).jwks_uri == f"{provider.address}/keys"


async def test_without_metadata_the_service_does_not_start(provider: Provider, fetch: Fetcher) -> None:
    """It says which setting helps."""
    with pytest.raises(DiscoveryFailed, match="LIFECYCLE_JWKS"):
        await discover(f"{provider.address}/nothing", fetch)


async def test_without_keys_the_service_does_not_start(provider: Provider, fetch: Fetcher) -> None:
    """Nobody could be let in."""
    provider.status = 500
    with pytest.raises(KeysUnavailable):
        await verifier_of(provider, fetch)


async def test_keys_are_fresh_for_ten_minutes(provider: Provider, fetch: Fetcher) -> None:
    """Then they are looked up once, however many requests come."""
    clock = Clock()
    keys = RemoteKeys(f"{provider.address}/keys", fetch, clock)
    for _ in range(3):
        await keys.prepare("ec")
    clock.turn(minutes=9)
    await keys.prepare("ec")
    assert provider.asked == 1
    clock.turn(minutes=2)
    for _ in range(3):
        await keys.prepare("ec")
    assert provider.asked == 2


async def test_an_unknown_key_is_looked_for_at_most_every_half_minute(provider: Provider, fetch: Fetcher) -> None:
    """And one that was not found, not again while the keys are fresh: tokens of strangers cost nobody anything."""
    clock = Clock()
    keys = RemoteKeys(f"{provider.address}/keys", fetch, clock)
    await keys.prepare("ec")
    for number in range(5):
        await keys.prepare(f"made up {number}")
    assert provider.asked == 1
    clock.turn(seconds=31)
    for number in range(5, 10):
        await keys.prepare(f"made up {number}")
    assert provider.asked == 2
    clock.turn(seconds=31)
    await keys.prepare("made up 5")
    assert provider.asked == 2
    later = ECKey.generate_key("P-256", {"kid": "later"})
    provider.keys.append(later.as_dict(private=False))
    await keys.prepare("later")
    assert "later" in {key.kid for key in keys.current()}


async def test_known_keys_outlive_a_failure_by_a_day(provider: Provider, fetch: Fetcher) -> None:
    """Then nobody can say any more whether they are still good."""
    clock = Clock()
    keys = RemoteKeys(f"{provider.address}/keys", fetch, clock)
    await keys.prepare("ec")
    provider.status = 503
    clock.turn(hours=23)
    await keys.prepare("ec")
    assert {key.kid for key in keys.current()} == {"ec"}
    clock.turn(hours=2)
    await keys.prepare("ec")
    with pytest.raises(KeysUnavailable):
        keys.current()
    provider.status = 200
    clock.turn(seconds=31)
    await keys.prepare("ec")
    assert {key.kid for key in keys.current()} == {"ec"}


async def test_keys_that_verify_nothing_are_left_out(provider: Provider, fetch: Fetcher) -> None:
    """A real key set holds keys for encryption, and of kinds to come."""
    provider.keys += [
        {**ECKey.generate_key("P-256", {"kid": "enc"}).as_dict(private=False), "use": "enc"},
        {"kty": "AKP", "kid": "to come", "pub": "AA"},
        {"kty": "oct", "kid": "shared", "k": "c2VjcmV0"},
        {"kty": "EC"},
    ]
    keys = RemoteKeys(f"{provider.address}/keys", fetch, Clock())
    await keys.prepare("ec")
    assert [key.kid for key in keys.current()] == ["ec"]
    provider.keys = provider.keys[1:]
    other = RemoteKeys(f"{provider.address}/keys", fetch, Clock())
    await other.prepare("ec")
    with pytest.raises(KeysUnavailable):
        other.current()


async def test_keys_in_a_token_are_never_followed(provider: Provider, fetch: Fetcher) -> None:
    """A forger would put their own there."""
    verifier = await verifier_of(provider, fetch)
    forger = ECKey.generate_key("P-256", {"kid": "forged"})
    for header in (
        {"jku": f"{provider.address}/keys"},
        {"x5u": f"{provider.address}/keys"},
        {"jwk": forger.as_dict(private=False)},
    ):
        with pytest.raises(TokenInvalid):
            verifier.verify(signed({**HEADER, "kid": "forged", **header}, {**CLAIMS, "iss": provider.address}, forger))
    assert provider.asked == 1


async def test_opaque_tokens_are_asked_about(provider: Provider, fetch: Fetcher) -> None:
    """The issuer's answer is read like its other tokens, and kept for half a minute."""
    clock = Clock(NOW)
    provider.metadata = {"introspection_endpoint": f"{provider.address}/introspect"}
    verifier = await verifier_of(provider, fetch)
    opaque = await introspected(verifier, "ours:secret", fetch=fetch, now=clock)
    issuers = TrustedIssuers([verifier], opaque)
    sound = {name: value for name, value in CLAIMS.items() if name != "iss"}
    provider.opaque = {
        "good": {"active": True, **sound},
        "for-another": {"active": True, **sound, "aud": "another-api"},
        "from-another": {"active": True, **sound, "iss": "https://another.example"},
        "bound": {"active": True, **sound, "cnf": {"jkt": "a key"}},
    }
    provider.asked = 0
    for _ in range(3):
        assert (await issuers.verify("good")).subject == "sam"
    assert provider.asked == 1
    for token in ("unknown", "for-another", "from-another", "bound"):
        with pytest.raises(TokenInvalid):
            await issuers.verify(token)
    provider.opaque.clear()
    clock.turn(seconds=31)
    with pytest.raises(TokenInvalid):
        await issuers.verify("good")
    provider.status = 500
    with pytest.raises(IntrospectionFailed):
        await issuers.verify("good")
    assert (await issuers.verify(signed(HEADER, {**CLAIMS, "iss": provider.address}))).subject == "sam"


async def test_an_issuer_without_introspection_says_so_at_the_start(provider: Provider, fetch: Fetcher) -> None:
    """An endpoint of another origin is none."""
    verifier = await verifier_of(provider, fetch)
    for metadata in ({}, {"introspection_endpoint": "https://another.example/introspect"}):
        provider.metadata = metadata
        with pytest.raises(DiscoveryFailed):
            await introspected(verifier, "ours:secret", fetch=fetch, now=Clock())


@pytest.mark.parametrize("path", ["/elsewhere", "/large", "/text", "/missing"])
async def test_what_is_no_small_document_is_not_fetched(provider: Provider, fetch: Fetcher, path: str) -> None:
    """Redirections are not followed, and reading stops at the limit."""
    with pytest.raises(FetchFailed):
        await fetch(provider.address + path)


@pytest.mark.parametrize(
    "url", ["http://example.com/keys", "ftp://example.com", "file:///etc/passwd", "https:///x", ""]
)
async def test_only_https_is_fetched(fetch: Fetcher, url: str) -> None:
    """Plain http is for this machine."""
    with pytest.raises(FetchRefused):
        await fetch(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "169.254.169.254", "[::1]", "0.0.0.0"])  # noqa: S104
async def test_a_clients_address_is_a_public_one(fetch: Fetcher, host: str) -> None:
    """Whoever registers a client does not make us ask around in our own network."""
    with pytest.raises(FetchRefused):
        await fetch.for_strangers()(f"https://{host}/keys")


async def test_nothing_answers_where_nobody_listens(fetch: Fetcher) -> None:
    """That is a failure like any other, and names no value."""
    with pytest.raises(FetchFailed):
        await fetch("http://127.0.0.1:1/keys")


def test_a_set_without_any_usable_key_is_refused() -> None:
    """As a document it cannot be told from an error page."""
    for published in ({}, {"keys": None}, {"keys": [7]}, {"keys": [{"kty": "oct", "k": "AA", "kid": "shared"}]}):
        with pytest.raises(KeySetUnusable):
            usable(dict(published))
