"""Commands about legal holds: what is evidence may not be erased until the matter is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from lifecycle_api.commands.command import NotFound
from lifecycle_api.commands.rights.about import AboutRequests, matter_of
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.privacy import ProcessingRestricted
from lifecycle_api.domain.events.rights import HoldPlaced, HoldReleased, PrivacyRequestHeld
from lifecycle_api.domain.registry import Event


@dataclass
class PlaceHold(AboutRequests):
    """Hold what is known about a customer as evidence; erasures that were accepted wait from now on."""

    outlasts_erasure: ClassVar[bool] = False
    hold: UUID
    matter: str
    until: date | None = None

    def decide(self) -> Iterator[Event]:
        """The hold, and what waits for it."""
        self._check_customer()
        matter = named(self.matter, "matter", "Say which matter it is.")
        yield HoldPlaced(hold=self.hold, customer=self.customer, matter=matter, until=self.until)
        for request, found in self._requests.items():
            if found.kind == "erase" and found.state == "verified":
                yield PrivacyRequestHeld(request=request, customer=self.customer, hold=self.hold)
                if matter_of(request) not in self._restricted:
                    yield ProcessingRestricted(customer=self.customer, matter=matter_of(request))


@dataclass
class ReleaseHold(AboutRequests):
    """End a hold. Erasures that waited for it, and for no other, are carried out by themselves."""

    hold: UUID
    reason: str

    def decide(self) -> Iterator[Event]:
        """The release."""
        self._check_customer()
        if self.hold not in self._holds:
            raise NotFound("There is no such hold on this customer, or it is released.", argument="hold")
        reason = named(self.reason, "reason", "Say why the hold ends.")
        yield HoldReleased(hold=self.hold, customer=self.customer, reason=reason)
