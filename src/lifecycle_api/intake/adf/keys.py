"""When two deliveries are the same lead.

A sender repeats a lead by sending the same bytes, by `status="resend"`, by using its id again, or by sending
the same words under another id and time. So every lead has two keys:

- `sender`: who sent it, and the id that sender gave it. The same key is the same lead, whatever else changed.
  An id whose sender is unknown proves nothing, nor does a placeholder ("0", "none"): there is no key then.
- `content`: what was asked, by whom, of whom; without ids, request date, status, and how it was spelled.

Two leads are the same when either key is. A `resend` that matches no lead is a lead: the first got lost.
A customer may ask the same again months later: the caller says how long `content` binds, and asks among the
leads of one rooftop only, since some providers use one id for the same request to several dealers.

Keys are digests of personal data and can be guessed at: hash them with a key before storing them in clear.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

import msgspec

from lifecycle_api.domain.values import Money
from lifecycle_api.intake.adf.prospect import (
    Contact,
    Customer,
    ExternalId,
    Prospect,
    Provider,
    Vehicle,
    Vendor,
)

PLACEHOLDERS: Final = frozenset({"", "0", "na", "n/a", "none", "null", "unknown", "test"})
_ORDINARY = re.compile(r"\W+")

_Words = list["str | _Words | None"]


class LeadKeys(msgspec.Struct, frozen=True):
    """The keys of one lead, as hex digests; `sender` is None when its sender gave it no id of worth."""

    content: str
    sender: str | None = None

    @property
    def primary(self) -> str:
        """The key by which the lead is known: its sender's, else its content's."""
        return self.sender or self.content

    def same_lead(self, other: "LeadKeys") -> bool:
        """Whether two deliveries are one lead."""
        return self.content == other.content or (self.sender is not None and self.sender == other.sender)


def lead_keys(prospect: Prospect, provider: str | None = None) -> LeadKeys:
    """The keys of a lead; `provider` names the sender as the channel knows it, for leads that do not say."""
    return LeadKeys(_digest("content", _content(prospect)), _sender(prospect, provider))


def _sender(prospect: Prospect, provider: str | None) -> str | None:
    given = next((each for each in prospect.ids if each.value.strip().lower() not in PLACEHOLDERS), None)
    if given is None:
        return None
    name = _provider_name(prospect.provider) or provider
    if name is None and given.source is None:
        return None
    return _digest("sender", [_fold(name), _fold(given.source), given.value.strip()])


def _provider_name(provider: Provider | None) -> str | None:
    if provider is None:
        return None
    return provider.name or next((f"{each.source} {each.value}" for each in provider.ids), None)


def _content(prospect: Prospect) -> _Words:
    return [
        _customer_words(prospect.customer),
        [_vehicle_words(vehicle) for vehicle in prospect.vehicles],
        _vendor_words(prospect.vendor),
        _fold(_provider_name(prospect.provider)),
    ]


def _customer_words(customer: Customer | None) -> _Words:
    if customer is None:
        return []
    timeframe = customer.timeframe
    return [
        _contact_words(customer.contact),
        _fold(customer.comments),
        _fold(timeframe.description) if timeframe else None,
    ]


def _contact_words(contact: Contact | None) -> _Words:
    if contact is None:
        return []
    address = contact.address
    return [
        _fold(contact.person.full) if contact.person else None,
        _fold(contact.business),
        *sorted(point.email.match_key or _fold(point.email.raw) or "" for point in contact.emails),
        *sorted(point.phone.match_key or _fold(point.phone.raw) or "" for point in contact.phones),
        _fold(" ".join([*address.lines, address.city or "", address.postal_code or ""])) if address else None,
    ]


def _vehicle_words(vehicle: Vehicle) -> _Words:
    return [
        vehicle.interest,
        vehicle.status,
        str(vehicle.year),
        *map(_fold, (vehicle.make, vehicle.model, vehicle.trim, vehicle.stock, vehicle.comments)),
        vehicle.vin.value if vehicle.vin else None,
        None if vehicle.vin else _odometer_words(vehicle),
        *(_money_words(price.money) for price in vehicle.prices),
    ]


def _odometer_words(vehicle: Vehicle) -> str | None:
    """What tells a car without a VIN from others; one with a VIN is the same car some miles later."""
    distance = vehicle.odometer.distance if vehicle.odometer else None
    return f"{distance.value} {distance.unit}" if distance else None


def _money_words(money: Money | None) -> str | None:
    return f"{money.amount} {money.currency}" if money else None


def _vendor_words(vendor: Vendor | None) -> _Words:
    if vendor is None:
        return []
    return [_fold(vendor.name), *_id_words(vendor.ids)]


def _id_words(ids: Iterable[ExternalId]) -> Iterable[str | None]:
    return (_fold(f"{each.source} {each.value}") for each in ids)


def _fold(text: str | None) -> str | None:
    """Letters and digits in one case: what is left of a text however it was typed."""
    return _ORDINARY.sub(" ", text).strip().casefold() or None if text else None


def _digest(kind: str, words: _Words) -> str:
    return hashlib.sha256(msgspec.json.encode([kind, *words])).hexdigest()
