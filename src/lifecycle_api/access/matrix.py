"""Role by category by action: what each job at the dealership may do with each kind of data.

The defaults stand here; a group changes single cells by events, and then its own word counts.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from lifecycle_api.domain.categories import Category


class Role(StrEnum):
    """A job at the dealership, as tokens name it."""

    SERVICE_ADVISOR = "service_advisor"
    BDC_AGENT = "bdc_agent"
    SALES_MANAGER = "sales_manager"
    FINANCE_MANAGER = "finance_manager"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What is done with data: shown, or filtered, sorted, searched and counted by."""

    READ = "read"
    SEARCH = "search"


BUSINESS: Final = frozenset({Category.NONE, Category.VEHICLE})
_PERSON: Final = BUSINESS | {Category.IDENTITY, Category.CONTACT, Category.CONTENT}

DEFAULTS: Final[dict[str, frozenset[Category]]] = {
    Role.SERVICE_ADVISOR: _PERSON,
    Role.BDC_AGENT: _PERSON | {Category.BEHAVIOUR},
    Role.SALES_MANAGER: _PERSON | {Category.BEHAVIOUR, Category.FINANCIAL, Category.DEALER_CONFIDENTIAL},
    Role.FINANCE_MANAGER: _PERSON | {Category.FINANCIAL, Category.GOVERNMENT_ID},
    # Whoever runs the system needs neither licence numbers nor driving data.
    Role.ADMINISTRATOR: frozenset(Category) - {Category.GOVERNMENT_ID, Category.TELEMATICS},
}
"""What each role may both read and search by, unless the group says otherwise."""

Cell = tuple[str, Category, Action]


class Matrix(msgspec.Struct, frozen=True):
    """The defaults with the cells that a group has set. Every role may read what is of no category."""

    set: Mapping[Cell, bool] = {}

    def may(self, role: str, category: Category, action: Action) -> bool:
        """Whether a role may; of a role that nobody knows, only what was set."""
        if category is Category.NONE:
            return True
        return self.set.get((role, category, action), category in DEFAULTS.get(role, ()))

    def allowed(self, roles: Iterable[str], action: Action) -> frozenset[Category]:
        """The categories with which someone of these roles may do this: whatever any of the roles may."""
        return _allowed(frozenset(self.set.items()), frozenset(roles), action)


@lru_cache(maxsize=4096)  # it is asked for every read
def _allowed(cells: frozenset[tuple[Cell, bool]], roles: frozenset[str], action: Action) -> frozenset[Category]:
    matrix = Matrix(dict(cells))
    some = (each for each in Category if any(matrix.may(role, each, action) for role in roles))
    return frozenset({Category.NONE, *some})


DEFAULT: Final = Matrix()
