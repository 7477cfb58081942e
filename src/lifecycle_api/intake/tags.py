"""The names by which intake finds its own facts again in the log."""

from typing import Final
from uuid import UUID

from lifecycle_api.domain import ids
from lifecycle_api.store.keys import KeyStore
from lifecycle_api.store.sealing import contact_tag

_RAW_BYTES: Final = 16


class Tags:
    """Tags and ids of one tenant; whatever is personal in them is a keyed hash."""

    def __init__(self, keys: KeyStore, tenant: UUID) -> None:
        self._keys = keys
        self._tenant = tenant

    def contact(self, value: str) -> str:
        """The tag that an event gets for a phone number or an e-mail address in its normalised spelling."""
        return contact_tag(self._keys.mac(self._tenant, "contact", value.encode()))

    def contact_point(self, who: UUID, value: str) -> UUID:
        """The id of a phone number or an e-mail address of a customer, whichever record brings it."""
        return ids.of(self._tenant, "contact_point", who, self.contact(value))

    def lead_key(self, key: str) -> str:
        """The tag of a lead under one of the keys by which it is known again."""
        return f"lead_key:{self._keys.mac(self._tenant, 'intake', key.encode())[:_RAW_BYTES].hex()}"

    def fingerprint(self, content: bytes) -> bytes:
        """A keyed hash of some content, to compare it with later."""
        return self._keys.mac(self._tenant, "intake", content)


def source(system: str, record: str) -> str:
    """The tag of the event that links a customer record to a customer."""
    return f"source:{system}:{record}"


def claim(system: str, record: str) -> str:
    """The tag of the event that links a record which says it is the same as this one, perhaps before this one came."""
    return f"claims:{system}:{record}"
