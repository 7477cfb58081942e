"""The one table of data categories that sealing, masks, scopes and consent all read."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What kind of data a field holds. Every field of every event names exactly one."""

    NONE = "none"
    VEHICLE = "vehicle"
    IDENTITY = "identity"
    CONTACT = "contact"
    CONTENT = "content"
    BEHAVIOUR = "behaviour"
    FINANCIAL = "financial"
    GOVERNMENT_ID = "government_id"
    TELEMATICS = "telematics"
    DEALER_CONFIDENTIAL = "dealer_confidential"

    @property
    def sealed(self) -> bool:
        """Whether values of this category are encrypted in the log."""
        return RULES[self].sealed

    @property
    def personal(self) -> bool:
        """Whether values of this category belong to a person, who can have them erased."""
        return RULES[self].sealed and self is not Category.DEALER_CONFIDENTIAL

    @property
    def accounted(self) -> bool:
        """Whether each look of staff at values of this category is recorded on its own: money and papers."""
        return self in ACCOUNTED


ACCOUNTED: Final = frozenset({Category.FINANCIAL, Category.GOVERNMENT_ID})
"""The categories each look at which is recorded on its own."""


@dataclass(frozen=True)
class Rule:
    """How a category is kept, and what it is, in a sentence for the documentation."""

    sealed: bool
    meaning: str


RULES: dict[Category, Rule] = {
    Category.NONE: Rule(sealed=False, meaning="Facts about the business: stage, operation code, counts, ids."),
    Category.VEHICLE: Rule(sealed=False, meaning="Facts about a vehicle: VIN, odometer, service lines."),
    Category.IDENTITY: Rule(sealed=True, meaning="Who a person is: names, household."),
    Category.CONTACT: Rule(sealed=True, meaning="How to reach a person: phone, e-mail, address."),
    Category.CONTENT: Rule(sealed=True, meaning="What a person said or wrote: messages, notes, complaints."),
    Category.BEHAVIOUR: Rule(sealed=True, meaning="What a person did: opens, clicks, browsing, visits."),
    Category.FINANCIAL: Rule(sealed=True, meaning="A person's money: price paid, credit, payoff, income."),
    Category.GOVERNMENT_ID: Rule(sealed=True, meaning="Licence, social security number, birth date; tokens only."),
    Category.TELEMATICS: Rule(sealed=True, meaning="Where and how a car is driven; explicit consent only."),
    Category.DEALER_CONFIDENTIAL: Rule(sealed=True, meaning="The dealer's own secrets: cost, gross, commission."),
}
