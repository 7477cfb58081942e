"""One choice of a customer in `rights.json`, as the command that records it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from lifecycle_api.commands.channels import RevokeChannel
from lifecycle_api.commands.command import Command
from lifecycle_api.commands.consents.changing import WithdrawConsent
from lifecycle_api.commands.consents.choosing import GrantConsent, RefuseConsent
from lifecycle_api.commands.privacy import ObjectToProcessing, OptOutOfSharing
from lifecycle_api.domain import ids
from lifecycle_api.domain.contact import normalise_phone
from lifecycle_api.store.keys import KeyStore


class Record(msgspec.Struct, frozen=True):
    """A customer record of a source system."""

    system: str
    id: str


class Choice(msgspec.Struct, rename="camel"):
    """What a customer said, at a rooftop."""

    record: Record
    rooftop: str
    kind: Literal["grant", "refuse", "withdraw", "stop", "optOut", "object"]
    at: datetime
    purposes: list[str] = []
    categories: list[str] = []
    channels: tuple[Any, ...] = ("any",)
    recipients: list[str] = []
    method: Any = "portal"
    contact_point: str = ""
    channel: Any = "sms"
    keyword: str | None = None


@dataclass(frozen=True)
class Place:
    """Where a choice was made, and what hashes numbers there."""

    tenant: UUID
    rooftop: UUID
    keys: KeyStore


def command_of(choice: Choice, customer: UUID, place: Place, number: int) -> Command:
    """The command that records it; `number` tells it from the other choices of the document."""
    tenant, at, purposes = place.tenant, (str(place.rooftop),), tuple(choice.purposes)
    match choice.kind:
        case "grant":
            return GrantConsent(
                customer,
                ids.of(tenant, "consent", "rights", number),
                tuple(choice.categories),
                "expressed",
                choice.method,
                purposes=purposes,
                rooftops=at,
                recipients=tuple(f"party:{ids.party(tenant, each)}" for each in choice.recipients),
                channels=choice.channels,
            )
        case "refuse":
            consent = ids.of(tenant, "consent", "rights", number)
            return RefuseConsent(customer, consent, choice.method, purposes=purposes, rooftops=at)
        case "withdraw":
            return WithdrawConsent(customer, choice.method, rooftops=at, purposes=purposes)
        case "stop":
            value = normalise_phone(choice.contact_point, region="US").match_key or choice.contact_point
            contact = place.keys.mac(tenant, "contact", value.encode()).hex()
            return RevokeChannel(contact, choice.channel, choice.method, keyword=choice.keyword, customer=customer)
        case "optOut":
            return OptOutOfSharing(customer, choice.method)
    return ObjectToProcessing(customer, purposes)
