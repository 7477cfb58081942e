"""Who is asking: the identity, reach and permissions that a verified token stands for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec

from lifecycle_api.access.matrix import DEFAULT, Matrix
from lifecycle_api.access.scopes import Kind, ScopeMissing, grantable
from lifecycle_api.uuids import uuid_of


class AllRooftops(Enum):
    """Has one member, so that "every rooftop" is said aloud and never by leaving something out."""

    ALL = "*"


ALL: Final = AllRooftops.ALL
Rooftops = frozenset[UUID] | Literal[AllRooftops.ALL]

_LAST: Final = 253_402_300_799  # the end of the year 9999
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Principal(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A party that showed a valid token. `customer` is set for consumers only: the record that is theirs.

    `party` is the organisation that a partner or auditor acts for, `engagement` what an auditor was engaged for,
    `grant` the consent that a partner's token was given under while the consumer was present. `matrix` says what the
    roles may do in this group, `expires` when the token stops being valid. Whoever is `trusted_only` runs registered
    documents only.
    """

    kind: Kind
    subject: str
    tenant: UUID
    rooftops: Rooftops = frozenset()
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    customer: UUID | None = None
    client_id: str
    name: str
    purposes: tuple[str, ...] = ()
    party: UUID | None = None
    engagement: UUID | None = None
    grant: UUID | None = None
    matrix: Matrix = DEFAULT
    trusted_only: bool = False
    expires: datetime | None = None

    @property
    def recipient(self) -> UUID | None:
        """To whom goes what this principal is shown: the organisation it acts for, or the one rooftop it works at."""
        if self.kind is Kind.STAFF and self.rooftops is not ALL and len(self.rooftops) == 1:
            return next(iter(self.rooftops))
        return self.party

    def under(self, matrix: Matrix) -> "Principal":
        """The same party where these are the rules; one object, as long as the rules are one."""
        if matrix is self.matrix:
            return self
        kept: dict[str, Principal] = self.__dict__
        ruled = kept.get("ruled")
        if ruled is None or ruled.matrix is not matrix:
            ruled = kept["ruled"] = msgspec.structs.replace(self, matrix=matrix)
        return ruled

    def may(self, scope: str) -> bool:
        """Whether the token carries this scope."""
        return scope in self.scopes

    def require(self, scope: str) -> None:
        """Raise `ScopeMissing`, naming the scope, unless the token carries it."""
        if not self.may(scope):
            raise ScopeMissing(scope=scope)


class _Claims(msgspec.Struct, frozen=True):
    """The claims a principal is made of, as the authorization server writes them."""

    sub: _Text
    kind: Kind
    tenant: UUID
    client_id: _Text
    scope: str = ""
    rooftops: list[UUID] | Literal["*"] = []
    roles: list[str] = []
    customer: UUID | None = None
    name: Annotated[str, msgspec.Meta(max_length=200)] = ""
    purposes: list[str] = []
    party: UUID | None = None
    engagement: UUID | None = None
    grant_id: UUID | None = None
    trusted_only: bool = False
    exp: Annotated[int, msgspec.Meta(ge=0, le=_LAST)] | Annotated[float, msgspec.Meta(ge=0, le=_LAST)] | None = None


def from_claims(claims: Mapping[str, Any]) -> Principal:
    """The principal that verified claims describe.

    Raises `msgspec.ValidationError` when a claim is missing or of another type, when a consumer names no
    customer, or when anyone else names one. Unknown scopes, and those a kind cannot hold, are dropped.
    """
    read = msgspec.convert(dict(claims), _Claims)
    if (read.kind is Kind.CONSUMER) != (read.customer is not None):
        raise msgspec.ValidationError("`customer` belongs to consumers, and only to them")
    return Principal(
        kind=read.kind,
        subject=read.sub,
        tenant=uuid_of(str(read.tenant)),
        rooftops=ALL if read.rooftops == "*" else frozenset(read.rooftops),
        scopes=grantable(read.kind, read.scope.split()),
        roles=frozenset(read.roles),
        customer=read.customer,
        client_id=read.client_id,
        name=read.name or read.sub,
        purposes=tuple(read.purposes),
        party=None if read.party is None else uuid_of(str(read.party)),
        engagement=read.engagement,
        grant=read.grant_id,
        trusted_only=read.trusted_only,
        expires=None if read.exp is None else datetime.fromtimestamp(read.exp, UTC),
    )
