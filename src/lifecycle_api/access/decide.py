"""The one decision: may this party, for this purpose, see this, now? Ten gates in order; what none permits is denied.

Pure, and standard library only: the offline verifier ships it. The planner writes the same rules as SQL, and a property
test holds the two together. Several people may be concerned, and all must agree; several rooftops may control a
record, and one that may share it suffices. Gate 9, the ledger, is the caller's: what is permitted leaves only once it
is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lifecycle_api.access.basis import Basis, Need
from lifecycle_api.access.decision import Decision, Effect, Obligation, Request, Ruling
from lifecycle_api.access.facts import ANYTHING, ITSELF, Engagement, Facts
from lifecycle_api.access.policy import OF_RANK, PERMIT, PERSONAL, POLICY, Policy, Reason
from lifecycle_api.access.terms import Reached, Terms
from lifecycle_api.access.wishes import Wishes
from lifecycle_api.domain.purposes import Purpose

_NOBODY: tuple[str | None, ...] = (None,)


def decide(request: Request, facts: Facts, policy: Policy = POLICY) -> Decision:
    """Decide. Denies by default: whatever no gate lets through, the first gate that fails says why.

    Category `none` stands for the record itself: what denies it denies that there is anything to see.
    """
    return _Deciding(request, facts, policy).decision()


@dataclass
class _Deciding:
    request: Request
    facts: Facts
    policy: Policy

    def decision(self) -> Decision:
        denied = self._of_the_request()
        fields = tuple(
            ruling
            for category in self.request.categories
            for ruling in (self._category(category) if denied is None else [Ruling(category, None, None, denied)])
        )
        basis = dict.fromkeys(each for one in fields for each in (one.agreement, one.consent) if each is not None)
        obligations = tuple(self._obligations(fields)) if denied is None else ()
        return Decision(_effect(fields), fields, obligations, tuple(basis), self.policy.digest, self.facts.position)

    def _of_the_request(self) -> Reason | None:
        """Gates 0 to 2."""
        request = self.request
        if request.fault is not None:
            return Reason(request.fault)
        if request.capacity in ("partner", "auditor"):
            party = self.facts.parties.get(request.party or "")
            if party is None or party.suspended:
                return Reason.PARTY_SUSPENDED
        scopes, purposes = request.scopes, request.granted
        if request.capacity == "partner":
            access = self.facts.clients.get((request.party or "", request.client or ""))
            if access is None or (access.until is not None and request.today > access.until):
                return Reason.TOKEN_INVALID
            scopes = scopes & access.scopes
            purposes = access.purposes if purposes is None else purposes & access.purposes
        return self._of_the_purpose(purposes) if request.needs <= scopes else Reason.SCOPE_MISSING

    def _of_the_purpose(self, granted: frozenset[str] | None) -> Reason | None:
        if len(self.request.purposes) != 1:
            return Reason.PURPOSE_MISSING
        (purpose,) = self.request.purposes
        if purpose not in self.policy.purposes:
            return Reason.PURPOSE_UNKNOWN
        return None if granted is None or purpose in granted else Reason.PURPOSE_NOT_GRANTED

    @cached_property
    def _purpose(self) -> Purpose:
        return self.policy.purposes[self.request.purposes[0]]

    @cached_property
    def _terms(self) -> Terms:
        return Terms(self.request, self.facts)

    @cached_property
    def _wishes(self) -> Wishes:
        return Wishes(self.request, self.facts, self.policy, self._purpose)

    def _category(self, category: str) -> tuple[Ruling, ...]:
        """The rulings of the rooftop that lets most through."""
        found = [
            tuple(self._ruling(category, subject, rooftop) for subject in self.request.subjects or _NOBODY)
            for rooftop in sorted(self.request.rooftops)
        ]
        unheld = (Ruling(category, None, None, Reason.NO_STANDING),)
        return max(found, key=lambda rulings: min(each.rank for each in rulings), default=unheld)

    def _ruling(self, category: str, subject: str | None, rooftop: str) -> Ruling:
        match self.request.capacity:
            case "subject":
                return Ruling(category, subject, rooftop, self._for_oneself(category, subject, rooftop))
            case "auditor":
                return Ruling(category, subject, rooftop, self._for_auditor(category, subject, rooftop))
            case "rooftop" if self.request.party == rooftop:
                return self._beyond(Reached(None, PERMIT), category, subject, rooftop)
        return self._beyond(self._terms.reach(category, rooftop), category, subject, rooftop)

    def _for_oneself(self, category: str, subject: str | None, rooftop: str) -> Reason | None:
        if subject is not None and self.request.party not in self.request.subjects:
            return Reason.NO_STANDING
        gone = subject is not None and category in PERSONAL and self._wishes.erased(subject, rooftop)
        return Reason.ERASED if gone else None

    def _for_auditor(self, category: str, subject: str | None, rooftop: str) -> Reason | None:
        request, engagement = self.request, self.facts.engagements.get(self.request.engagement or "")
        if engagement is None or not self._engaged(engagement, subject, rooftop):
            return Reason.NO_STANDING
        if engagement.ended or request.today > engagement.ends_on:
            return Reason.AGREEMENT_NOT_IN_FORCE
        if self._purpose.name != engagement.purpose:
            return Reason.AGREEMENT_PURPOSE
        if category in PERSONAL and category not in engagement.categories:
            return Reason.AGREEMENT_CATEGORY
        if subject is not None and category in PERSONAL and self._wishes.erased(subject, rooftop):
            return Reason.ERASED
        return Reason.NEVER_SHARED if category in self.policy.never_shared else None

    def _engaged(self, engagement: Engagement, subject: str | None, rooftop: str) -> bool:
        at = self.request.day
        return (
            engagement.party == self.request.party
            and (not engagement.rooftops or rooftop in engagement.rooftops)
            and (subject is None or not engagement.customers or subject in engagement.customers)
            and (at is None or engagement.from_on is None or at >= engagement.from_on)
            and (at is None or engagement.to_on is None or at <= engagement.to_on)
        )

    def _beyond(self, reached: Reached, category: str, subject: str | None, rooftop: str) -> Ruling:
        """Gates 6 to 8, for what agreements let through, and for what a person directs to a party themselves."""
        rank, consent, lacking = reached.rank, None, None
        if subject is not None:
            basis = Basis(self.facts, self.policy, self._need(rooftop)).of(subject, category, self.request.at)
            consent, lacking = basis.consent, basis.reason
            if basis.directed and category in ("none", "telematics"):
                gatekeeper = self.facts.parties[self.request.party or ""].gatekeeper
                rank = Reason.COMPETITOR_EXCLUDED.rank if gatekeeper else PERMIT
        reason = OF_RANK.get(rank) or self._wishes.against(category, subject, rooftop) or lacking
        if reason is None and category in PERSONAL and not self._purpose.personal:
            reason = Reason.WITHHELD
        agreement = None if reached.agreement is None else reached.agreement.id
        coarser = reason is None and subject is not None and self.policy.generalises(category, self._purpose.name)
        return Ruling(category, subject, rooftop, reason, consent, agreement, generalised=coarser)

    def _need(self, rooftop: str) -> Need:
        request, purpose = self.request, self._purpose
        if request.capacity != "partner":
            # A sibling needs consent of its own: what was given to the rooftop next door is not for it. A no is.
            user = request.party or rooftop
            called, heard = frozenset({ITSELF, ANYTHING, user}), frozenset({user, rooftop})
            own = frozenset({ITSELF})
            return Need(purpose, own, user, request.now, request.channel, None, called, heard, request.contact)
        kind = self.facts.parties[request.party or ""].kind
        named, here = frozenset({request.party or "", f"class:{kind}", ANYTHING}), frozenset({rooftop})
        return Need(purpose, named, rooftop, request.now, request.channel, request.party, named, here)

    def _obligations(self, fields: tuple[Ruling, ...]) -> Iterator[Obligation]:
        permitted = [each for each in fields if each.reason is None]
        if not permitted or self.request.capacity != "partner":
            return
        if self._purpose.days is not None:
            yield Obligation("ttl_days", self._purpose.days)
        if any(each.consent is not None for each in permitted):
            yield Obligation("delete_on_withdrawal", value=True)
        named = dict.fromkeys((each.agreement, each.rooftop or "") for each in permitted if each.agreement is not None)
        agreements = [(self.facts.agreements[name], rooftop) for name, rooftop in named]
        terms = [term for agreement, rooftop in agreements for term in self._terms.in_force(agreement, rooftop)]
        if all(term.onward == "no" for term in terms):
            yield Obligation("no_onward", value=True)
        for ends_at in sorted({each.ends_at for each, _ in agreements if each.ends_at is not None}):
            yield Obligation("agreement_ends_at", ends_at.isoformat())


def _effect(fields: tuple[Ruling, ...]) -> Effect:
    denied = {each.category for each in fields if each.reason is not None}
    asked = {each.category for each in fields}
    if not asked - denied:
        return Effect.DENY
    return Effect.REDACT if denied or any(each.generalised for each in fields) else Effect.PERMIT
