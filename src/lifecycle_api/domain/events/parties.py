"""Parties outside the group: marketplaces, manufacturers, vendors, lenders, auditors; and who controls data."""

from datetime import date
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import Fact, OptionalAgreementRef, PartyRef, RooftopRef
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event

PartyKind = Literal["marketplace", "oem", "processor", "lender", "insurer", "partner", "auditor", "regulator", "agent"]


@event("party.registered")
class PartyRegistered(Event):
    """An organisation with which the group may share data became known. Registering it permits nothing.

    A `gatekeeper` is one in the sense of the EU's Digital Markets Act: nobody may direct a vehicle's data to it.
    """

    party: PartyRef
    kind: Fact[PartyKind]
    name: Fact[str]
    legal_name: Fact[str | None] = None
    country: Fact[str] = "US"
    territory: Fact[tuple[str, ...]] = ()
    brands: Fact[tuple[str, ...]] = ()
    website: Fact[str | None] = None
    gatekeeper: Fact[bool] = False


@event("party.suspended")
class PartySuspended(Event):
    """The party is refused everything until it is reinstated."""

    party: PartyRef
    reason: Fact[str]


@event("party.reinstated")
class PartyReinstated(Event):
    """The party is served again, as far as agreements and consent allow."""

    party: PartyRef
    reason: Fact[str]


@event("partner_access.granted")
class PartnerAccessGranted(Event):
    """A client of the party may ask for tokens, up to these scopes and purposes. A ceiling: agreements still apply."""

    party: PartyRef
    agreement: OptionalAgreementRef = None
    client_id: Fact[str]
    scopes: Fact[tuple[str, ...]]
    purposes: Fact[tuple[str, ...]]
    rooftops: Fact[tuple[str, ...]] = ()
    until: Fact[date | None] = None


@event("partner_access.revoked")
class PartnerAccessRevoked(Event):
    """A client of the party gets no more tokens, and its tokens no more answers."""

    party: PartyRef
    client_id: Fact[str]
    reason: Fact[str]


@event("controller.succeeded")
class ControllerSucceeded(Event):
    """A rooftop was sold: another legal entity controls its data, until the notice ends for the same purposes only."""

    rooftop: RooftopRef
    predecessor: Fact[str]
    successor: Fact[str]
    notice_ends_on: Fact[date]
