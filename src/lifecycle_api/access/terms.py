"""What agreements let through, with the standing that they give: gates 3 to 5.

Standard library only: the offline verifier ships it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from lifecycle_api.access.decision import Request
from lifecycle_api.access.facts import Agreement, Facts, Term
from lifecycle_api.access.policy import PERMIT, Reason


@dataclass(frozen=True)
class Reached:
    """The agreement that lets most through, and the rank of the reason that stops the request under it."""

    agreement: Agreement | None
    rank: int


@dataclass(frozen=True)
class Terms:
    """The agreements between the party that asks and the rooftops that hold what is asked for."""

    request: Request
    facts: Facts

    def reach(self, category: str, rooftop: str) -> Reached:
        """How far a request for a category of a rooftop's data comes."""
        access = self.facts.clients.get((self.request.party or "", self.request.client or ""))
        if access is not None and access.rooftops and rooftop not in access.rooftops:
            return Reached(None, Reason.NO_STANDING.rank)
        best = Reached(None, Reason.NO_STANDING.rank)
        for agreement in self._binding(rooftop):
            terms = self.in_force(agreement, rooftop)
            ranks = [self._permitted(term, category) for term in terms]
            reached = max(ranks, default=Reason.AGREEMENT_NOT_IN_FORCE.rank)
            if best.agreement is None or (reached, best.agreement.id) > (best.rank, agreement.id):
                best = Reached(agreement, reached)
        return Reached(best.agreement, min([best.rank, *self._bounds(category, rooftop)]))

    def in_force(self, agreement: Agreement, rooftop: str) -> tuple[Term, ...]:
        """The terms of an agreement that are in force now; what a new controller signed waits for the notice's end."""
        version, change = agreement.current(self.request.now), self.facts.successions.get(rooftop)
        if version is None:
            return ()
        if change is not None and version.position > change.position:
            return version.terms if self.request.today > change.notice_ends_on else ()
        return version.terms

    def _binding(self, rooftop: str) -> Iterable[Agreement]:
        for agreement in self.facts.agreements_with(self.request.party):
            if agreement.binds(rooftop) and (self.request.capacity == "partner" or agreement.kind == "intra_group"):
                yield agreement

    def _permitted(self, term: Term, category: str) -> int:
        request = self.request
        if term.effect != "permit" or request.action not in term.actions or request.purposes[0] not in term.purposes:
            return Reason.AGREEMENT_PURPOSE.rank
        if category != "none" and category not in term.categories:
            return Reason.AGREEMENT_CATEGORY.rank
        if term.territory and self._country not in term.territory:
            return Reason.AGREEMENT_TERRITORY.rank
        listed = term.onward == "listed" and request.onward_to in term.recipients
        if request.onward_to is not None and term.onward != "yes" and not listed:
            return Reason.RESALE_PROHIBITED.rank
        return PERMIT

    def _bounds(self, category: str, rooftop: str) -> Iterable[int]:
        """How far prohibitions let anything come: one overrides whatever other clauses permit."""
        for agreement in self._binding(rooftop):
            for term in self.in_force(agreement, rooftop):
                if term.effect == "prohibit":
                    yield self._prohibited(term, category)

    def _prohibited(self, term: Term, category: str) -> int:
        request = self.request
        if term.recipients:
            return Reason.COMPETITOR_EXCLUDED.rank if request.onward_to in term.recipients else PERMIT
        prohibited = (
            request.action in term.actions
            and (not term.purposes or request.purposes[0] in term.purposes)
            and (not term.categories or category in term.categories)
        )
        return Reason.AGREEMENT_CATEGORY.rank if prohibited else PERMIT

    @property
    def _country(self) -> str | None:
        party = self.facts.parties.get(self.request.party or "")
        return None if party is None else party.country
