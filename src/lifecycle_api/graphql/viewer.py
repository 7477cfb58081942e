"""Who is asking, as the service sees them."""

from typing import Any

import strawberry

from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.visibility import Viewer as Bounds


@strawberry.type(description="Who you are to this service: what your token allows, and what you can see.")
class Viewer:
    """The principal and its bounds."""

    kind: str = strawberry.field(description="staff, partner, auditor, consumer or service.")
    subject: str = strawberry.field(description="Whom the token speaks for.")
    name: str = strawberry.field(description="A name to show.")
    client_id: str = strawberry.field(description="The client that holds the token.")
    group: strawberry.ID = strawberry.field(description="Id of the dealer group, the tenant of every read.")
    rooftops: list[strawberry.ID] | None = strawberry.field(description="Rooftops in reach; null means all.")
    customer: strawberry.ID | None = strawberry.field(description="A consumer's own customer id.")
    scopes: list[str] = strawberry.field(description="What the token may be used for.")
    roles: list[str] = strawberry.field(description="Jobs at the dealership.")
    categories: list[str] = strawberry.field(description="Categories of data you read; others are null.")


def described(principal: Principal, bounds: Bounds) -> dict[str, Any]:
    """The viewer as JSON, by the names of the schema's fields."""
    return {
        "kind": principal.kind.value,
        "subject": principal.subject,
        "name": principal.name,
        "clientId": principal.client_id,
        "group": f"group:{principal.tenant}",
        "rooftops": None if principal.rooftops is ALL else sorted(f"rooftop:{each}" for each in principal.rooftops),
        "customer": f"customer:{principal.customer}" if principal.customer else None,
        "scopes": sorted(principal.scopes),
        "roles": sorted(principal.roles),
        "categories": sorted(bounds.categories),
    }
