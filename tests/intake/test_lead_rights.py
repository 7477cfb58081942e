"""What a lead says of rights: who made it known, who controls it, and consent that its text claims."""

from pathlib import Path
from uuid import UUID

import pytest

from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentRefused
from lifecycle_api.domain.events.parties import PartyRegistered
from tests.support.intake import TODAY, Desk

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[1] / "fixtures" / "adf"
CLEAN = (FIXTURES / "clean.xml").read_bytes()
CLAIMS = (FIXTURES / "claimed_consent.xml").read_bytes()


async def register(desk: Desk, name: str) -> UUID:
    """A marketplace that is a party."""
    party = UUID(int=8)
    event = PartyRegistered(party=party, kind="marketplace", name=name)
    envelope = Envelope(id=UUID(int=9), occurred_at=TODAY, actor=Actor("system", "test"))
    await desk.log.store.append(desk.tenant, [NewEvent(envelope, event)])
    return party


async def test_a_lead_is_made_by_its_sender_and_controlled_by_its_rooftop(desk: Desk) -> None:
    """A sender who is a party is named; nobody may sell the lead on."""
    first = await desk.post(CLEAN)
    (lead,) = await desk.events("lead.received")
    assert lead.envelope.originator == "adf"
    assert lead.envelope.controllers == (f"rooftop:{lead.envelope.rooftop}",)
    assert lead.envelope.resale == "no"
    assert first.leads


async def test_a_registered_sender_is_the_originator(desk: Desk) -> None:
    """Whatever case it writes its name in."""
    party = await register(desk, "SHOPPERS ROW")
    await desk.post(CLEAN)
    (lead,) = await desk.events("lead.received")
    assert lead.envelope.originator == f"party:{party}"


async def test_claimed_consent_is_kept_as_the_weak_claim_it_is(desk: Desk) -> None:
    """It permits answering the lead; what the text denies is a refusal of advertising; the words are kept sealed."""
    await desk.post(CLAIMS)
    granted = [each.event for each in await desk.events("consent.granted")]
    refused = [each.event for each in await desk.events("consent.refused")]
    assert granted
    assert refused
    for consent in granted:
        assert isinstance(consent, ConsentGranted)
        assert (consent.expression, consent.method, consent.purposes) == ("source_claim", "lead", ("lead_followup",))
        assert consent.evidence
        assert consent.recipients == ()
    for refusal in refused:
        assert isinstance(refusal, ConsentRefused)
        assert refusal.purposes == ("marketing",)
    said = {(channel, type(each).__name__) for each in (*granted, *refused) for channel in each.channels}  # type: ignore[attr-defined]
    assert {("email", "ConsentGranted"), ("phone", "ConsentGranted"), ("sms", "ConsentRefused")} <= said


async def test_the_same_lead_again_claims_nothing_again(desk: Desk) -> None:
    """Its consents have ids of their own."""
    await desk.post(CLAIMS)
    count = len(await desk.events("consent.granted", "consent.refused"))
    await desk.post(CLAIMS)
    assert len(await desk.events("consent.granted", "consent.refused")) == count
