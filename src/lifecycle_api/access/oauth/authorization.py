"""The authorization server as the edge calls it: fetch what a request needs, let Authlib decide, commit, answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import msgspec
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc6749 import OAuth2Error, TokenEndpoint
from authlib.oauth2.rfc6749.grants import BaseGrant

from lifecycle_api.access.issuers import TrustedIssuers
from lifecycle_api.access.oauth import dpop
from lifecycle_api.access.oauth.assertion import named
from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.dpop import Proof, ProofInvalid
from lifecycle_api.access.oauth.endpoints import Introspection, Revocation
from lifecycle_api.access.oauth.facts import (
    Cancellation,
    ClientKeys,
    Clients,
    Conflict,
    Decided,
    Facts,
    Grants,
    SignedIn,
    Signers,
)
from lifecycle_api.access.oauth.grants import ForClients, ForPeople, OnceMore, Pkce
from lifecycle_api.access.oauth.minting import LOGIN_LIFETIME
from lifecycle_api.access.oauth.request import Asked, Reply, refusal, usable
from lifecycle_api.access.oauth.server import OneRequest, check_standing, digest
from lifecycle_api.access.tokens import TokenExpired, TokenInvalid

_CONFLICTS: Final[Mapping[Conflict, Reply]] = {
    "assertion_used": refusal("invalid_client", "The assertion's jti was used before; make a new one every time."),
    "proof_used": refusal("invalid_dpop_proof", "The proof's jti was used before; make a new one every time."),
    "code_used": refusal("invalid_grant", "The code was used before; what was given for it counts no more."),
    "refresh_used": refusal("invalid_grant", "The refresh token was used before; its login has ended."),
}
_UNUSABLE: Final = refusal("invalid_request", "A parameter is too long, or has characters that none can have.")
_NO_GRANT: Final = refusal("invalid_request", "Send a grant_type of grant_types_supported.")
_NO_ASSERTION: Final = refusal("invalid_client", "The client_assertion is no JWT that names this client as its sub.")


@dataclass(frozen=True)
class Parts:
    """Where the server's facts come from. `issuers` verifies its own access tokens."""

    clients: Clients
    client_keys: ClientKeys
    grants: Grants
    signers: Signers
    issuers: TrustedIssuers


