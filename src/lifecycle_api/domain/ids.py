"""The ids of what source systems know, computed from what they call it: order of arrival does not matter.

Customers are named per system, deals and repair orders per rooftop; the other numbers are the group's own.
"""

from typing import Final
from uuid import UUID, uuid5

SYSTEM: Final = UUID(int=0)
"""The tenant of what belongs to the installation, and to no dealer group."""

_GROUPS: Final = UUID("5b1c2c8e-2f7a-5a63-9d0e-7f1f6a3f9c11")


def of(tenant: UUID, kind: str, *parts: object) -> UUID:
    """The id of the thing of that kind that goes by these parts."""
    return uuid5(tenant, "|".join((kind, *map(str, parts))))


def customer(tenant: UUID, system: str, record: str) -> UUID:
    """A customer first seen as this record."""
    return of(tenant, "customer", system, record)


def employee(tenant: UUID, number: str) -> UUID:
    """An employee by the group's own number."""
    return of(tenant, "employee", number)


def rooftop(tenant: UUID, code: str) -> UUID:
    """A rooftop by its code."""
    return of(tenant, "rooftop", code)


def party(tenant: UUID, key: str) -> UUID:
    """A party by the key that a file gives it."""
    return of(tenant, "party", key)


def agreement(tenant: UUID, key: str) -> UUID:
    """An agreement by the key that a file gives it."""
    return of(tenant, "agreement", key)


def engagement(tenant: UUID, key: str) -> UUID:
    """An engagement by the key that a file gives it."""
    return of(tenant, "engagement", key)


def lead(tenant: UUID, at: UUID, source: str, external_id: str) -> UUID:
    """A lead to a rooftop by the id its sender gave it; `source` is the sender's name for itself, in any case."""
    return of(tenant, "lead", at, source.strip().casefold(), external_id.strip())


def opportunity(tenant: UUID, number: str) -> UUID:
    """An opportunity by its number in the CRM."""
    return of(tenant, "opportunity", number)


def appointment(tenant: UUID, number: str) -> UUID:
    """An appointment by its number, which is unique in the group."""
    return of(tenant, "appointment", number)


def deal(tenant: UUID, at: UUID, number: str) -> UUID:
    """A deal by its number at a rooftop."""
    return of(tenant, "deal", at, number)


def repair_order(tenant: UUID, at: UUID, number: str) -> UUID:
    """A repair order by its number at a rooftop."""
    return of(tenant, "repair_order", at, number)


def recommendation(tenant: UUID, at: UUID, number: str, line: str) -> UUID:
    """Recommended work: a line of a repair order at a rooftop."""
    return of(tenant, "recommendation", at, number, line)


def ownership(tenant: UUID, who: UUID, vin: str) -> UUID:
    """One customer's time with one vehicle, whoever reports it."""
    return of(tenant, "ownership", who, vin)


def group(name: str) -> UUID:
    """The tenant of a dealer group of that name, however it is typed."""
    slug = "-".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())
    return uuid5(_GROUPS, slug)
