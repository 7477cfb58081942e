"""Values at the edges of what the types of a field allow, and events made of them."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

from msgspec import inspect

from lifecycle_api.domain.registry import Declaration

VINS: Final = ("1HGCM82633A004352", "1HGCM82633A00435", "1HGCM82643A004352", "ABC12345", "X1")
TEXTS: Final = ("", "a", "é😀", "x" * 3000, "'; DROP--", "%_\\", "  ", "null", "\u2028", "{}", "9" * 40, "2026-01-01")
MATCHING: Final[Mapping[str | None, tuple[str, ...]]] = {
    "^[A-Z]{3}$": ("USD", "JPY"),
    "^[0-9a-f]{4,64}$": ("00ff", "ab" * 32),
    "^[0-9a-f]{64}$": ("ab" * 32,),
}
INSTANTS: Final = (
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-03-02T12:00:00+14:00",
    "2026-03-02T12:00:00.123456-12:00",
    "1969-12-31T23:59:59Z",
)
DAYS: Final = ("0001-01-01", "9999-12-31", "2026-02-28", "2024-02-29")
NUMBERS: Final = (0.0, 1.0, -1.0, 1e308, -1e308, 5e-324)


class Extremes:
    """Makes events of a few entities, so that they meet; `ids` are the entities'."""

    def __init__(self, chance: Random, ids: tuple[str, ...]) -> None:
        self._chance = chance
        self._ids = ids
        pick = self._chance.choice
        self._simple: Mapping[type[inspect.Type], Callable[[Any], Any]] = {
            inspect.NoneType: lambda _: None,
            inspect.LiteralType: lambda literal: pick(literal.values),
            inspect.UUIDType: lambda _: pick(ids),
            inspect.EnumType: lambda enum: pick(list(enum.cls)).value,
            inspect.BoolType: lambda _: pick((True, False)),
            inspect.FloatType: lambda _: pick(NUMBERS),
            inspect.StrType: lambda text: pick(MATCHING.get(text.pattern, TEXTS)),
            inspect.DateTimeType: lambda _: pick(INSTANTS),
            inspect.DateType: lambda _: pick(DAYS),
            inspect.IntType: self._whole_number,
            inspect.VarTupleType: lambda many: [self.value(many.item_type) for _ in range(pick((0, 1, 4)))],
            inspect.UnionType: lambda union: self.value(pick(union.types)),
            inspect.Metadata: lambda wrapped: self.value(wrapped.type),
            inspect.StructType: self._struct,
        }

    def event(self, declaration: Declaration) -> dict[str, Any]:
        """The data of an event of that type."""
        data: dict[str, Any] = self.value(inspect.type_info(declaration.cls))
        tags = {name: spec.tag for name, spec in declaration.fields.items()}
        return {
            name: self._chance.choice(VINS) if tags[name] == "vehicle" and value is not None else value
            for name, value in data.items()
        }

    def value(self, kind: inspect.Type) -> Any:
        """A value of that type."""
        return self._simple[type(kind)](kind)

    def _whole_number(self, kind: inspect.IntType) -> int:
        low = -(2**63) if kind.ge is None else kind.ge
        high = 2**63 - 1 if kind.le is None else kind.le
        return self._chance.choice((low, high, max(low, min(high, 0)), self._chance.randint(low, high)))

    def _struct(self, kind: inspect.StructType) -> dict[str, Any]:
        stated = [field for field in kind.fields if field.required or self._chance.random() < 0.8]
        return {field.encode_name: self.value(field.type) for field in stated}
