"""An authorization server on a database, served over HTTP under a clock that tests turn, and clients with real keys."""

import asyncio
import socket
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OKPKey
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, request_response
from starlette.types import ASGIApp

from lifecycle_api.access.authentication import Authentication
from lifecycle_api.access.fetching import Fetcher
from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.dpop import token_hash
from lifecycle_api.access.oauth.login import Login, PersonaLogin
from lifecycle_api.access.personas import Persona, personas
from lifecycle_api.access.scopes import Kind
from lifecycle_api.http.application import Application
from lifecycle_api.http.authentication import Authenticate, require_principal
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.oauth import OAuth, oauth_routes
from lifecycle_api.store.database import open_pool
from lifecycle_api.store.local_keys import LocalKeyStore
from lifecycle_api.store.oauth.authority import Authority, authority, memory
from lifecycle_api.store.oauth.clients import ClientRegistry
from tests.access.forge import signed
from tests.support.waiting import PATIENCE_SECONDS

MASTER = b"a master key that is 32 bytes ok"
GROUP, OTHER_GROUP, PARTY, HERE, ANN = (UUID(int=number) for number in range(11, 16))
REDIRECT = "https://portal.dealer.example/callback"
VERIFIER = "a-code-verifier-that-is-long-enough-for-the-rules-1"
ASSERTED = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class Clock:
    """Time that passes when a test says so."""

    at: datetime = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Now."""
        return self.at

    def turn(self, **by: float) -> None:
        """Let time pass."""
        self.at += timedelta(**by)

    @property
    def stamp(self) -> int:
        """Now, as claims have it."""
        return int(self.at.timestamp())


@dataclass
class Holder:
    """Somebody with a key of their own, who signs assertions and proofs with it."""

    clock: Clock
    issuer: str
    client_id: str = "carfair"
    key: Key = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1"}))

    @property
    def public(self) -> dict[str, Any]:
        """The public key, as a client registers it."""
        return dict(self.key.as_dict(private=False))

    @property
    def thumbprint(self) -> str:
        """What tokens bound to the key name it by."""
        return self.key.thumbprint()

    def assertion(self, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A client assertion, with these claims changed; None leaves one out."""
        own = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.issuer,
            "jti": str(uuid4()),
            "iat": self.clock.stamp,
            "exp": self.clock.stamp + 60,
            **claims,
        }
        heads = {"alg": "ES256", "kid": self.key.kid, **(header or {})}
        kept = {name: value for name, value in own.items() if value is not None}
        return jwt.encode(heads, kept, self.key, algorithms=[heads["alg"]])

    def asking(self, **parameters: str) -> dict[str, str]:
        """The parameters of a token request as this client."""
        own = {"grant_type": "client_credentials", "client_assertion_type": ASSERTED}
        return {
            **own,
            **({} if "client_assertion" in parameters else {"client_assertion": self.assertion()}),
            **parameters,
        }

    def proof(
        self, method: str, url: str, token: str | None = None, header: Mapping[str, Any] | None = None, **claims: Any
    ) -> str:
        """A DPoP proof for a request, with these claims changed; None leaves one out."""
        own = {"htm": method, "htu": url, "iat": self.clock.stamp, "jti": str(uuid4())}
        with_token = {"ath": token_hash(token)} if token else {}
        kept = {name: value for name, value in {**own, **with_token, **claims}.items() if value is not None}
        alg = "Ed25519" if isinstance(self.key, OKPKey) else "ES256"
        jwk = {name: value for name, value in self.public.items() if name in {"kty", "crv", "x", "y"}}
        heads = {"typ": "dpop+jwt", "alg": alg, "jwk": jwk, **(header or {})}
        return signed({name: value for name, value in heads.items() if value is not None}, kept, self.key)