class Authorization:
    """The authorization server of this installation. Every call may raise `Unavailable`."""

    def __init__(self, parts: Parts, *, issuer: str, audience: str, now: Callable[[], datetime]) -> None:
        self._parts = parts
        self.issuer = issuer
        self._audience = audience
        self._now = now

    async def token(self, asked: Asked) -> Reply:
        """Answer the token endpoint."""
        if (wrong := _unusable(asked)) is not None:
            return wrong
        if not asked.parameters.get("grant_type"):
            return _NO_GRANT
        facts = await self._facts(asked)
        try:
            proof = _proof(asked, facts)
        except ProofInvalid as refused:
            return refusal("invalid_dpop_proof", refused.message)
        server = self._server(facts if proof is None else replace(facts, thumbprint=proof.thumbprint))
        server.register_grant(ForClients)
        server.register_grant(ForPeople, [Pkce()])
        server.register_grant(OnceMore)
        reply: Reply = server.create_token_response(asked)
        if proof is not None:
            server.decided.spend.append(proof.once)
        return await self._committed(server.decided, reply)

    async def revoke(self, asked: Asked) -> Reply:
        """Answer the revocation endpoint."""
        return await self._endpoint(asked, Revocation)

    async def introspect(self, asked: Asked) -> Reply:
        """Answer the introspection endpoint. Who does not prove who they are gets 401 (RFC 7662 §2.3)."""
        reply = await self._endpoint(asked, Introspection)
        if reply.body is not None and reply.body.get("error") == "invalid_client":
            return msgspec.structs.replace(reply, status=HTTPStatus.UNAUTHORIZED)
        return reply

    async def begin_login(self, asked: Asked) -> Client | Reply:
        """The client that sends someone to log in, or the answer to a request that is not in order."""
        prepared = await self._authorization(asked)
        return prepared if isinstance(prepared, Reply) else prepared[1]

    async def finish_login(self, asked: Asked, who: SignedIn) -> Reply:
        """Send who logged in back to the client, with a code."""
        prepared = await self._authorization(asked)
        if isinstance(prepared, Reply):
            return prepared
        server, client, grant = prepared
        meant = who if (who.kind, who.tenant) == (client.kind, client.tenant) else None
        reply: Reply = server.create_authorization_response(server.create_oauth2_request(asked), meant, grant)
        return await self._committed(server.decided, self._signed(reply))

    async def _authorization(self, asked: Asked) -> tuple[OneRequest, Client, BaseGrant] | Reply:
        if (wrong := _unusable(asked)) is not None:
            return wrong
        server = self._server(await self._facts(asked))
        server.register_grant(ForPeople, [Pkce()])
        try:
            grant = server.get_consent_grant(asked)
            check_standing(grant.client, server.facts)
        except OAuth2Error as error:
            return self._signed(server.handle_response(*error()))
        return server, grant.client, grant

    def _signed(self, reply: Reply) -> Reply:
        """The reply, saying in a redirection whose it is (RFC 9207): a client may know several servers."""
        if "Location" not in reply.headers:
            return reply
        location = add_params_to_uri(reply.headers["Location"], {"iss": self.issuer})
        return msgspec.structs.replace(reply, headers={**reply.headers, "Location": location})

    async def _endpoint(self, asked: Asked, endpoint: type[TokenEndpoint]) -> Reply:
        if (wrong := _unusable(asked)) is not None:
            return wrong
        facts = await self._facts(asked)
        claims = await self._claims(asked.parameters.get("token", ""))
        holder = await self._parts.clients.find(claims["client_id"]) if claims else None
        server = self._server(replace(facts, claims=claims, holder=holder))
        server.register_endpoint(endpoint)
        reply: Reply = server.create_endpoint_response(endpoint.ENDPOINT_NAME, asked)
        return await self._committed(server.decided, reply)

    def _server(self, facts: Facts) -> OneRequest:
        return OneRequest(facts, issuer=self.issuer, audience=self._audience)

    async def _facts(self, asked: Asked) -> Facts:
        parameters, parts = asked.parameters, self._parts
        name, kid = parameters.get("client_id", ""), None
        if "client_assertion" in parameters:
            name, kid = named(parameters["client_assertion"])
        client = await parts.clients.find(name) if name else None
        code, refresh = parameters.get("code"), parameters.get("refresh_token") or parameters.get("token")
        return Facts(
            now=self._now(),
            signer=await parts.signers.signer(),
            client=client,
            client_keys=await parts.client_keys.of(client, kid) if client and client.has_keys else None,
            code=await parts.grants.code(digest(code)) if code else None,
            refresh=await parts.grants.refresh(digest(refresh)) if refresh else None,
        )

    async def _claims(self, token: str) -> Mapping[str, Any] | None:
        try:
            return await self._parts.issuers.claims(token)
        except (TokenInvalid, TokenExpired):
            return None

    async def _committed(self, decided: Decided, reply: Reply) -> Reply:
        if reply.status >= HTTPStatus.BAD_REQUEST:
            decided = Decided(spend=decided.spend)
        now = self._now()
        conflict = await self._parts.grants.commit(decided, now)
        if conflict is None or reply.status >= HTTPStatus.BAD_REQUEST:
            return reply
        stolen = decided.redeemed or decided.refreshed
        if conflict in ("code_used", "refresh_used") and stolen is not None:
            ended = Cancellation("family", str(stolen.family), now + LOGIN_LIFETIME)
            await self._parts.grants.commit(Decided(cancel=[ended]), now)
        return _CONFLICTS[conflict]


def _unusable(asked: Asked) -> Reply | None:
    """The answer to what Authlib should never see: it raises where it quotes odd characters, and on deep JSON."""
    if not usable(asked.parameters):
        return _UNUSABLE
    assertion = asked.parameters.get("client_assertion")
    if assertion is None:
        return None
    client = named(assertion)[0]
    return None if client and asked.parameters.get("client_id", client) == client else _NO_ASSERTION


def _proof(asked: Asked, facts: Facts) -> Proof | None:
    if asked.proofs:
        return dpop.check(asked.proofs, method=asked.method, url=asked.url, now=facts.now)
    if facts.client is not None and facts.client.dpop_required:
        raise ProofInvalid("Tokens of this client are bound to a key; send a DPoP proof.")
    return None
