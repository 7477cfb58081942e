"""What a person put in the way of any use of their data, and what is never shared of anyone's: gate 6.

Standard library only: the offline verifier ships it.
"""

from dataclasses import dataclass

from lifecycle_api.access.decision import Request
from lifecycle_api.access.facts import ANYTHING, CHANNELS, Facts, Person
from lifecycle_api.access.policy import PERSONAL, Policy, Reason
from lifecycle_api.domain.purposes import Purpose


@dataclass(frozen=True)
class Wishes:
    """Gate 6 for a request with this purpose."""

    request: Request
    facts: Facts
    policy: Policy
    purpose: Purpose

    def against(self, category: str, subject: str | None, rooftop: str) -> Reason | None:
        """Why data of a category that a rooftop holds is closed, for `subject` or for anyone."""
        if subject is not None and category in PERSONAL and self.erased(subject, rooftop):
            return Reason.ERASED
        leaving = self.request.capacity == "partner" or rooftop != self.request.party
        if leaving and not self.policy.shares(category, self.purpose.name):
            return Reason.NEVER_SHARED
        return None if subject is None else self._of(self._person(subject), category, leaving=leaving)

    def erased(self, subject: str, rooftop: str) -> bool:
        """Whether the person's data was erased at a rooftop."""
        person = self.facts.people.get(subject)
        return person is not None and not person.erased_at.isdisjoint({rooftop, ANYTHING})

    def _of(self, person: Person, category: str, *, leaving: bool) -> Reason | None:
        request, purpose = self.request, self.purpose
        if person.restrictions and purpose.name not in self.policy.despite_restriction:
            return Reason.RESTRICTED
        if purpose.consent_only and person.majority_on is not None and request.today < person.majority_on:
            return Reason.MINOR
        if leaving and person.opted_out and (purpose.consent_only or purpose.sale_or_share):
            return Reason.OPT_OUT_SALE_SHARE
        if self._objected(person):
            return Reason.OBJECTED
        return Reason.CHANNEL_REVOKED if self._stopped(person, category, leaving=leaving) else None

    def _stopped(self, person: Person, category: str, *, leaving: bool) -> bool:
        contact, channel = self.request.contact, self.request.channel
        if channel is not None:
            return person.stopped or not self.facts.stops.isdisjoint({(contact, channel), (contact, "any")})
        if contact is None or category != "contact" or not (leaving and self.policy.heeds_stops(self.purpose)):
            return False
        # Whoever reads a number does not say by which channel it will be used: so any stop of it counts.
        return person.stopped or any((contact, each) in self.facts.stops for each in CHANNELS)

    def _objected(self, person: Person) -> bool:
        named = self.purpose.refusable and self.purpose.name in person.objections
        return named or (ANYTHING in person.objections and self.policy.objectable(self.purpose))

    def _person(self, subject: str) -> Person:
        """The wishes of all identities that are one person, the most restrictive of each."""
        members, _ = self.facts.identities(subject)
        known = [self.facts.people[each] for each in members if each in self.facts.people]
        if len(known) == 1:
            return known[0]
        return Person(
            set[str]().union(*(each.restrictions for each in known)),
            set[str]().union(*(each.objections for each in known)),
            any(each.opted_out for each in known),
            any(each.stopped for each in known),
            max((each.majority_on for each in known if each.majority_on is not None), default=None),
        )
