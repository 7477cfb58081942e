"""Which categories of data each kind of party may read, and search by."""

from lifecycle_api.access.matrix import BUSINESS, DEFAULT, DEFAULTS, Action
from lifecycle_api.access.policy import POLICY
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.categories import Category

OTHERS: dict[Kind, frozenset[Category]] = {
    # What can be decided to be shown at all; what is, is decided row by row.
    Kind.PARTNER: frozenset(Category) - POLICY.never_shared,
    Kind.AUDITOR: frozenset(Category) - POLICY.never_shared,
    Kind.SERVICE: BUSINESS,
    Kind.CONSUMER: frozenset(Category) - {Category.DEALER_CONFIDENTIAL},
}


def allowed(principal: Principal, action: Action) -> frozenset[Category]:
    """The categories with which this principal may do this. Staff may what any of their roles may."""
    if principal.kind is Kind.STAFF:
        return principal.matrix.allowed(principal.roles, action)
    return OTHERS[principal.kind]


def readable_by(kind: Kind) -> frozenset[Category]:
    """The categories that a party of this kind can ever be allowed to read, by default."""
    return DEFAULT.allowed(DEFAULTS, Action.READ) if kind is Kind.STAFF else OTHERS[kind]
