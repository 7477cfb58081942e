"""Which categories of data each kind of party, and each role among the staff, may read."""

from collections.abc import Iterable
from enum import StrEnum

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.domain.categories import Category


class Role(StrEnum):
    """A job at the dealership, as tokens name it."""

    SERVICE_ADVISOR = "service_advisor"
    BDC_AGENT = "bdc_agent"
    SALES_MANAGER = "sales_manager"
    FINANCE_MANAGER = "finance_manager"
    ADMINISTRATOR = "administrator"


_BUSINESS = frozenset({Category.NONE, Category.VEHICLE})
_PERSON = _BUSINESS | {Category.IDENTITY, Category.CONTACT, Category.CONTENT}

STAFF: dict[str, frozenset[Category]] = {
    Role.SERVICE_ADVISOR: _PERSON,
    Role.BDC_AGENT: _PERSON | {Category.BEHAVIOUR},
    Role.SALES_MANAGER: _PERSON | {Category.BEHAVIOUR, Category.FINANCIAL, Category.DEALER_CONFIDENTIAL},
    Role.FINANCE_MANAGER: _PERSON | {Category.FINANCIAL, Category.GOVERNMENT_ID},
    # Whoever runs the system needs neither licence numbers nor driving data.
    Role.ADMINISTRATOR: frozenset(Category) - {Category.GOVERNMENT_ID, Category.TELEMATICS},
}

OTHERS: dict[Kind, frozenset[Category]] = {
    Kind.PARTNER: _BUSINESS,
    Kind.AUDITOR: _BUSINESS,
    Kind.SERVICE: _BUSINESS,
    Kind.CONSUMER: frozenset(Category) - {Category.DEALER_CONFIDENTIAL},
}


def readable(principal: Principal) -> frozenset[Category]:
    """The categories this principal may read. Staff read what any of their roles does."""
    if principal.kind is Kind.STAFF:
        return _of_roles(principal.roles)
    return OTHERS[principal.kind]


def _of_roles(roles: Iterable[str]) -> frozenset[Category]:
    return frozenset({Category.NONE}).union(*(STAFF.get(role, ()) for role in roles))
