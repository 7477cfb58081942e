"""A small group's log for bundles: two customers, a marketplace with an agreement, disclosures, an auditor."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.envelope import NewEvent
from lifecycle_api.domain.events.agreements import AgreementDrafted, AgreementSigned
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentWithdrawn
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.engagements import EngagementEnded, EngagementOpened
from lifecycle_api.domain.events.parties import PartnerAccessGranted, PartyRegistered
from lifecycle_api.domain.registry import Event
from tests.support.log import NOON, ROOFTOP, Log, concern, new, opened, phone, registered

SHA = "0" * 64


@dataclass
class Story:
    """Who is in it; events are told with `tell`."""

    log: Log
    ann: UUID = field(default_factory=uuid4)
    bob: UUID = field(default_factory=uuid4)
    market: UUID = field(default_factory=uuid4)
    auditor: UUID = field(default_factory=uuid4)
    agreement: UUID = field(default_factory=uuid4)
    engagement: UUID = field(default_factory=uuid4)
    consents: dict[UUID, UUID] = field(default_factory=dict)

    async def tell(self, *events: Event | NewEvent) -> int:
        """Record events; the position of the last."""
        told = [event if isinstance(event, NewEvent) else new(event) for event in events]
        return (await self.log.store.append(self.log.tenant, told)).last

    async def begin(self) -> None:
        """Everyone is known, the agreement is signed, both customers have consented."""
        await self.tell(
            PartyRegistered(party=self.market, kind="marketplace", name="Carmart"),
            PartnerAccessGranted(
                party=self.market,
                client_id="carmart",
                scopes=("customers:read",),
                purposes=("lead_followup", "vehicle_history"),
            ),
            self.drafted(),
            AgreementSigned(
                agreement=self.agreement,
                party=self.market,
                document_sha256=SHA,
                signed_by=("a", "b"),
                effective_at=NOON - timedelta(days=30),
            ),
        )
        for customer, name in ((self.ann, "Ann Miller"), (self.bob, "Bob Stone")):
            order = uuid4()
            await self.tell(registered(customer, name), phone(customer, "+12065550123"), self.granted(customer))
            await self.tell(opened(order, customer), concern(order, customer, f"{name} hears a noise"))

    def drafted(self) -> AgreementDrafted:
        """The marketplace may read identity and contact for following up leads, and what happened to vehicles."""
        clause = Clause(
            id="1",
            page=1,
            effect="permit",
            actions=("read",),
            purposes=("lead_followup", "vehicle_history"),
            categories=(Category.NONE, Category.VEHICLE, Category.IDENTITY, Category.CONTACT),
        )
        return AgreementDrafted(
            agreement=self.agreement,
            party=self.market,
            kind="share",
            title="Leads",
            rooftops=(str(ROOFTOP),),
            document_sha256=SHA,
            pages=1,
            clauses=(clause,),
        )

    def granted(self, customer: UUID) -> ConsentGranted:
        """The customer agrees that the marketplace follows up."""
        consent = self.consents[customer] = uuid4()
        return ConsentGranted(
            consent=consent,
            customer=customer,
            rooftops=(str(ROOFTOP),),
            recipients=(f"party:{self.market}",),
            purposes=("lead_followup",),
            categories=(Category.NONE, Category.IDENTITY, Category.CONTACT),
            expression="explicit",
            method="web_form",
            indicated_at=NOON,
            valid_from=NOON - timedelta(days=10),
        )

    def withdrawn(self, customer: UUID) -> ConsentWithdrawn:
        """The customer takes it back."""
        return ConsentWithdrawn(
            consent=self.consents[customer], customer=customer, method="web_form", received_at=datetime.now(UTC)
        )

    async def disclosed(self, customer: UUID, **changed: Any) -> int:
        """The marketplace was shown a customer's name and number; the decision is right unless it is `changed`."""
        head = await self.log.store.head(self.log.tenant)
        shown = (Category.IDENTITY, Category.CONTACT)
        consent = self.consents[customer]
        decided = Decided(customer=customer, categories=shown, effect="permit", rooftop=ROOFTOP, consent=consent)
        values: dict[str, Any] = {
            "disclosure": uuid4(),
            "party": self.market,
            "agreement": self.agreement,
            "client_id": "carmart",
            "recipient_kind": "partner",
            "purpose": "lead_followup",
            "scopes": ("customers:read",),
            "categories": shown,
            "fields": ("Customer.name",),
            "customers": (str(customer),),
            "decisions": (decided,),
            "rows": 1,
            "document_sha256": SHA,
            "response_sha256": SHA,
            "decided_on": head,
            "decided_at": NOON + timedelta(days=1),
        }
        event = DataDisclosed(**{**values, **changed})
        return await self.tell(new(event, f"customer:{customer}"))

    async def engage(self, **changed: Any) -> None:
        """An auditor is engaged to look at Ann's record, names included."""
        values: dict[str, Any] = {
            "engagement": self.engagement,
            "party": self.auditor,
            "matter": "Complaint 7",
            "customers": (str(self.ann),),
            "categories": (Category.IDENTITY,),
            "ends_on": date(2100, 1, 1),
        }
        await self.tell(
            PartyRegistered(party=self.auditor, kind="auditor", name="Ledger & Sons"),
            EngagementOpened(**{**values, **changed}),
        )

    async def disengage(self) -> None:
        """The engagement is over."""
        await self.tell(EngagementEnded(engagement=self.engagement, party=self.auditor, reason="done"))
