"""A record as it stood in its file, before anybody asks what it means."""

import msgspec

from lifecycle_api.intake.findings import Finding


class Source(msgspec.Struct, frozen=True):
    """The texts of a record by name, its lines by list, and its bytes; `broken` says why it could not be read."""

    fields: dict[str, str]
    lists: dict[str, list[dict[str, str]]]
    raw: bytes
    broken: Finding | None = None


def read_source(raw: bytes) -> Source:
    """A record's JSON object, its texts told from its lists."""
    try:
        content = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Source({}, {}, raw, Finding("RECORD_UNREADABLE", "/", "it is not JSON"))
    if not isinstance(content, dict):
        return Source({}, {}, raw, Finding("NOT_AN_OBJECT", "/", "a record must be an object of texts"))
    fields = {name: value for name, value in content.items() if not isinstance(value, list)}
    return Source(fields, {name: value for name, value in content.items() if isinstance(value, list)}, raw)


def written(value: object) -> str | None:
    """A value as text, without the space around it; None when it is neither text nor a number.

    Whoever exports numbers with gaps between them may write 204417 as 204417.0.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()
