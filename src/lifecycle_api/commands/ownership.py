"""What every recorded fact says of whose it is: who made it, who controls it, and on what it rests."""

from typing import Any
from uuid import UUID

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.command import Terms


def controllers_of(rooftop: UUID | None) -> tuple[str, ...]:
    """Who controls a fact unless an agreement says otherwise: the rooftop where it happened, alone."""
    return () if rooftop is None else (f"rooftop:{rooftop}",)


def originator_of(principal: Principal, rooftop: UUID | None) -> str:
    """Who made a fact known: the customer themselves, another party, or the rooftop whose staff wrote it down."""
    if principal.kind is Kind.CONSUMER:
        return f"customer:{principal.customer}"
    if principal.party is not None:
        return f"party:{principal.party}"
    if principal.kind is Kind.PARTNER:
        return f"client:{principal.client_id}"
    return f"group:{principal.tenant}" if rooftop is None else f"rooftop:{rooftop}"


def sender_of(principal: Principal) -> str | None:
    """The party or client that a partner's token stands for; None for the group's own, who pass on what others sent."""
    return originator_of(principal, None) if principal.kind is Kind.PARTNER else None


def owned(principal: Principal, rooftop: UUID | None, terms: Terms) -> dict[str, Any]:
    """The ownership attributes of an envelope. Nothing recorded here may be sold on unless an agreement says so."""
    return {
        "originator": originator_of(principal, rooftop),
        "controllers": controllers_of(rooftop),
        "agreement_id": None if terms.agreement is None else str(terms.agreement),
        "purposes": terms.purposes,
        "resale": "no",
    }
