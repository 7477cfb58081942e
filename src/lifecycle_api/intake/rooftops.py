"""The rooftops of a dealer group, as far as intake must know them: zone, country, currency, names."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec


class Rooftop(msgspec.Struct, frozen=True):
    """One dealership. `country` is the region in which its phone numbers are dialled."""

    id: UUID
    code: str
    name: str
    zone: ZoneInfo
    country: str = "US"
    currency: str = "USD"
    lead_names: tuple[str, ...] = ()

    def answers_to(self, name: str) -> bool:
        """Whether a lead addressed to `name` is for this rooftop."""
        known = {self.code, self.name, *self.lead_names}
        return _plain(name) in {_plain(one) for one in known}


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
