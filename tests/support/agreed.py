"""What a simulated group agreed with parties, and what each of its customers said about their data, in turn."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentWithdrawn
from lifecycle_api.domain.events.engagements import EngagementOpened
from lifecycle_api.domain.events.privacy import (
    ChannelRevoked,
    CustomerIdentitiesLinked,
    ProcessingObjected,
    ProcessingRestricted,
    SharingOptedOut,
)
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event
from tests.support.decisions import AGES_AGO, NOW, access, drafted, engagement, market, party, permit, signed
from tests.support.facts import a

OPEN = ("none", "vehicle", "identity", "contact", "content", "behaviour")


def agreed(customers: Sequence[UUID], rooftops: Sequence[UUID], numbers: Sequence[str]) -> Iterator[Event]:
    """Two marketplaces and two auditors, of whom one each is bound narrowly, and a word of every customer.

    Every third of the `numbers`, by their keyed hashes, said stop to something. Every rooftop opens to every other.
    """
    rooftop = min(rooftops)
    yield from market(*OPEN)
    yield from _narrow(rooftop)
    for each in rooftops:
        yield from _among(each)
    yield from engagement("identity", "contact", "content", "behaviour")
    yield _inspection(customers[::2], rooftop)
    for number, customer in enumerate(customers):
        yield from _said(number % 12, customer, customers[number - 1], rooftop)
    for index, contact in enumerate(numbers[::3]):
        yield ChannelRevoked(contact=contact, channel="sms" if index % 2 else "phone", method="sms")
    yield ChannelRevoked(contact=numbers[1], channel="any", method="sms", everything=True, customer=customers[9])


def _narrow(rooftop: UUID) -> Iterator[Event]:
    """A marketplace that reads less, of one rooftop."""
    clause = permit("lead_followup", "vehicle_history", categories=("none", "identity", "vehicle"))
    yield party("booth")
    yield access("booth", *PURPOSES, scopes=tuple(SCOPES))
    yield msgspec.structs.replace(drafted("booth terms", "booth", clause), rooftops=(f"rooftop:{rooftop}",))
    yield signed("booth terms", "booth")


def _among(rooftop: UUID) -> Iterator[Event]:
    """What all rooftops share with this one."""
    name = f"among {rooftop}"
    text = drafted(name, "us", permit(*PURPOSES, categories=(*OPEN, "financial")), kind="intra_group")
    yield msgspec.structs.replace(text, party=rooftop)
    yield msgspec.structs.replace(signed(name, "us"), party=rooftop)


def _inspection(customers: Sequence[UUID], rooftop: UUID) -> Event:
    """An engagement about half of the customers of one rooftop, without anything that says who they are."""
    return EngagementOpened(
        engagement=a("inspection"),
        party=a("ada"),
        matter="Complaints",
        rooftops=(f"rooftop:{rooftop}",),
        customers=tuple(map(str, customers)),
        ends_on=date(2999, 1, 1),
    )


def _said(way: int, customer: UUID, other: UUID, rooftop: UUID) -> Iterator[Event]:
    """Most agreed to everything; the others to less, or not, or they took something back."""
    match way:
        case 0:
            yield yes(customer, categories=("none", "identity"))
        case 1:
            yield yes(customer, categories=("none", "vehicle", "contact"), rooftops=(f"rooftop:{rooftop}",))
        case 2:
            yield yes(customer, lookback_days=200)
        case 3:
            yield from (yes(customer), ProcessingObjected(customer=customer, purposes=("marketing",)))
        case 4:
            yield from (yes(customer), SharingOptedOut(customer=customer, method="gpc"))
        case 5:
            yield from (yes(customer), ProcessingRestricted(customer=customer, matter="M"))
        case 6:
            yield from (yes(customer), ConsentWithdrawn(customer=customer, method="portal", received_at=NOW))
        case 7:
            yield yes(customer)
            yield CustomerIdentitiesLinked(customer=customer, other=other, method="rule", reason="R")
        case _:
            yield yes(customer)


def yes(customer: UUID, **changed: Any) -> ConsentGranted:
    """A customer's explicit word to every purpose and recipient."""
    given: dict[str, Any] = {
        "consent": a(f"yes of {customer}"),
        "customer": customer,
        "rooftops": (),
        "purposes": tuple(PURPOSES),
        "categories": tuple(map(Category, OPEN)),
        "recipients": ("*",),
        "expression": "explicit",
        "method": "web_form",
        "indicated_at": AGES_AGO,
        "valid_from": AGES_AGO,
    }
    return ConsentGranted(**{**given, **changed})
