"""What makes a use lawful for one person: consent in force now that reaches as far back, or a basis that needs none.

Standard library only: the offline verifier ships it.

The last word counts. A consent stands as long as no later refusal or withdrawal covers the use. Identities that are one
person have one will, and the more restrictive word holds: a consent given before they were linked never overrides the
refusal of the other, and speaks for the other not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lifecycle_api.access.facts import Facts, No, Yes
from lifecycle_api.access.policy import PERSONAL, Policy, Reason
from lifecycle_api.domain.purposes import Purpose

_NO = {"refused": Reason.CONSENT_REFUSED, "withdrawn": Reason.CONSENT_WITHDRAWN}
_NEVER_TOO_OLD = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Need:
    """What a basis is needed for: a purpose, the recipients it may be given to, the rooftop to which it is said.

    `called` is all that a no can call the recipient, and `heard` are the rooftops to which it can have been said: the
    one that holds the data, too. `contact` is where a message would go.
    """

    purpose: Purpose
    recipients: frozenset[str]
    rooftop: str
    now: datetime
    channel: str | None
    party: str | None
    called: frozenset[str]
    heard: frozenset[str]
    contact: str | None = None


@dataclass(frozen=True)
class Found:
    """The basis: what is lacking (None: nothing), the consent it rests on, and whether the person named the party."""

    reason: Reason | None
    consent: str | None = None
    directed: bool = False


@dataclass
class Basis:
    """Finds the basis for one person at a time."""

    facts: Facts
    policy: Policy
    need: Need

    def of(self, subject: str, category: str, at: datetime | None) -> Found:
        """The basis for data of a category about a person that was true `at` a moment."""
        if self.need.purpose.basis != "consent" and category not in self.policy.explicit_only:
            return Found(None)
        members, linked_at = self.facts.identities(subject)
        asked = [yes for each in members for yes in self._asked(each, category) if _speaks(yes, subject, linked_at)]
        refusals = [no for each in members for no in self.facts.no.get(each, ()) if self._covered(no)]
        standing = [yes for yes in asked if not any(self._blocks(no, yes, linked_at) for no in refusals)]
        if not standing:
            whole = [no for no in refusals if self.need.channel is not None or "any" in no.scope.channels]
            last = max(whole, key=lambda no: no.position, default=None)
            return Found(Reason.CONSENT_NONE if last is None else _NO[last.kind])
        return self._oldest_reaching(standing, category, at)

    def _oldest_reaching(self, standing: list[Yes], category: str, at: datetime | None) -> Found:
        live = [yes for yes in standing if self._live(yes) and self._joined(yes, category)]
        if not live:
            ran_out = any(self._ran_out(yes) for yes in standing)
            return Found(Reason.CONSENT_EXPIRED if ran_out else Reason.CONSENT_NONE)
        best = min(live, key=lambda yes: (self._floor(yes), -yes.position))
        directed = self.need.purpose.name == self.policy.directed and any(
            yes.explicit and self.need.party in yes.scope.recipients for yes in live
        )
        too_old = at is not None and at < self._floor(best)
        return Found(Reason.CONSENT_LOOKBACK if too_old else None, best.id, directed)

    def _asked(self, customer: str, category: str) -> Iterable[Yes]:
        return (
            yes
            for yes in self.facts.yes.get(customer, {}).values()
            if self._covers(yes)
            and (category not in PERSONAL or category in yes.categories)
            and (category not in self.policy.explicit_only or yes.expression in ("explicit", "written"))
        )

    def _covers(self, yes: Yes) -> bool:
        need = self.need
        weak = yes.expression in ("implied", "source_claim")
        if weak and need.purpose.name not in self.policy.claims_suffice_for:
            return False
        if need.channel is not None and yes.contact not in (None, need.contact):
            return False  # it is for messages to another number or address
        return yes.scope.covers(need.purpose.name, need.recipients, need.rooftop, need.channel)

    def _covered(self, no: No) -> bool:
        need = self.need
        return any(no.scope.covers(need.purpose.name, need.called, each, need.channel) for each in need.heard)

    def _live(self, yes: Yes) -> bool:
        return yes.valid_from <= self.need.now and not self._ran_out(yes)

    def _ran_out(self, yes: Yes) -> bool:
        person = self.facts.people.get(yes.customer)
        majority_on = None if person is None else person.majority_on
        return (
            (yes.expires_at is not None and yes.expires_at <= self.need.now)
            or (yes.max_uses is not None and yes.uses >= yes.max_uses)
            or (
                yes.authority == "guardian"
                and majority_on is not None
                and majority_on <= self.need.now.astimezone(UTC).date()
            )
        )

    def _joined(self, yes: Yes, category: str) -> bool:
        """Whether all others who have to agree to data of this category, too, do."""
        return all(self._agrees(each, category) for each in yes.joint_with)

    def _agrees(self, customer: str, category: str) -> bool:
        refusals = [no for no in self.facts.no.get(customer, ()) if self._covered(no)]
        return any(
            self._live(yes) and not any(self._blocks(no, yes, 0) for no in refusals)
            for yes in self._asked(customer, category)
        )

    def _blocks(self, no: No, yes: Yes, linked_at: int) -> bool:
        if no.consent is not None and no.consent != yes.id:
            return False
        # Reading is through no channel: a no to some of them leaves a consent that was for others, too.
        channels = no.scope.channels
        if self.need.channel is None and "any" not in channels and not yes.scope.channels <= channels:
            return False
        if no.position > yes.position:
            return True
        return no.customer != yes.customer and not (yes.explicit and yes.position > linked_at)

    def _floor(self, yes: Yes) -> datetime:
        return _NEVER_TOO_OLD if yes.lookback is None else self.need.now - yes.lookback


def _speaks(yes: Yes, subject: str, linked_at: int) -> bool:
    return yes.customer == subject or (yes.explicit and yes.position > linked_at)
