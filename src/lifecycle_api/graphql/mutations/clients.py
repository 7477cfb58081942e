"""Clients of partners: registered with public keys, given new ones, revoked."""

from typing import Any

import strawberry

from lifecycle_api.access.oauth import client as registered
from lifecycle_api.access.oauth.registration import thumbprints
from lifecycle_api.commands.asking import Outcome
from lifecycle_api.commands.clients import Wanted
from lifecycle_api.errors import InvalidArgument
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import key, optional_key
from lifecycle_api.graphql.mutations.organisation import SettingUpInput
from lifecycle_api.graphql.mutations.payloads import Payload, recorded
from lifecycle_api.graphql.scalars import Date, Json

_JWKS = "Its public keys as a JWKS, `{keys: [...]}`: EC P-256, each with a `kid`, up to five. Never a private key."
_JWKS_URI = "Or the https address where it publishes them; keys may then change without asking."


@strawberry.type(description="A client of a partner: a program that gets tokens with its key, for this dealer group.")
class PartnerClient:
    """A client."""

    client_id: str = strawberry.field(description="What it calls itself in its client assertions.")
    name: str = strawberry.field(description="Its name, for people.")
    scopes: list[str] = strawberry.field(description="The scopes it may ask for.")
    purposes: list[str] = strawberry.field(description="The purposes it may name.")
    rooftops: list[strawberry.ID] | None = strawberry.field(description="Its rooftops; null means all of the group.")
    key_thumbprints: list[str] = strawberry.field(
        description="Thumbprints (RFC 7638) of its registered keys; none when it publishes them."
    )
    jwks_uri: str | None = strawberry.field(description="Where it publishes its keys, if it does.")
    dpop_required: bool = strawberry.field(description="Whether its tokens are bound to a key (RFC 9449).")
    trusted_only: bool = strawberry.field(description="Whether it runs registered operations only.")
    sandbox: bool = strawberry.field(description="Whether this dealer group is a sandbox, with synthetic people only.")
    active: bool = strawberry.field(description="Whether it may have tokens: neither revoked nor suspended.")


@strawberry.input(description="A client of a partner that is given access to this dealer group.")
class RegisterPartnerClientInput(SettingUpInput):
    """A client to register."""

    party: strawberry.ID = strawberry.field(description="Global id of the partner, a party of the group.")
    name: str = strawberry.field(description="A name for it, such as `Carfair, production`.")
    scopes: list[str] = strawberry.field(description="The scopes it may ask for; docs/clients.md lists them.")
    purposes: list[str] = strawberry.field(description="The purposes it may name; an agreement has to cover them.")
    jwks: Json | None = strawberry.field(default=None, description=_JWKS)
    jwks_uri: str | None = strawberry.field(default=None, description=_JWKS_URI)
    rooftops: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Global ids of the rooftops it may ask about; all of them when left out."
    )
    agreement: strawberry.ID | None = strawberry.field(
        default=None, description="Global id of the agreement that it is given access under."
    )
    dpop_required: bool = strawberry.field(
        default=False, description="Bind its tokens to a key: stolen ones are then worth nothing."
    )
    trusted_only: bool = strawberry.field(default=False, description="Let it run registered operations only.")
    until: Date | None = strawberry.field(default=None, description="Its last day, when it has one.")

    def wanted(self) -> Wanted:
        """What is asked for. Raises InvalidArgument."""
        rooftops = None if self.rooftops is None else tuple(key(each, "rooftop", "rooftops") for each in self.rooftops)
        if rooftops == ():
            raise InvalidArgument("Name a rooftop, or leave `rooftops` out to mean all of them.", argument="rooftops")
        return Wanted(
            name=self.name,
            party=key(self.party, "party", "party"),
            agreement=optional_key(self.agreement, "agreement", "agreement"),
            jwks=_jwks(self.jwks),
            jwks_uri=self.jwks_uri,
            scopes=tuple(self.scopes),
            purposes=tuple(self.purposes),
            rooftops=rooftops,
            dpop_required=self.dpop_required,
            trusted_only=self.trusted_only,
            until=self.until,
        )


@strawberry.input(description="New keys of a client. Name the old ones too, for as long as both are in use.")
class RotateClientKeysInput(SettingUpInput):
    """Keys."""

    client_id: str = strawberry.field(description="The client.")
    jwks: Json | None = strawberry.field(default=None, description=_JWKS)
    jwks_uri: str | None = strawberry.field(default=None, description=_JWKS_URI)


@strawberry.input(description="The end of a client's access.")
class RevokeClientInput(SettingUpInput):
    """A revocation."""

    client_id: str = strawberry.field(description="The client.")
    reason: str = strawberry.field(description="Why: whoever audits the group reads it.")


@strawberry.type(description="What a mutation about a partner's client did.")
class PartnerClientPayload(Payload):
    """The client."""

    client: PartnerClient | None = strawberry.field(default=None, description="The client as it is registered now.")


async def _register(by: Caller, given: RegisterPartnerClientInput) -> PartnerClientPayload:
    asked, clients = given.asked(), by.writing.clients
    client_id = str(asked.new_id(by.principal, "client"))
    authority = clients.authority(by.principal, asked)
    return _told(*await clients.register(by.principal.tenant, client_id, given.wanted(), authority))


async def _rotate(by: Caller, given: RotateClientKeysInput) -> PartnerClientPayload:
    clients = by.writing.clients
    authority = clients.authority(by.principal, given.asked())
    return _told(
        *await clients.rotate(
            by.principal.tenant, given.client_id, jwks=_jwks(given.jwks), jwks_uri=given.jwks_uri, by=authority
        )
    )


async def _revoke(by: Caller, given: RevokeClientInput) -> PartnerClientPayload:
    clients = by.writing.clients
    authority = clients.authority(by.principal, given.asked())
    return _told(*await clients.revoke(by.principal.tenant, given.client_id, given.reason, authority))


def _told(client: registered.Client, outcome: Outcome) -> PartnerClientPayload:
    shown = PartnerClient(
        client_id=client.client_id,
        name=client.name,
        scopes=list(client.scopes),
        purposes=list(client.purposes),
        rooftops=None if client.rooftops == "*" else [strawberry.ID(f"rooftop:{each}") for each in client.rooftops],
        key_thumbprints=list(thumbprints(client.keys)),
        jwks_uri=client.jwks_uri,
        dpop_required=client.dpop_required,
        trusted_only=client.trusted_only,
        sandbox=client.sandbox,
        active=client.standing is registered.Standing.ACTIVE,
    )
    return PartnerClientPayload(client=shown, **recorded(outcome))


def _jwks(given: Any) -> dict[str, Any] | None:
    if given is not None and not isinstance(given, dict):
        raise InvalidArgument("`jwks` is a JSON object with a list of `keys`.", argument="jwks")
    return given


register_partner_client = mutation(
    RegisterPartnerClientInput,
    PartnerClientPayload,
    _register,
    scope="admin:write",
    emits=("partner_access.granted",),
    description="Give a program of a partner access to the group, as far as its scopes, purposes and agreements go.",
)
rotate_client_keys = mutation(
    RotateClientKeysInput,
    PartnerClientPayload,
    _rotate,
    scope="admin:write",
    emits=("client.keys_rotated",),
    description="Replace the keys by which a client proves itself; those that are not named count no more.",
)
revoke_client = mutation(
    RevokeClientInput,
    PartnerClientPayload,
    _revoke,
    scope="admin:write",
    emits=("client.revoked", "partner_access.revoked"),
    description="End a client's access. The tokens it has count no more within a second.",
)
