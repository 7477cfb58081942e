"""The stable names of all event types: the log speaks these, never Python paths."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_type_hints

import msgspec
from eventsourcing.dcb import domain as dcb

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import Classified, FieldSpec, subject_field
from lifecycle_api.errors import LifecycleError


class UnknownEventType(LifecycleError):
    """This event type is not registered; see docs/events.md for the ones that are."""

    code: ClassVar[str] = "UNKNOWN_EVENT_TYPE"


class UnknownEventVersion(LifecycleError):
    """This version of the event type is newer than this service knows, or never existed."""

    code: ClassVar[str] = "UNKNOWN_EVENT_VERSION"


class BadDeclaration(LifecycleError):
    """An event type is declared wrongly; the service refuses to start."""

    code: ClassVar[str] = "BAD_DECLARATION"


class EventMeta(msgspec.StructMeta):
    """Make every event keyword-only, so that optional and required fields stand in reading order."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> Any:
        """Create the class; msgspec does not inherit `kw_only`, so it is said here once."""
        return super().__new__(mcs, name, bases, namespace, kw_only=True, **config)


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Event(msgspec.Struct, dcb.Decision, metaclass=EventMeta, frozen=True, forbid_unknown_fields=True):
    """A fact about a customer, a vehicle or the dealer group. Subclasses declare and classify its fields."""

    def as_dict(self) -> dict[str, Any]:
        """Return the fields by name, as the command slices expect them."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


@dataclass(frozen=True)
class Declaration:
    """What is known of one event type: its name, current version, class, classified fields, and what it bears on."""

    name: str
    version: int
    cls: type[Event]
    fields: Mapping[str, FieldSpec]
    doc: str
    bearing: Bearing

    @property
    def tagged(self) -> tuple[FieldSpec, ...]:
        """The fields that put a tag on the event."""
        return tuple(spec for spec in self.fields.values() if spec.tag)

    @property
    def sealed(self) -> tuple[FieldSpec, ...]:
        """The fields that are encrypted in the log."""
        return tuple(spec for spec in self.fields.values() if spec.category.sealed)

    def tags(self, event: Event) -> list[str]:
        """List the tags that `event` carries, such as `customer:0190…`, without repeats."""
        values = ((spec.tag, getattr(event, spec.name)) for spec in self.tagged)
        return list(dict.fromkeys(tag for kind, value in values for tag in tags_of(str(kind), value)))


def tags_of(kind: str, value: Any) -> Iterator[str]:
    """The tags of a field's value: none of None, one of each item of a list."""
    if isinstance(value, tuple):
        yield from (f"{kind}:{each}" for each in value)
    elif value is not None:
        yield f"{kind}:{value}"


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
EventClass = TypeVar("EventClass", bound=type[Event])


class Registry:
    """All event types by name and by class, with the upcasts from their older versions."""

    def __init__(self) -> None:
        self._by_name: dict[str, Declaration] = {}
        self._by_class: dict[type[Event], Declaration] = {}
        self._upcasts: dict[tuple[str, int], Upcast] = {}

    def register(self, name: str, version: int, cls: type[Event], bearing: Bearing) -> None:
        """Add an event type. Raises BadDeclaration when a field is unclassified or the name is taken."""
        if name in self._by_name:
            raise BadDeclaration(f"The event type {name} is declared twice; give one of them another name.")
        if not cls.__doc__ or cls.__doc__.startswith(f"{cls.__name__}("):
            raise BadDeclaration(f"The event type {name} needs a docstring that says what happened.")
        declaration = Declaration(name, version, cls, _classified_fields(name, cls), cls.__doc__.strip(), bearing)
        self._by_name[name] = declaration
        self._by_class[cls] = declaration

    def get(self, name: str) -> Declaration:
        """Find a declaration by the type's stable name. Raises UnknownEventType."""
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownEventType(type=name) from None

    def declaration(self, cls: type[Any]) -> Declaration:
        """Find the declaration of a registered event class. Raises UnknownEventType."""
        try:
            return self._by_class[cls]
        except KeyError:
            raise UnknownEventType(type=cls.__name__) from None

    def moving(self, kind: str) -> list[type[Event]]:
        """The event types that move the version of an entity of this kind on when they name it, in whatever field."""
        return [each.cls for each in self if each.bearing.moves and any(spec.tag == kind for spec in each.tagged)]

    def __iter__(self) -> Iterator[Declaration]:
        """Iterate over all declarations in order of their names."""
        return iter(sorted(self._by_name.values(), key=lambda declaration: declaration.name))

    def add_upcast(self, name: str, version: int, upcast: Upcast) -> None:
        """Say how data of `version` becomes data of `version + 1`."""
        self._upcasts[name, version] = upcast

    def upcast(self, name: str, version: int, data: dict[str, Any]) -> dict[str, Any]:
        """Bring stored data of an old version to the current one. Raises UnknownEventVersion."""
        current = self.get(name).version
        if not 1 <= version <= current:
            raise UnknownEventVersion(type=name, version=version, current=current)
        for old in range(version, current):
            data = self._upcasts[name, old](data)
        return data

    def check_upcasts(self) -> None:
        """Raise BadDeclaration when some version of a type can't be brought to the current one."""
        for declaration in self:
            for old in range(1, declaration.version):
                if (declaration.name, old) not in self._upcasts:
                    raise BadDeclaration(f"{declaration.name} has no upcast from version {old}; add one.")


registry = Registry()


@dataclass(frozen=True)
class Area:
    """The event types of one module, which all have the same bearing."""

    bearing: Bearing

    def event(self, name: str, *, version: int = 1) -> Callable[[EventClass], EventClass]:
        """Register an event class under its stable name, such as `work.declined`."""

        def register(cls: EventClass) -> EventClass:
            registry.register(name, version, cls, self.bearing)
            return cls

        return register


def _classified_fields(name: str, cls: type[Event]) -> dict[str, FieldSpec]:
    hints, plain = get_type_hints(cls, include_extras=True), get_type_hints(cls)
    return {info.name: _field_spec(name, info, hints, plain[info.name]) for info in msgspec.structs.fields(cls)}


def _field_spec(
    event_name: str, info: msgspec.structs.FieldInfo, hints: Mapping[str, Any], python_type: Any
) -> FieldSpec:
    metadata = getattr(hints[info.name], "__metadata__", ())
    marks = [mark for mark in metadata if isinstance(mark, Classified)]
    if len(marks) != 1:
        raise BadDeclaration(f"{event_name}.{info.name} must name exactly one category, such as Fact[…] or Content[…].")
    (mark,) = marks
    subject = subject_field(mark, hints)
    if subject not in (None, "rooftop") and subject not in hints:
        raise BadDeclaration(f"{event_name}.{info.name} is about {subject}, which is not a field of the event.")
    return FieldSpec(info.name, mark.category, subject, mark.tag, mark.match, python_type, info.required)
