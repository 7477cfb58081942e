"""How a snapshot's record is declared: a struct whose field names and types say which texts it reads."""

from types import UnionType
from typing import Any, Literal, Union, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec

from lifecycle_api.intake.moments import Stamp


class _RowMeta(msgspec.StructMeta):
    """Make every row keyword-only, so that optional and required fields stand in the file's order."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any) -> Any:
        """Create the class; msgspec does not inherit `kw_only`, so it is said here once."""
        return super().__new__(mcs, name, bases, namespace, kw_only=True, **config)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Row(msgspec.Struct, metaclass=_RowMeta, frozen=True):
    """A record, or a line of one. `recon_start: Stamp` is read from `reconStartDate` and `reconStartTime`."""


class Spec(msgspec.Struct, frozen=True):
    """One field of a row: its name here and in the file, its type without None, whether it must be there."""

    name: str
    source: str
    kind: Any
    required: bool
    choices: tuple[str, ...] = ()
    line: Any = None

    @property
    def path(self) -> str:
        """The name by which a finding points to the field."""
        return f"{self.source}Date" if self.kind is Stamp else self.source


def specs(row: type[Row]) -> tuple[Spec, ...]:
    """What a row is read from, in order."""
    hints = get_type_hints(row)
    return tuple(_spec(info, hints[info.name]) for info in msgspec.structs.fields(row))


def _spec(info: msgspec.structs.FieldInfo, hint: Any) -> Spec:
    bare = _without_none(hint)
    source = info.encode_name if info.encode_name != info.name else _camel(info.name)
    if get_origin(bare) is Literal:
        return Spec(info.name, source, Literal, info.required, choices=get_args(bare))
    line = get_args(bare)[0] if get_origin(bare) is tuple else None
    if line is str or line is None:
        return Spec(info.name, source, bare, info.required)
    return Spec(info.name, source, Row, info.required, line=line)


def _without_none(hint: Any) -> Any:
    if get_origin(hint) not in (Union, UnionType):
        return hint
    (bare,) = (part for part in get_args(hint) if part is not type(None))
    return bare


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
