"""Any events there can be, made from their declarations: reproducible, and dense enough to meet each other."""

import random
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid5

import msgspec

import lifecycle_api.domain.events  # noqa: F401 - fills the registry
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent, SourceRef
from lifecycle_api.domain.fields import FieldSpec
from lifecycle_api.domain.registry import Declaration, registry

_SPACE = UUID(int=7)
_START = datetime(2025, 1, 1, tzinfo=UTC)
_COUNTS = {"employee": 8, "rooftop": 2}
_LISTS = {"customers": "customer", "joint_with": "customer", "rooftops": "rooftop", "controllers": "rooftop"}


class Chance:
    """A source of events about `size` customers, vehicles, leads and so on.

    As a rule every lead, deal or appointment is one customer's; `odd` ones are anybody's, which only a faulty source
    would say. With `types`, only events of these.
    """

    def __init__(self, seed: int, *, size: int = 12, odd: bool = False, types: Collection[str] | None = None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose
        self._size = size
        self._odd = odd
        self._count = 0
        self._whose = 0
        self._space = uuid5(_SPACE, str(seed))
        self._types = [declaration for declaration in registry if types is None or declaration.name in types]

    def customer(self, number: int) -> UUID:
        """One of the customers."""
        return uuid5(self._space, f"customer|{number}")

    def vehicle(self, number: int) -> str:
        """One of the vehicles."""
        return f"1HGCM8263{number:08d}"

    def events(self, count: int) -> list[NewEvent]:
        """Some events, one after the other in recording, now and then late in occurrence."""
        return [self._event(self._random.choice(self._types)) for _ in range(count)]

    def each(self) -> Iterator[NewEvent]:
        """One event of every type."""
        return (self._event(declaration) for declaration in self._types)

    def _event(self, declaration: Declaration) -> NewEvent:
        self._count += 1
        self._whose = self._random.randrange(self._size)
        late = self._random.choice((0, 0, 0, 0, 90_000))
        envelope = Envelope(
            id=uuid5(self._space, f"event|{self._count}"),
            occurred_at=_START + timedelta(seconds=977 * self._count - late),
            rooftop=self._id("rooftop") if self._random.random() < 0.9 else None,
            actor=Actor("employee", str(self._id("employee"))),
            source=SourceRef("dms", "7") if self._random.random() < 0.5 else None,
        )
        values = {spec.name: self._field(spec) for spec in declaration.fields.values()}
        return NewEvent(envelope, declaration.cls(**values))

    def _field(self, spec: FieldSpec) -> Any:
        optional = NoneType in get_args(spec.python_type)
        if optional and self._random.random() < 0.3:
            return None
        if spec.listed and spec.tag is not None:
            made = self.vehicle if spec.tag == "vehicle" else self.customer
            return tuple(made(self._random.randrange(self._size)) for _ in range(self._random.randrange(3)))
        if spec.tag == "vehicle":
            return self.vehicle(self._random.randrange(self._size))
        if spec.name == "customer":
            return self.customer(self._whose)
        if spec.tag is not None:
            return self._id(spec.tag)
        return self._value(spec.python_type, spec.name)

    def _id(self, kind: str) -> UUID:
        if kind in _COUNTS:
            return uuid5(self._space, f"{kind}|{self._random.randrange(_COUNTS[kind])}")
        if kind == "customer" or self._odd:
            return uuid5(self._space, f"{kind}|{self._random.randrange(self._size)}")
        return uuid5(self._space, f"{kind}|{self._whose}|{self._random.randrange(2)}")

    def _value(self, python_type: Any, name: str) -> Any:
        origin, arguments = get_origin(python_type), get_args(python_type)
        if origin in (Union, UnionType):
            some = [argument for argument in arguments if argument is not NoneType]
            return self._value(some[0], name)
        if origin is Literal:
            return self._random.choice(arguments)
        if origin is tuple:
            return tuple(self._value(arguments[0], name) for _ in range(self._random.randrange(3)))
        if isinstance(python_type, type) and issubclass(python_type, StrEnum):
            return self._random.choice(list(python_type))
        if isinstance(python_type, type) and issubclass(python_type, msgspec.Struct):
            hints = get_type_hints(python_type)
            return python_type(**{inner: self._value(hint, inner) for inner, hint in hints.items()})
        return self._scalar(python_type, name)

    def _scalar(self, python_type: type, name: str) -> Any:
        chance = self._random
        scalars: dict[type, Any] = {
            UUID: lambda: self._id(name),
            str: lambda: self._text(name),
            bool: lambda: chance.random() < 0.5,
            int: lambda: chance.randrange(1, 50_000),
            float: chance.random,
            datetime: lambda: _START + timedelta(minutes=chance.randrange(500_000)),
            date: lambda: date(2015, 1, 1) + timedelta(days=chance.randrange(4000)),
        }
        return scalars[python_type]()

    def _text(self, name: str) -> str:
        if name in _LISTS:
            return str(self._id(_LISTS[name]))
        return f"{name} {self._random.randrange(self._size)}"


def in_batches(events: Sequence[NewEvent], size: int = 500) -> Iterator[Sequence[NewEvent]]:
    """The same events, in appends of that many."""
    return (events[start : start + size] for start in range(0, len(events), size))