@dataclass
class Served:
    """A served authorization server, with `/whoami` behind the same authentication as the API."""

    http: httpx.AsyncClient
    address: str
    clock: Clock
    authority: Authority
    registry: ClientRegistry
    suspended: set[UUID]
    logins: dict[Kind, Login]

    def holder(self, client_id: str = "carfair", key: Key | None = None) -> Holder:
        """A client's owner, with a key."""
        made = Holder(self.clock, self.address, client_id)
        if key is not None:
            made.key = key
        return made

    async def partner(self, holder: Holder | None = None, **changes: Any) -> Holder:
        """Register a marketplace's client, and give its owner."""
        holder = holder or self.holder()
        own: dict[str, Any] = {
            "client_id": holder.client_id,
            "name": "Carfair",
            "kind": Kind.PARTNER,
            "tenant": GROUP,
            "party": PARTY,
            "keys": (holder.public,),
            "scopes": ("leads:write", "vehicles:read"),
            "purposes": ("lead_followup", "vehicle_history"),
            "rooftops": (HERE,),
        }
        await self.registry.save(Client(**{**own, **changes}), self.clock())
        return holder

    async def portal(self, kind: Kind = Kind.STAFF, **changes: Any) -> str:
        """Register a portal without keys, and give its id."""
        own: dict[str, Any] = {
            "client_id": "portal",
            "name": "The portal",
            "kind": kind,
            "tenant": GROUP,
            "redirect_uris": (REDIRECT,),
            "scopes": ("customers:read", "notes:write", "timeline:read"),
            "purposes": ("operate",),
        }
        client = Client(**{**own, **changes})
        await self.registry.save(client, self.clock())
        return client.client_id

    async def token(self, parameters: Mapping[str, str], **headers: str) -> httpx.Response:
        """Ask the token endpoint."""
        return await self.http.post("/oauth/token", data=dict(parameters), headers=headers)

    async def whoami(self, token: str, scheme: str = "Bearer", **headers: str) -> httpx.Response:
        """Show a token where the API would be."""
        return await self.http.get("/whoami", headers={"Authorization": f"{scheme} {token}", **headers})

    async def code(self, **changes: str) -> str:
        """Log in as the service advisor at the portal, and take the code from the redirection."""
        response = await self.http.post("/oauth/authorize", data={**wanted(), "persona": "service-advisor", **changes})
        assert response.status_code == httpx.codes.FOUND, response.text
        (code,) = parse_qs(urlsplit(response.headers["location"]).query)["code"]
        return code

    async def login(self) -> dict[str, Any]:
        """Log in, and exchange the code for tokens."""
        response = await self.token(redeeming(await self.code()))
        assert response.status_code == httpx.codes.OK, response.text
        tokens: dict[str, Any] = response.json()
        return tokens


def wanted(**changes: str) -> dict[str, str]:
    """The parameters of an authorization request."""
    own = {
        "response_type": "code",
        "client_id": "portal",
        "redirect_uri": REDIRECT,
        "state": "xyz",
        "code_challenge": urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return {name: value for name, value in {**own, **changes}.items() if value}


def redeeming(code: str, **changes: str) -> dict[str, str]:
    """The parameters that exchange a code."""
    own = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": REDIRECT,
        "client_id": "portal",
        "code_verifier": VERIFIER,
    }
    return {name: value for name, value in {**own, **changes}.items() if value}


def people() -> list[Persona]:
    """Who can log in."""
    return personas(GROUP, rooftops=[HERE], customer=ANN)


@asynccontextmanager
async def served(dsn: str) -> AsyncIterator[Served]:
    """Serve an authorization server on this database until the block ends."""
    clock, suspended = Clock(), set[UUID]()

    async def is_suspended(_group: UUID, party: UUID) -> bool:
        return party in suspended

    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        pool = await open_pool(dsn)
        try:
            async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=PATIENCE_SECONDS) as http:
                kept = memory(pool, LocalKeyStore(pool, MASTER), is_suspended, clock)
                made = authority(
                    pool,
                    kept,
                    issuer=address,
                    audience="lifecycle-api",
                    fetch=Fetcher(http, loopback=True),
                    now=clock,
                )
                logins: dict[Kind, Login] = dict.fromkeys(Kind, PersonaLogin(people, clock))
                async with _running(_app(made, logins), listening):
                    yield Served(http, address, clock, made, kept.clients, suspended, logins)
        finally:
            await pool.close()


def _app(made: Authority, logins: dict[Kind, Login]) -> Application:
    async def whoami(request: Request) -> Response:
        who = require_principal(request.scope)
        return JSONResponse(
            {
                "subject": who.subject,
                "kind": who.kind,
                "tenant": str(who.tenant),
                "scopes": sorted(who.scopes),
                "purposes": list(who.purposes),
                "party": who.party and str(who.party),
            }
        )

    verify = Authentication(TrustedIssuers([made.verifier]), made.possession)
    guarded = Route("/whoami", Authenticate(request_response(whoami), verify), methods=["GET"])
    return Application([guarded, *oauth_routes(OAuth(made.authorization, made.jwks, logins))], Origins())


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application in this event loop; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with _running(app, listening):
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def _running(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
