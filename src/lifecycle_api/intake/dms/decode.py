"""A source record becomes a typed row, or a list of everything that is wrong with it."""

from collections.abc import Callable
from datetime import date, time
from functools import cache
from typing import Any, Literal, TypeVar

from lifecycle_api.intake.dms import values
from lifecycle_api.intake.dms.record import Row, Spec, specs
from lifecycle_api.intake.dms.texts import Source, written
from lifecycle_api.intake.findings import Finding, SetAside
from lifecycle_api.intake.moments import Stamp

R = TypeVar("R", bound=Row)
_Read = Callable[[str], Any]
_READERS: dict[Any, _Read] = {
    str: values.text,
    int: values.whole,
    values.Cents: values.cents,
    values.SignedCents: values.signed_cents,
    date: values.day,
    time: values.clock,
    bool: values.flag,
    tuple[str, ...]: values.codes,
}


def decode(source: Source, row: type[R]) -> R:
    """Read a record as `row`. Raises SetAside naming every field that cannot be read."""
    if source.broken is not None:
        raise SetAside(source.broken)
    findings: list[Finding] = []
    read = _fields(source.fields, row, "", findings)
    for spec in _layout(row):
        if spec.line is not None:
            read[spec.name] = _lines(source.lists.get(spec.source, []), spec, findings)
    if findings:
        raise SetAside(*findings)
    return row(**read)


def _lines(lines: list[dict[str, str]], spec: Spec, findings: list[Finding]) -> tuple[Row, ...]:
    rows = []
    for number, line in enumerate(lines, 1):
        path = f"{spec.source}[{number}]"
        if not isinstance(line, dict):
            findings.append(Finding("NOT_AN_OBJECT", path, "a line must be an object of texts"))
            continue
        before = len(findings)
        read = _fields(line, spec.line, f"{path}.", findings)
        if len(findings) == before:
            rows.append(spec.line(**read))
    return tuple(rows)


def _fields(texts: dict[str, str], row: type[Row], prefix: str, findings: list[Finding]) -> dict[str, Any]:
    read = {}
    for spec in _layout(row):
        if spec.line is not None:
            continue
        before = len(findings)
        value = _value(texts, spec, prefix, findings)
        if len(findings) > before:
            continue
        if value is not None:
            read[spec.name] = value
        elif spec.required:
            findings.append(Finding("FIELD_MISSING", f"{prefix}{spec.path}", "the record makes no sense without it"))
    return read


def _value(texts: dict[str, str], spec: Spec, prefix: str, findings: list[Finding]) -> Any:
    try:
        if spec.kind is Stamp:
            name = f"{spec.source}Date"
            day = _text(texts, name, values.day)
            name = f"{spec.source}Time"
            at = _text(texts, name, values.clock)
            return None if day is None else Stamp(day, at)
        name = spec.source
        return _text(texts, name, _reader(spec))
    except values.Unreadable as unreadable:
        findings.append(Finding(unreadable.code, f"{prefix}{name}", str(unreadable)))
        return None


def _text(texts: dict[str, str], name: str, read: _Read) -> Any:
    raw: object = texts.get(name)
    if raw is None:
        return None
    text = written(raw)
    if text is None:
        raise values.Unreadable("NOT_TEXT", "it must be text, or a number")
    return read(text) if text else None


@cache
def _layout(row: type[Row]) -> tuple[Spec, ...]:
    return specs(row)


@cache
def _reader(spec: Spec) -> _Read:
    return values.one_of(spec.choices) if spec.kind is Literal else _READERS[spec.kind]
