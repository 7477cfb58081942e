"""Principals of every kind, with the scopes their kind can hold unless told otherwise."""

from typing import Any
from uuid import UUID

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.domain.purposes import PURPOSES
from tests.support.facts import a


def everything(kind: Kind) -> frozenset[str]:
    """Every scope that a party of this kind can hold."""
    return frozenset(scope.name for scope in SCOPES.values() if kind in scope.kinds)


def principal(tenant: UUID, kind: Kind, **changed: Any) -> Principal:
    """A principal of a kind."""
    fields: dict[str, Any] = {
        "kind": kind,
        "subject": f"test|{kind}",
        "tenant": tenant,
        "rooftops": ALL,
        "scopes": everything(kind),
        "client_id": "tests",
        "name": f"A {kind}",
    }
    return Principal(**{**fields, **changed})


def staff(tenant: UUID, *rooftops: UUID, role: Role = Role.SERVICE_ADVISOR, **changed: Any) -> Principal:
    """A member of staff who works at these rooftops, or at all when none is named."""
    where = frozenset(rooftops) or ALL
    return principal(tenant, Kind.STAFF, **{"rooftops": where, "roles": frozenset({role.value}), **changed})


def consumer(tenant: UUID, customer: UUID, **changed: Any) -> Principal:
    """A customer of the group."""
    return principal(tenant, Kind.CONSUMER, customer=customer, **changed)


def partner(tenant: UUID, **changed: Any) -> Principal:
    """A marketplace, with every purpose; what it sees takes `market()`, and naming a purpose."""
    fields = {"party": a("market"), "client_id": "market", "purposes": tuple(PURPOSES)}
    return principal(tenant, Kind.PARTNER, **{**fields, **changed})


def auditor(tenant: UUID, **changed: Any) -> Principal:
    """An auditor; what they see takes `engagement()`."""
    fields = {"party": a("ada"), "engagement": a("look")}
    return principal(tenant, Kind.AUDITOR, **{**fields, **changed})


def service(tenant: UUID, **changed: Any) -> Principal:
    """A program of the group's own."""
    return principal(tenant, Kind.SERVICE, **changed)
