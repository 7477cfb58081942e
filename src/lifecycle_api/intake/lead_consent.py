"""Consent that a lead's text claims: kept as the weak claim it is. What the text denies is honoured as a refusal."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentRefused
from lifecycle_api.domain.registry import Event
from lifecycle_api.intake.adf.prospect import ClaimedConsent

ANSWERING: Final = ("lead_followup",)
"""All that a sender's word can permit."""

WINNING: Final = ("marketing",)
"""What a shopper who does not want to be contacted refuses; their question may still be answered."""

_NEEDED: Final = (Category.IDENTITY, Category.CONTACT, Category.VEHICLE)


def claimed(
    claims: Iterable[ClaimedConsent], tenant: UUID, lead: UUID, customer: UUID, *, at: datetime, rooftop: UUID
) -> Iterator[tuple[str, Event]]:
    """The consents and refusals that a lead's text claims, one for each channel and answer, each under a name."""
    for claim in {(each.channel, each.granted): each for each in claims}.values():
        name = f"claim.{claim.channel}.{'granted' if claim.granted else 'denied'}"
        consent = ids.of(tenant, "consent", lead, name)
        if claim.granted:
            yield name, _granted(claim, consent, customer, at, rooftop)
        else:
            yield name, _denied(claim, consent, customer, at, rooftop)


def _granted(claim: ClaimedConsent, consent: UUID, customer: UUID, at: datetime, rooftop: UUID) -> ConsentGranted:
    return ConsentGranted(
        consent=consent,
        customer=customer,
        rooftops=(str(rooftop),),
        purposes=ANSWERING,
        categories=_NEEDED,
        channels=(claim.channel,),
        expression="source_claim",
        method="lead",
        evidence=claim.text,
        indicated_at=at,
        valid_from=at,
    )


def _denied(claim: ClaimedConsent, consent: UUID, customer: UUID, at: datetime, rooftop: UUID) -> ConsentRefused:
    return ConsentRefused(
        consent=consent,
        customer=customer,
        rooftops=(str(rooftop),),
        purposes=WINNING,
        channels=(claim.channel,),
        method="lead",
        indicated_at=at,
    )
