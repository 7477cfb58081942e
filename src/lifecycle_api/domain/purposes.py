"""The one registry of purposes for which data may be used; consent, agreements and every request name one of them.

Standard library only: the offline verifier ships it.
"""

from dataclasses import dataclass
from typing import Final, Literal

VERSION: Final = 1

Basis = Literal["contract", "legal_obligation", "agreement", "consent"]


@dataclass(frozen=True, eq=False)
class Purpose:
    """Why data is used.

    `basis` is what makes it lawful. `consent_only` purposes have no other basis, ever. A `sale_or_share` purpose
    ends with an opt-out of sale or sharing. `personal` is whether personal fields may be involved at all;
    `refusable` whether the person can refuse or object. `days` is how long a recipient may keep what it got.
    """

    name: str
    meaning: str
    basis: Basis
    dpv: str
    consent_only: bool = False
    sale_or_share: bool = False
    personal: bool = True
    refusable: bool = True
    days: int | None = None


PURPOSES: Final[dict[str, Purpose]] = {
    purpose.name: purpose
    for purpose in (
        Purpose("operate", "Do what the customer asked for: sell, deliver, repair.", "contract", "ServiceProvision"),
        Purpose(
            "service_updates",
            "Tell the customer about their own visit: status, parts, reminders.",
            "contract",
            "CustomerCare",
        ),
        Purpose("lead_followup", "Answer a shopper who asked about a vehicle.", "consent", "CustomerCare", days=90),
        Purpose(
            "marketing",
            "Win the customer for something they did not ask for.",
            "consent",
            "DirectMarketing",
            consent_only=True,
        ),
        Purpose("survey", "Ask how it was.", "consent", "ImproveExistingProductsAndServices", consent_only=True),
        Purpose(
            "advertising",
            "Show or sell advertisements built on the person's data.",
            "consent",
            "TargetedAdvertising",
            consent_only=True,
            sale_or_share=True,
        ),
        Purpose(
            "resale",
            "Pass the person's data on to others for money or value.",
            "consent",
            "SellDataToThirdParties",
            consent_only=True,
            sale_or_share=True,
        ),
        Purpose(
            "analytics",
            "Measure and predict from the person's data.",
            "consent",
            "ServiceUsageAnalytics",
            consent_only=True,
        ),
        Purpose(
            "connected_services",
            "Use where and how the car is driven, as its user directed.",
            "consent",
            "ServicePersonalisation",
            consent_only=True,
        ),
        Purpose("financing", "Decide on and run a loan or a lease.", "consent", "PaymentManagement", days=90),
        Purpose(
            "warranty", "Settle warranty work with the manufacturer.", "contract", "FulfilmentOfContractualObligation"
        ),
        Purpose(
            "vehicle_history",
            "Tell what happened to a vehicle, without its people.",
            "agreement",
            "ServiceProvision",
            personal=False,
        ),
        Purpose(
            "listing",
            "Offer the rooftop's vehicles for sale.",
            "agreement",
            "ServiceProvision",
            personal=False,
        ),
        Purpose(
            "attribution",
            "Tell a sender that its lead bought, and in which month, without saying what.",
            "agreement",
            "ServiceUsageAnalytics",
            personal=False,
        ),
        Purpose(
            "recall",
            "Reach the owner about a safety recall.",
            "legal_obligation",
            "LegalCompliance",
            refusable=False,
            days=90,
        ),
        Purpose(
            "dsar",
            "Answer a person who asks for their rights.",
            "legal_obligation",
            "RightsFulfilment",
            refusable=False,
        ),
        Purpose(
            "audit",
            "Prove to an auditor what was done.",
            "legal_obligation",
            "LegalCompliance",
            refusable=False,
        ),
    )
}
