"""What one viewer can see: the tenant, rooftops, customers and categories that every read is bounded by."""

from enum import StrEnum
from uuid import UUID

import msgspec

from lifecycle_api.access.categories import allowed
from lifecycle_api.access.matrix import Action
from lifecycle_api.access.principal import ALL, Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.categories import Category


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


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """The bounds of a read. `rooftops` None means all of the tenant's; `customer` is a consumer's own id."""

    tenant: UUID
    kind: Kind
    rooftops: frozenset[UUID] | None
    customer: UUID | None
    categories: frozenset[Category]
    searched: frozenset[Category]

    @property
    def reach(self) -> Reach:
        """Whose rows can be found. A row outside it does not exist for this viewer."""
        return reach_of(self.kind)

    def sees(self, category: Category) -> bool:
        """Whether fields of this category are shown to this viewer."""
        return category in self.categories

    def compares(self, category: Category) -> bool:
        """Whether this viewer may filter, sort, search and count by this category: that is reading it, too."""
        return category in self.categories and category in self.searched

    def works_at(self, rooftop: UUID | None) -> bool:
        """Whether this viewer may act at a rooftop; what belongs to no rooftop is for those who have all."""
        return self.reach is not Reach.OWN and (self.rooftops is None or rooftop in self.rooftops)


def reach_of(kind: Kind) -> Reach:
    """Whose rows viewers of this kind can find."""
    return _REACH[kind]


def viewer_of(principal: Principal) -> Viewer:
    """The bounds that a principal's token gives every read made with it."""
    return Viewer(
        tenant=principal.tenant,
        kind=principal.kind,
        rooftops=_rooftops(principal),
        customer=principal.customer,
        categories=allowed(principal, Action.READ),
        searched=allowed(principal, Action.SEARCH),
    )


def _rooftops(principal: Principal) -> frozenset[UUID] | None:
    # A consumer's record is theirs at whichever rooftop it was written.
    if principal.rooftops is ALL or principal.kind is Kind.CONSUMER:
        return None
    return principal.rooftops
