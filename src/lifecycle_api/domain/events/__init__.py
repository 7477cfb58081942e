"""Every event type, by area. Importing this package fills the registry."""

from lifecycle_api.domain.events import (
    customers,
    deals,
    handoffs,
    leads,
    notes,
    organisation,
    repair_orders,
    showroom,
    sources,
    vehicles,
    visits,
)

__all__ = [
    "customers",
    "deals",
    "handoffs",
    "leads",
    "notes",
    "organisation",
    "repair_orders",
    "showroom",
    "sources",
    "vehicles",
    "visits",
]
