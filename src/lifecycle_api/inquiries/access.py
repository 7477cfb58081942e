"""Tells a party what it may see for a purpose, as far as agreements go: persons are decided on record by record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from msgspec import structs

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Request
from lifecycle_api.access.denials import check_gate
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.policy import POLICY, Reason
from lifecycle_api.access.visibility import OUTSIDE, UNDER_AGREEMENTS, Viewer
from lifecycle_api.domain.categories import Category
from lifecycle_api.inquiries.gathering import Gathering


@dataclass(frozen=True)
class Access:
    """What a party may see of one category that one rooftop holds; `reason` is what stands in the way, if anything.

    `consented` says whether each person has to have agreed, too, and `generalised` whether what records about persons
    say of it is told in coarser values alone.
    """

    category: Category
    rooftop: str
    reason: Reason | None
    consented: bool
    generalised: bool


class AccessInquiry:
    """Answers about one's own access. `now` is where time comes from."""

    def __init__(self, gathering: Gathering, now: Callable[[], datetime]) -> None:
        self._gathering = gathering
        self._now = now

    async def of(self, viewer: Viewer, purpose: str) -> Sequence[Access]:
        """By rooftop and category, what a partner or auditor may see for a purpose, or a rooftop of its siblings'.

        Nothing for anyone else. Raises what refuses whole requests for this purpose.
        """
        if viewer.party is None:
            return ()
        purpose = structs.replace(viewer, purposes=(purpose,)).purpose.name
        gathered = await self._gathering.of_group(viewer.tenant)
        registered = await self._gathering.read(viewer.tenant, types=["rooftop.registered"])
        rooftops = dict.fromkeys(str(each.data["rooftop"]) for each in registered)
        return tuple(each for rooftop in rooftops for each in self._at(viewer, purpose, gathered.facts, rooftop))

    def _at(self, viewer: Viewer, purpose: str, facts: Facts, rooftop: str) -> Iterator[Access]:
        capacity = OUTSIDE.get(viewer.kind, "rooftop")
        if capacity == "rooftop" and rooftop == str(viewer.party):
            return  # what is one's own nobody has to share
        request = Request(
            capacity=capacity,
            party=str(viewer.party),
            client=viewer.client,
            engagement=None if viewer.engagement is None else str(viewer.engagement),
            now=self._now(),
            purposes=(purpose,),
            granted=viewer.granted if capacity == "partner" else None,
            categories=tuple(Category),
            rooftops=(rooftop,),
        )
        found = decide(request, facts)
        refused = found.reason(Category.NONE)
        if refused is Reason.NO_STANDING:
            return  # there is no such rooftop for this party
        if refused is not None and refused.gate < Reason.NO_STANDING.gate:
            check_gate(refused.rank)  # or rooftops would be named before anybody asked whether they exist for it
        known, agreed = POLICY.purposes[purpose], capacity in UNDER_AGREEMENTS
        for category in Category:
            explicit = category in POLICY.explicit_only
            consented = agreed and (known.basis == "consent" or explicit)
            reason = found.reason(category)
            coarser = agreed and reason is None and POLICY.generalises(category, purpose)
            yield Access(category, rooftop, reason, consented, coarser)
