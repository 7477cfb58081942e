"""One event of every type, as it could happen at a rooftop, and all that they say is that rooftop's own."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from msgspec import inspect

from lifecycle_api.domain.registry import Declaration, Event, registry
from tests.support.facts import VIN, a

BEGINNINGS: Final = (
    *("registered", "received", "opened", "structured", "scheduled", "recorded", "added", "started", "drafted"),
    *("asserted", "offered", "planted", "requested", "granted", "acquired", "recommended", "placed", "issued"),
)
"""How the names of types end that tell of something new: the others tell what became of it."""

COMMON: Final[Mapping[str, Any]] = {
    "customer": str(a("ann")),
    "customers": [str(a("ann"))],
    "vehicle": VIN,
    "vehicles": [VIN],
    "party": str(a("market")),
    "purpose": "marketing",
    "purposes": ["marketing"],
    "recipients": [f"party:{a('market')}"],
    "categories": ["identity", "contact"],
    "effect": "permit",
    "currency": "USD",
    "joint_with": [],
    "co_buyer": None,
}
"""What is the same everywhere, by the name of the field: whom it is about, words that mean something, and nobody."""


class Everything:
    """Makes events of one rooftop. `contact` is the keyed hash of a number of the customer."""

    def __init__(self, rooftop: str, began: datetime, contact: str) -> None:
        self._rooftop, self._began = rooftop, began
        here = f"rooftop:{a(rooftop)}"
        own = {"rooftop": str(a(rooftop)), "rooftops": [here], "controllers": [here]}
        self._known = {**COMMON, **own, "contact": contact, "quiet_from": "20:00", "quiet_until": "09:00"}
        self._made: Mapping[type[inspect.Type], Callable[[Any, str], Any]] = {
            inspect.LiteralType: lambda literal, path: self._choice(literal.values, path),
            inspect.EnumType: lambda enum, path: self._choice([each.value for each in enum.cls], path),
            inspect.UUIDType: lambda _, path: str(a(f"{path.rpartition('.')[2]} at {rooftop}")),
            inspect.BoolType: lambda *_: True,
            inspect.FloatType: lambda _, path: self._number(path) / 2**16,
            inspect.IntType: lambda _, path: self._number(path),
            inspect.StrType: lambda text, path: self._digest(path) if text.pattern else self._told(path),
            inspect.DateTimeType: lambda _, path: self._moment(path).isoformat(),
            inspect.DateType: lambda _, path: self._moment(path).date().isoformat(),
            inspect.VarTupleType: lambda many, path: [self._value(many.item_type, path)],
            inspect.UnionType: lambda union, path: self._value(union.types[0], path),
            inspect.Metadata: lambda wrapped, path: self._value(wrapped.type, path),
            inspect.StructType: self._struct,
        }

    def events(self, *without: str) -> Iterator[Event]:
        """One of every type but those, beginnings first. What has the same name in several is the same thing."""
        types = [each for each in registry if each.name not in without]
        for each in sorted(types, key=lambda declared: not declared.name.endswith(BEGINNINGS)):
            yield self._event(each)

    def _event(self, declared: Declaration) -> Event:
        return msgspec.convert(self._struct(inspect.type_info(declared.cls), declared.name), declared.cls)

    def _struct(self, kind: Any, path: str) -> dict[str, Any]:
        return {field.encode_name: self._field(field, f"{path}.{field.encode_name}") for field in kind.fields}

    def _field(self, field: inspect.Field, path: str) -> Any:
        fits = not isinstance(field.type, inspect.LiteralType) or self._known.get(field.name) in field.type.values
        return self._known[field.name] if fits and field.name in self._known else self._value(field.type, path)

    def _value(self, kind: inspect.Type, path: str) -> Any:
        return self._made[type(kind)](kind, path)

    def _choice(self, values: Any, path: str) -> Any:
        return values[self._number(path) % len(values)]

    def _number(self, path: str) -> int:
        return int(self._digest(path)[:4], 16)

    def _moment(self, path: str) -> datetime:
        return self._began + timedelta(minutes=self._number(path) % 600)

    def _told(self, path: str) -> str:
        return f"{path} at {self._rooftop}"

    def _digest(self, path: str) -> str:
        return sha256(self._told(path).encode()).hexdigest()
