"""Programs that act for the group's own people, and the keys of all clients; access of partners is in `parties`."""

from typing import Annotated, Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import Classified, Fact, OptionalPartyRef
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event

ClientRef = Annotated[str, Classified(Category.NONE, tag="client")]


@event("client.registered")
class ClientRegistered(Event):
    """A portal or a service of the group may ask for tokens, up to these scopes and purposes."""

    client_id: ClientRef
    kind: Fact[Literal["staff", "auditor", "consumer", "service"]]
    name: Fact[str]
    party: OptionalPartyRef = None
    redirect_uris: Fact[tuple[str, ...]] = ()
    scopes: Fact[tuple[str, ...]] = ()
    purposes: Fact[tuple[str, ...]] = ()


@event("client.keys_rotated")
class ClientKeysRotated(Event):
    """A client proves itself with these keys from now on, and with no others. They are named by their thumbprints."""

    client_id: ClientRef
    party: OptionalPartyRef = None
    thumbprints: Fact[tuple[str, ...]] = ()
    jwks_uri: Fact[str | None] = None


@event("client.revoked")
class ClientRevoked(Event):
    """A portal or a service of the group gets no more tokens, and those it has count no more."""

    client_id: ClientRef
    reason: Fact[str]
