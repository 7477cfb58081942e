"""What customers do on their own record: put it right, and say how they want to buy and be contacted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from lifecycle_api.commands.about_customer import AboutCustomer
from lifecycle_api.commands.vocabulary import country, language, named
from lifecycle_api.domain.events.customers import (
    BuyingPreferenceStated,
    CustomerProfileCorrected,
)
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.values import PersonName, PostalAddress
from lifecycle_api.errors import InvalidArgument

Path = Literal["online", "in_store", "hybrid", "remote_delivery", "unstated"]
Wants = Literal["price_first", "drive_first", "trade_first", "payment_first", "browse", "unstated"]
ContactChannel = Literal["phone", "sms", "email", "chat", "unstated"]
ContactTime = Literal["morning", "afternoon", "evening", "day", "no_preference"]
Via = Literal["website", "bdc", "sales", "lead", "portal"]


@dataclass
class AboutRecord(AboutCustomer):
    """A decision about a customer's own record."""

    groupwide: ClassVar[bool] = True
    personal: ClassVar[bool] = True


@dataclass
class CorrectProfile(AboutRecord):
    """Put a customer's name, address or language right; what was there before stays in the log."""

    reason: str
    name: PersonName | None = None
    address: PostalAddress | None = None
    language: str | None = None

    def decide(self) -> Iterator[Event]:
        """The correction."""
        self._check_customer()
        if self.name is None and self.address is None and self.language is None:
            raise InvalidArgument("Say what is to be put right: name, address or language.", argument="name")
        if self.name is not None:
            named(self.name.full, "name", "A name has at least one letter.")
        if self.address is not None and self.address.country is not None:
            country(self.address.country)
        yield CustomerProfileCorrected(
            customer=self.customer,
            name=self.name,
            address=self.address,
            language=None if self.language is None else language(self.language),
            reason=named(self.reason, "reason", "Say why it is put right."),
        )


@dataclass
class StateBuyingPreference(AboutRecord):
    """Record how a customer wants to buy and be contacted, as they said."""

    stated_via: Via
    path: Path = "unstated"
    wants: Wants = "unstated"
    contact_channel: ContactChannel = "unstated"
    contact_time: ContactTime = "no_preference"
    earliest: date | None = None
    latest: date | None = None

    def decide(self) -> Iterator[Event]:
        """The wish."""
        self._check_customer()
        if self.earliest is not None and self.latest is not None and self.latest < self.earliest:
            raise InvalidArgument("The latest day is not before the earliest.", argument="latest")
        yield BuyingPreferenceStated(
            customer=self.customer,
            path=self.path,
            wants=self.wants,
            contact_channel=self.contact_channel,
            contact_time=self.contact_time,
            earliest=self.earliest,
            latest=self.latest,
            stated_via=self.stated_via,
        )
