"""The catalogue of event types and of the values in them, from their declarations."""

import inspect
import types
from collections.abc import Iterator
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from lifecycle_api.cli.docs.tables import code, table
from lifecycle_api.domain import clauses
from lifecycle_api.domain import events as areas
from lifecycle_api.domain import values as kinds
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events import disclosures
from lifecycle_api.domain.fields import FieldSpec
from lifecycle_api.domain.registry import Declaration, registry
from lifecycle_api.domain.retention import RetentionClass

_WORDS: Final[dict[Any, str]] = {
    Category: "category",
    RetentionClass: " or ".join(f"`{each}`" for each in RetentionClass),
    bool: "true or false",
    date: "day",
    datetime: "instant",
    float: "number",
    int: "whole number",
    str: "text",
    type(None): "null",
    UUID: "id",
}


def events() -> str:
    """A section for every area, with every type in it."""
    return "\n\n".join(_area(name) for name in areas.__all__)


def values() -> str:
    """The structures that fields of events hold."""
    named = [*vars(kinds).values(), clauses.Clause, disclosures.Decided]
    found = [kind for kind in named if inspect.isclass(kind) and issubclass(kind, msgspec.Struct)]
    return "\n\n".join(map(_value, sorted(found, key=attrgetter("__name__"))))


def _area(name: str) -> str:
    module = getattr(areas, name)
    declared = list(_declared_in(module.__name__))
    sections = [f"## {name.replace('_', ' ').capitalize()}", module.__doc__.strip()]
    if any(each.bearing.governed for each in declared):
        sections.append("Recorded by what decides them only; `recordEvents` refuses them.")
    return "\n\n".join([*sections, *map(_event, declared)])


def _declared_in(module: str) -> Iterator[Declaration]:
    return (declaration for declaration in registry if declaration.cls.__module__ == module)


def _event(declaration: Declaration) -> str:
    head = ("field", "type", "category", "tag")
    rows = map(_field, declaration.fields.values())
    return f"### {declaration.name}\n\nVersion {declaration.version}. {declaration.doc}\n\n{table(head, rows)}"


def _field(spec: FieldSpec) -> tuple[str, str, str, str]:
    name = code(spec.name) if spec.required else f"{code(spec.name)}, optional"
    sealed = f", sealed under `{spec.subject}`" if spec.category.sealed else ""
    tags = [spec.tag and f"`{spec.tag}:…`", spec.match and f"`{spec.match}:…`, a keyed hash"]
    return name, spelled(spec.python_type), spec.category + sealed, ", ".join(filter(None, tags))


def _value(kind: type[msgspec.Struct]) -> str:
    hints = get_type_hints(kind)
    optional = {info.name for info in msgspec.structs.fields(kind) if not info.required}
    rows = [(f"{code(name)}{', optional' if name in optional else ''}", spelled(hints[name])) for name in hints]
    return f"### {kind.__name__}\n\n{inspect.cleandoc(kind.__doc__ or '')}\n\n{table(('field', 'type'), rows)}"


def spelled(kind: Any) -> str:
    """A type in words, as whoever writes the JSON needs it."""
    arguments = get_args(kind)
    if get_origin(kind) is Literal:
        return " or ".join(code(str(word)) for word in arguments)
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join(map(spelled, arguments))
    if get_origin(kind) is tuple:
        return f"list of {spelled(arguments[0])}"
    if kind in _WORDS:
        return _WORDS[kind]
    return f"[{kind.__name__}](#{kind.__name__.lower()})"
