"""Clients are registered, get new keys, and are revoked: recorded in their group's log, then kept in the registry."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.oauth.client import Client, Standing
from lifecycle_api.access.oauth.facts import Cancellation, Decided
from lifecycle_api.access.oauth.minting import LOGIN_LIFETIME
from lifecycle_api.access.oauth.registration import grantable_scopes, https, public_keys, thumbprints
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.administration import check_reach
from lifecycle_api.commands.asking import Asked, Outcome
from lifecycle_api.commands.bus import actor_of, outcome_of
from lifecycle_api.commands.command import NotFound, PolicyRefused
from lifecycle_api.commands.organisation import Authority
from lifecycle_api.commands.vocabulary import named, purposes
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.events.clients import ClientKeysRotated, ClientRegistered, ClientRevoked
from lifecycle_api.domain.events.parties import PartnerAccessGranted, PartnerAccessRevoked
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.store.log import EventStore
from lifecycle_api.store.oauth.clients import ClientRegistry
from lifecycle_api.store.oauth.grants import GrantStore


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A client as it is asked for. Either `jwks` or `jwks_uri` for those that act alone, redirect URIs for portals."""

    name: str
    kind: Kind = Kind.PARTNER
    party: UUID | None = None
    agreement: UUID | None = None
    jwks: dict[str, Any] | None = None
    jwks_uri: str | None = None
    redirect_uris: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    rooftops: tuple[UUID, ...] | None = None
    dpop_required: bool = False
    trusted_only: bool = False
    until: date | None = None


