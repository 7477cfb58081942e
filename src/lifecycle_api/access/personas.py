"""The people and machines of the demo, and the claims each one's token carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.domain import ids

MARKETPLACE = "carfinder"
AUDITOR = "brookline"
ENGAGEMENT = "leads"
"""What the sample's `rights.json` calls the parties that two of the personas act for, and what the auditor does."""


@dataclass(frozen=True)
class Persona:
    """Someone to try the service as: a stable key, a name, what they see in a sentence, and their claims."""

    key: str
    name: str
    description: str
    claims: dict[str, Any]


KINDS: dict[str, Kind] = {
    "service-advisor": Kind.STAFF,
    "sales-manager": Kind.STAFF,
    "bdc-agent": Kind.STAFF,
    "marketplace": Kind.PARTNER,
    "auditor": Kind.AUDITOR,
    "consumer": Kind.CONSUMER,
    "administrator": Kind.STAFF,
}
"""The kind of party that each persona is, by its key."""


def personas(tenant: UUID, *, rooftops: Sequence[UUID], customer: UUID) -> list[Persona]:
    """The seven of the demo. The service advisor works at the first rooftop; `customer` is the consumer."""
    here = [str(rooftop) for rooftop in rooftops[:1]]
    return [
        _staff("service-advisor", "Sam, service advisor", Role.SERVICE_ADVISOR, tenant, here),
        _staff("sales-manager", "Maya, sales manager", Role.SALES_MANAGER, tenant, "*"),
        _staff("bdc-agent", "Bo, BDC agent", Role.BDC_AGENT, tenant, "*"),
        _persona(
            "marketplace",
            "Carfinder, a marketplace",
            "Sends leads and reads vehicles; of customers it sees what its agreement and their consent let through.",
            tenant,
            rooftops="*",
            party=str(ids.party(tenant, MARKETPLACE)),
            purposes=["lead_followup", "marketing", "vehicle_history"],
        ),
        _persona(
            "auditor",
            "Ada, auditor",
            "Sees that things happened and in which order, not to whom.",
            tenant,
            rooftops="*",
            party=str(ids.party(tenant, AUDITOR)),
            engagement=str(ids.engagement(tenant, ENGAGEMENT)),
        ),
        _persona(
            "consumer",
            "A customer of the group",
            "Sees their own record and nobody else's.",
            tenant,
            customer=str(customer),
        ),
        _staff("administrator", "Abe, administrator", Role.ADMINISTRATOR, tenant, "*"),
    ]


_STAFF_SEES = {
    Role.SERVICE_ADVISOR: "Works at one rooftop; sees people and vehicles, but no prices paid and no gross.",
    Role.BDC_AGENT: "Answers leads of every rooftop; sees people and what they do, but no prices paid.",
    Role.SALES_MANAGER: "Works at every rooftop; also sees prices paid, cost and gross.",
    Role.ADMINISTRATOR: "Sets up rooftops and staff, and releases what intake has set aside.",
}


_ADMINISTRATORS = {
    "admin:write",
    "ops:explain",
    "parties:write",
    "agreements:write",
    "engagements:write",
    "claims:write",
    "identities:write",
}
"""What the group's administrator alone does in the demo."""


def _staff(key: str, name: str, role: Role, tenant: UUID, rooftops: list[str] | str) -> Persona:
    withheld = set() if role is Role.ADMINISTRATOR else _ADMINISTRATORS
    return _persona(
        key,
        name,
        _STAFF_SEES[role],
        tenant,
        rooftops=rooftops,
        roles=[role.value],
        withheld=withheld,
    )


def _persona(
    key: str,
    name: str,
    description: str,
    tenant: UUID,
    *,
    withheld: set[str] | frozenset[str] = frozenset(),
    **claims: Any,
) -> Persona:
    kind = KINDS[key]
    scopes = sorted(scope.name for scope in SCOPES.values() if kind in scope.kinds and scope.name not in withheld)
    own = {
        "sub": f"demo|{key}",
        "client_id": "console",
        "name": name,
        "kind": kind.value,
        "tenant": str(tenant),
        "scope": " ".join(scopes),
    }
    return Persona(key, name, description, {**own, **claims})


@dataclass(frozen=True)
class PersonaToken:
    """A persona with a token to act as them."""

    persona: Persona
    token: str

    def as_dict(self) -> dict[str, str | list[str]]:
        """`{"key", "name", "description", "purposes", "token"}`, as the console reads it.

        Who may ask for several purposes has to name one with each request.
        """
        who = self.persona
        purposes = list(who.claims.get("purposes", ()))
        told = {"key": who.key, "name": who.name, "description": who.description, "token": self.token}
        return {**told, "purposes": purposes}
