"""The events of the large log: a marketplace with an agreement, and customers who consent and are disclosed."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.events.agreements import AgreementDrafted, AgreementSigned
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentWithdrawn
from lifecycle_api.domain.events.customers import ContactPointAdded, CustomerRegistered
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.parties import PartnerAccessGranted, PartyRegistered
from lifecycle_api.domain.events.repair_orders import WorkDeclined
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import Money, PersonName

Told = tuple[Event, tuple[str, ...]]

ROOFTOP: Final = uuid4()
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_MARKET: Final = uuid4()
_AGREEMENT: Final = uuid4()
_SHA: Final = "0" * 64
_SHARED: Final = (Category.NONE, Category.IDENTITY, Category.CONTACT)
_PURPOSE: Final = ("lead_followup",)
_DECLINED: Final = 15
_WITHDRAWS: Final = 10


def frame_events() -> list[Told]:
    """The marketplace, what its client may ask for, and the agreement."""
    clause = Clause(id="1", page=1, effect="permit", actions=("read",), purposes=_PURPOSE, categories=_SHARED)
    told: list[Event] = [
        PartyRegistered(party=_MARKET, kind="marketplace", name="Carmart"),
        PartnerAccessGranted(party=_MARKET, client_id="carmart", scopes=("customers:read",), purposes=_PURPOSE),
        AgreementDrafted(
            agreement=_AGREEMENT,
            party=_MARKET,
            kind="share",
            title="Leads",
            document_sha256=_SHA,
            pages=1,
            clauses=(clause,),
        ),
        AgreementSigned(
            agreement=_AGREEMENT,
            party=_MARKET,
            document_sha256=_SHA,
            signed_by=("dealer", "market"),
            effective_at=START,
        ),
    ]
    return [(event, ()) for event in told]


def customer_events(number: int, head: int) -> list[Told]:
    """Twenty events about one customer, after `head` others."""
    customer, consent = uuid4(), uuid4()
    told: list[Told] = [
        (CustomerRegistered(customer=customer, name=PersonName(full=f"Ann {number}"), first_seen_via="lead"), ()),
        (
            ContactPointAdded(
                customer=customer, contact_point=uuid4(), kind="phone", value=f"+1206555{number % 10000:04}"
            ),
            (),
        ),
        (_granted(customer, consent, head), ()),
        *((_declined(customer), ()) for _ in range(_DECLINED)),
    ]
    told.append((_disclosed(customer, consent, head + len(told)), (f"customer:{customer}",)))
    withdrawn = ConsentWithdrawn(consent=consent, customer=customer, method="web_form", received_at=START)
    told.append((_declined(customer) if number % _WITHDRAWS else withdrawn, ()))
    return told


def _granted(customer: UUID, consent: UUID, head: int) -> ConsentGranted:
    return ConsentGranted(
        consent=consent,
        customer=customer,
        rooftops=(str(ROOFTOP),),
        recipients=(f"party:{_MARKET}",),
        purposes=_PURPOSE,
        categories=_SHARED,
        expression="explicit",
        method="web_form",
        indicated_at=START,
        valid_from=START + timedelta(seconds=head),
    )


def _declined(customer: UUID) -> WorkDeclined:
    return WorkDeclined(
        repair_order=uuid4(),
        customer=customer,
        vehicle="1HGCM82633A004352",
        recommendation=uuid4(),
        decision="deferred",
        op_code="BRK2",
        description="Replace front brake pads and resurface rotors",
        price=Money(48_900),
        reason="cost",
        verbatim="After payday, please; call me in two weeks.",
    )


def _disclosed(customer: UUID, consent: UUID, head: int) -> DataDisclosed:
    shown = (Category.IDENTITY, Category.CONTACT)
    decided = Decided(customer=customer, categories=shown, effect="permit", rooftop=ROOFTOP, consent=consent)
    return DataDisclosed(
        disclosure=uuid4(),
        party=_MARKET,
        agreement=_AGREEMENT,
        client_id="carmart",
        recipient_kind="partner",
        purpose="lead_followup",
        scopes=("customers:read",),
        categories=shown,
        fields=("Customer.name", "Customer.contactPoints"),
        customers=(customer,),
        decisions=(decided,),
        rows=1,
        document_sha256=_SHA,
        response_sha256=_SHA,
        decided_on=head,
        decided_at=START + timedelta(seconds=head),
    )
