"""What one viewer can see: the tenant, rooftops, customers and categories that every read is bounded by."""

from enum import StrEnum
from functools import cached_property
from typing import Final, Literal
from uuid import UUID

import msgspec

from lifecycle_api.access.categories import allowed
from lifecycle_api.access.denials import PurposeMissing, PurposeNotGranted, PurposeUnknown, RecipientUnclear
from lifecycle_api.access.matrix import Action
from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.categories import ACCOUNTED, Category
from lifecycle_api.domain.purposes import PURPOSES, Purpose

AUDIT: Final = "audit"


Capacity = Literal["partner", "auditor", "rooftop"]

OUTSIDE: Final[dict[Kind, Capacity]] = {Kind.PARTNER: "partner", Kind.AUDITOR: "auditor"}
"""Those outside of the group: each row is decided on for them, and each answer is recorded."""

UNDER_AGREEMENTS: Final[frozenset[Capacity]] = frozenset({"partner", "rooftop"})
"""Those who are shown what agreements let through: parties outside, and staff of a sibling. Auditors are engaged."""


class Reach(StrEnum):
    """Whose rows a viewer can find: everyone's at their rooftops, only their own, or no person's at all."""

    ROOFTOPS = "rooftops"
    OWN = "own"
    NOBODY = "nobody"


_REACH: dict[Kind, Reach] = {
    Kind.STAFF: Reach.ROOFTOPS,
    Kind.AUDITOR: Reach.ROOFTOPS,
    Kind.CONSUMER: Reach.OWN,
    Kind.PARTNER: Reach.NOBODY,
    Kind.SERVICE: Reach.NOBODY,
}


class Viewer(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The bounds of a read. `rooftops` None means all of the tenant's; `customer` is a consumer's own id.

    Partners and auditors are bounded by decisions: what `party` they act for, as which `client` or under which
    `engagement`, the purposes that their token was `granted`, and those that they named. So is somebody on the staff
    who names a purpose: they ask for what other rooftops of the group share with theirs, which is the `party` then.
    """

    tenant: UUID
    kind: Kind
    rooftops: frozenset[UUID] | None
    customer: UUID | None
    categories: frozenset[Category]
    searched: frozenset[Category]
    party: UUID | None = None
    client: str = ""
    engagement: UUID | None = None
    granted: frozenset[str] = frozenset()
    purposes: tuple[str, ...] = ()

    @cached_property
    def reach(self) -> Reach:
        """Whose rows can be found. A row outside it does not exist for this viewer."""
        return reach_of(self.kind)

    def sees(self, category: Category) -> bool:
        """Whether fields of this category are shown to this viewer."""
        return category in self.categories

    @cached_property
    def accounted(self) -> bool:
        """Whether this is somebody on the staff who can see money or papers, so that each look is recorded."""
        return self.kind is Kind.STAFF and not self.purposes and not ACCOUNTED.isdisjoint(self.categories)

    def compares(self, category: Category) -> bool:
        """Whether this viewer may filter, sort, search and count by this category: that is reading it, too."""
        return category in self.categories and category in self.searched

    @cached_property
    def capacity(self) -> Capacity | None:
        """In which capacity each row is decided on for this viewer, from agreements, consent and engagements."""
        if self.kind is Kind.STAFF:
            return "rooftop" if self.purposes else None
        return OUTSIDE.get(self.kind)

    @property
    def under_agreements(self) -> bool:
        """Whether rows are shown as far as agreements go: to partners, and to staff of a sibling."""
        return self.capacity in UNDER_AGREEMENTS

    @cached_property
    def decided(self) -> bool:
        """Whether each row is decided on for this viewer."""
        return self.capacity is not None

    @property
    def bounds(self) -> frozenset[UUID] | None:
        """The rooftops whose rows can be found; None is all. What siblings share is bounded by decisions alone."""
        return None if self.capacity == "rooftop" else self.rooftops

    @cached_property
    def purpose(self) -> Purpose:
        """The purpose of a read that is decided on.

        Raises PurposeMissing, PurposeUnknown, PurposeNotGranted, and RecipientUnclear to staff of several rooftops.
        What an auditor does is bound by the engagement; the purpose of most is an audit.
        """
        if self.kind is Kind.STAFF and self.party is None:
            raise RecipientUnclear
        named = self.purposes or ((AUDIT,) if self.kind is Kind.AUDITOR else ())
        if len(named) != 1:
            raise PurposeMissing(named=list(named))
        (name,) = named
        if name not in PURPOSES:
            raise PurposeUnknown(purpose=name, purposes=sorted(PURPOSES))
        if self.kind is Kind.PARTNER and name not in self.granted:
            raise PurposeNotGranted(purpose=name)
        return PURPOSES[name]

    def works_at(self, rooftop: UUID | None) -> bool:
        """Whether this viewer may act at a rooftop; what belongs to no rooftop is for those who have all."""
        return self.reach is not Reach.OWN and (self.rooftops is None or rooftop in self.rooftops)


def reach_of(kind: Kind) -> Reach:
    """Whose rows viewers of this kind can find."""
    return _REACH[kind]


def viewer_of(principal: Principal, purposes: tuple[str, ...] = ()) -> Viewer:
    """The bounds that a principal's token gives every read made with it, for the purposes that the request names.

    Those for no purpose or one that there is, as most requests have it, are found once and kept beside the principal.
    """
    kept: dict[tuple[str, ...], Viewer] = principal.__dict__.setdefault("viewers", {})
    viewer = kept.get(purposes) or _bounded(principal, purposes)
    if len(purposes) <= 1 and PURPOSES.keys() >= set(purposes):
        kept[purposes] = viewer
    return viewer


def _bounded(principal: Principal, purposes: tuple[str, ...]) -> Viewer:
    return Viewer(
        tenant=principal.tenant,
        kind=principal.kind,
        rooftops=_rooftops(principal),
        customer=principal.customer,
        categories=allowed(principal, Action.READ),
        searched=allowed(principal, Action.SEARCH),
        party=principal.recipient,
        client=principal.client_id,
        engagement=principal.engagement,
        granted=frozenset(principal.purposes),
        purposes=purposes,
    )


def _rooftops(principal: Principal) -> frozenset[UUID] | None:
    # A consumer's record is theirs at whichever rooftop it was written.
    if principal.rooftops is ALL or principal.kind is Kind.CONSUMER:
        return None
    return principal.rooftops
