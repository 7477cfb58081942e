"""Opens the sealed fields that an order permits, for the copies beside the sealed bodies."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from lifecycle_api.audit.export.disclosing import Permits, Place
from lifecycle_api.audit.export.order import Order
from lifecycle_api.domain.registry import registry
from lifecycle_api.store import codec
from lifecycle_api.store.codec import Opened, Stored
from lifecycle_api.store.keys import KeyStore

_encoder: Final = msgspec.json.Encoder(order="sorted")


def place_of(tenant: UUID, data: Mapping[str, Any], envelope: Mapping[str, Any]) -> Place | None:
    """Whose the sealed fields of an event are, and who holds them: the rooftop, or the group where none is named."""
    customer = data.get("customer")
    return None if customer is None else (UUID(str(customer)), UUID(str(envelope.get("rooftop") or tenant)))


class Opening:
    """Copies of sealed fields in the categories of an order."""

    def __init__(self, tenant: UUID, keys: KeyStore, order: Order, permits: Permits) -> None:
        self._tenant = tenant
        self._keys = keys
        self._order = order
        self._permits = permits

    async def lines(self, rows: Sequence[Stored]) -> list[bytes]:
        """A line of JSON for every event of which something may be opened, or was erased.

        Raises SealBroken, KeyStoreUnreachable.
        """
        if not self._order.opened:
            return []
        known = [row for row in rows if row.version]
        events = await codec.open_all(self._tenant, known, self._keys) if known else []
        return [line for event in events if (line := self._line(event)) is not None]

    def _line(self, event: Opened) -> bytes | None:
        declared = {spec.name: spec.category for spec in registry.get(event.type).sealed}
        place = place_of(self._tenant, event.data, event.envelope)
        permitted = {
            name: category
            for name, category in declared.items()
            if category in self._order.opened and place is not None and self._permits.allow(*place, category)
        }
        absent = event.erased | event.withheld
        fields = {
            name: {"category": category, "value": event.data[name]}
            for name, category in permitted.items()
            if event.data.get(name) is not None and name not in absent
        }
        erased = sorted(event.erased & permitted.keys())
        if not fields and not erased:
            return None
        return _encoder.encode({"position": event.position, "fields": fields, "erased": erased}) + b"\n"
