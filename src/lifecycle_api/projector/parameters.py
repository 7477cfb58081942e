"""What a `:parameter` of a projection stands for: where its value comes from, and its type in PostgreSQL.

A field of the event comes before an envelope parameter of the same name (`:rooftop` of `rooftop.registered`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import Declaration

TENANT = "tenant_id"
POSITION = ":position"

_SCALARS: Mapping[Any, str] = MappingProxyType(
    {
        UUID: "uuid",
        str: "text",
        bool: "boolean",
        int: "bigint",
        float: "double precision",
        datetime: "timestamptz",
        date: "date",
    }
)


@dataclass(frozen=True)
class Source:
    """Where a value comes from: a key of :func:`lifecycle_api.projector.payload.flat`, then a path inside it.

    `field` is the event's field; None for what comes from the envelope.
    """

    key: str
    path: tuple[str, ...]
    pg_type: str
    field: str | None = None
    category: Category = Category.NONE


def _envelope(key: str, pg_type: str = "text") -> Source:
    return Source(f":{key}", (), pg_type)


ENVELOPE: Mapping[str, Source] = MappingProxyType(
    {
        TENANT: _envelope(TENANT, "uuid"),
        "position": _envelope("position", "bigint"),
        "event_id": _envelope("event_id", "uuid"),
        "type": _envelope("type"),
        "occurred_at": _envelope("occurred_at", "timestamptz"),
        "recorded_at": _envelope("recorded_at", "timestamptz"),
        "rooftop": _envelope("rooftop", "uuid"),
        "actor_type": _envelope("actor_type"),
        "actor_id": _envelope("actor_id"),
        "source_system": _envelope("source_system"),
        "conformance": _envelope("conformance"),
        "originator": _envelope("originator"),
    }
)


def resolve(declaration: Declaration, parameter: str) -> Source | None:
    """What the parameter means for this event type; None when it means nothing."""
    name, *path = parameter.split(".")
    if spec := declaration.fields.get(name):
        found = _inside(spec.python_type, path)
        return found and Source(name, tuple(path), _pg_type(found), name, spec.category)
    if not path and name.endswith("_hmac") and (spec := declaration.fields.get(name.removesuffix("_hmac"))):
        return Source(name, (), "text", spec.name) if spec.match else None
    return ENVELOPE.get(parameter)


def _inside(python_type: Any, path: list[str]) -> Any:
    """The type at the end of a path of struct fields; None when the path leads nowhere."""
    for name in path:
        hints = get_type_hints(_bare(python_type)) if _is_struct(_bare(python_type)) else {}
        if name not in hints:
            return None
        python_type = hints[name]
    return python_type


def _pg_type(python_type: Any) -> str:
    bare = _bare(python_type)
    if get_origin(bare) is Literal or (isinstance(bare, type) and issubclass(bare, StrEnum)):
        return "text"
    if get_origin(bare) is tuple:
        item, *more = get_args(bare)
        inner = _pg_type(item) if more == [...] else "jsonb"
        return f"{inner}[]" if inner in ("text", "uuid") else "jsonb"
    return _SCALARS.get(bare, "jsonb")


def _bare(python_type: Any) -> Any:
    """The type without its None."""
    if get_origin(python_type) in (Union, UnionType):
        others = [part for part in get_args(python_type) if part is not NoneType]
        return others[0] if len(others) == 1 else python_type
    return python_type


def _is_struct(python_type: Any) -> bool:
    return isinstance(python_type, type) and issubclass(python_type, msgspec.Struct)