class ClientAdministration:
    """Sets up clients of dealer groups. The log is written first: the registry can be filled again from a retry."""

    def __init__(
        self, store: EventStore, clients: ClientRegistry, grants: GrantStore, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._clients = clients
        self._grants = grants
        self._now = now

    def authority(self, principal: Principal, asked: Asked) -> Authority:
        """Who sets a client up, for the whole group. Raises PolicyRefused."""
        check_reach(principal)
        return Authority(actor_of(principal), asked.at(self._now()), asked.key(principal))

    async def check(self, group: UUID, wanted: Wanted) -> None:
        """Raise what registering this client would raise, whether or not its party is registered yet."""
        await self._client(group, "", wanted)

    async def register(self, group: UUID, client_id: str, wanted: Wanted, by: Authority) -> tuple[Client, Outcome]:
        """Register a client of a dealer group. Raises InvalidArgument, NotFound, IdempotencyKeyReused."""
        client = await self._made(group, client_id, wanted)
        event = _granted(client, wanted.agreement) if client.kind is Kind.PARTNER else _registered(client)
        return await self._recorded(client, event, by, msgspec.json.encode(wanted))

    async def rotate(
        self, group: UUID, client_id: str, *, jwks: dict[str, Any] | None, jwks_uri: str | None, by: Authority
    ) -> tuple[Client, Outcome]:
        """Let a client prove itself with these keys only; name the old ones too while both are in use.

        Raises NotFound, PolicyRefused, InvalidArgument, IdempotencyKeyReused.
        """
        client = await self.of_group(group, client_id)
        if client.standing is Standing.REVOKED:
            raise PolicyRefused("This client is revoked for good; register a new one.")
        if not client.has_keys:
            raise PolicyRefused("This client has no keys: its people log in.")
        keys = _keys(jwks, jwks_uri)
        client = msgspec.structs.replace(client, keys=keys, jwks_uri=jwks_uri)
        event = ClientKeysRotated(
            client_id=client_id, party=client.party, thumbprints=thumbprints(keys), jwks_uri=jwks_uri
        )
        return await self._recorded(client, event, by, msgspec.json.encode([jwks, jwks_uri]))

    async def revoke(self, group: UUID, client_id: str, reason: str, by: Authority) -> tuple[Client, Outcome]:
        """End a client's access; its tokens count no more within a second. Asked again, nothing more is recorded.

        Raises NotFound, InvalidArgument, IdempotencyKeyReused.
        """
        client = await self.of_group(group, client_id)
        reason = named(reason, "reason", "Say why the client is revoked.")
        if client.standing is Standing.REVOKED:
            done = await self._revoked_before(client, by, reason)
        else:
            done = await self._revoked(client, by, reason)
        now = self._now()
        # Cancelled again, too: whoever revoked first may have died before.
        gone = Cancellation("client", client_id, now + LOGIN_LIFETIME)
        await self._grants.commit(Decided(cancel=[gone]), now)
        return done

    async def _revoked(self, client: Client, by: Authority, reason: str) -> tuple[Client, Outcome]:
        client_id = client.client_id
        event: Event = ClientRevoked(client_id=client_id, reason=reason)
        if client.party is not None and client.kind is Kind.PARTNER:
            event = PartnerAccessRevoked(party=client.party, client_id=client_id, reason=reason)
        revoked = msgspec.structs.replace(client, standing=Standing.REVOKED)
        return await self._recorded(revoked, event, by, reason.encode())

    async def _revoked_before(self, client: Client, by: Authority, reason: str) -> tuple[Client, Outcome]:
        group, last = client.tenant, client.position
        if by.key is not None:
            await self._store.replay(group, by.key, reason.encode())  # which refuses a key of another request
        return client, await outcome_of(self._store, group, last, last, replayed=True)

    async def of_group(self, group: UUID, client_id: str) -> Client:
        """A client of this group. Raises NotFound."""
        found = await self._clients.find(client_id)
        if found is None or found.tenant != group:
            raise NotFound("The dealer group has no such client.", argument="clientId")
        return found

    async def _made(self, group: UUID, client_id: str, wanted: Wanted) -> Client:
        if wanted.kind is Kind.PARTNER or wanted.party is not None:
            await self._check_party(group, wanted.party)
        return await self._client(group, client_id, wanted)

    async def _client(self, group: UUID, client_id: str, wanted: Wanted) -> Client:
        alone = wanted.kind in {Kind.PARTNER, Kind.SERVICE}
        for rooftop in wanted.rooftops or ():
            await self._check_rooftop(group, rooftop)
        if not alone and not wanted.redirect_uris:
            raise InvalidArgument("A portal needs the addresses its people come back to.", argument="redirectUris")
        with_keys = alone or wanted.jwks is not None or wanted.jwks_uri is not None
        return Client(
            client_id=client_id,
            name=named(wanted.name, "name", "A client needs a name."),
            kind=wanted.kind,
            tenant=group,
            party=wanted.party,
            keys=_keys(wanted.jwks, wanted.jwks_uri) if with_keys else (),
            jwks_uri=wanted.jwks_uri,
            redirect_uris=tuple(https(each, "redirectUris", loopback=True) for each in wanted.redirect_uris),
            scopes=grantable_scopes(wanted.kind, wanted.scopes),
            purposes=purposes(wanted.purposes),
            rooftops="*" if wanted.rooftops is None else wanted.rooftops,
            dpop_required=wanted.dpop_required,
            trusted_only=wanted.trusted_only,
            sandbox=await self._clients.is_sandbox(group),
            until=self._last_day(wanted.until),
        )

    def _last_day(self, day: date | None) -> date | None:
        if day is not None and day < self._now().date():
            raise InvalidArgument("The last day of a client's access is today or later.", argument="until")
        return day

    async def _check_party(self, group: UUID, party: UUID | None) -> None:
        known = DCBQuery([DCBQueryItem(types=["party.registered"], tags=[f"party:{party}"])])
        if party is None or not (await self._store.read(group, known, limit=1)).events:
            raise NotFound("There is no such party; register it first.", argument="party")

    async def _check_rooftop(self, group: UUID, rooftop: UUID) -> None:
        known = DCBQuery([DCBQueryItem(types=["rooftop.registered"], tags=[f"rooftop:{rooftop}"])])
        if not (await self._store.read(group, known, limit=1)).events:
            raise NotFound(f"The dealer group has no rooftop {rooftop}.", argument="rooftops")

    async def _recorded(self, client: Client, event: Event, by: Authority, content: bytes) -> tuple[Client, Outcome]:
        """Record the event, then keep the client, unless a later event has been kept already."""
        group, name = client.tenant, registry.declaration(type(event)).name
        envelope = Envelope(
            id=ids.of(group, "event", name, client.client_id, by.key or by.at.isoformat(), content.hex()),
            occurred_at=by.at,
            actor=by.actor,
        )
        appended = await self._store.append(
            group, [NewEvent(envelope, event)], idempotency_key=by.key, content=content if by.key else None
        )
        kept = msgspec.structs.replace(client, position=appended.last)
        await self._clients.save(kept, self._now())
        return kept, await outcome_of(self._store, group, appended.first, appended.last, replayed=appended.replayed)


def _keys(jwks: dict[str, Any] | None, jwks_uri: str | None) -> tuple[dict[str, Any], ...]:
    if (jwks is None) == (jwks_uri is None):
        raise InvalidArgument(
            "Send the client's public keys as `jwks`, or their address as `jwksUri`.", argument="jwks"
        )
    if jwks_uri is not None:
        https(jwks_uri, "jwksUri")
        return ()
    return public_keys(jwks or {})


def _granted(client: Client, agreement: UUID | None) -> PartnerAccessGranted:
    if client.party is None:
        raise NotFound("There is no such party; register it first.", argument="party")
    return PartnerAccessGranted(
        party=client.party,
        agreement=agreement,
        client_id=client.client_id,
        scopes=client.scopes,
        purposes=client.purposes,
        rooftops=() if client.rooftops == "*" else tuple(map(str, client.rooftops)),
        until=client.until,
    )


def _registered(client: Client) -> ClientRegistered:
    return msgspec.convert(
        {
            "client_id": client.client_id,
            "kind": client.kind.value,
            "name": client.name,
            "party": client.party,
            "redirect_uris": client.redirect_uris,
            "scopes": client.scopes,
            "purposes": client.purposes,
        },
        ClientRegistered,
    )
