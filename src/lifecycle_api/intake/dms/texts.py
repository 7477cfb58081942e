"""A record as it stood in its file, before anybody asks what it means."""

import msgspec

from lifecycle_api.intake.findings import Finding


class Source(msgspec.Struct, frozen=True):
    """The texts of a record by name, its lines by list, and its bytes; `broken` says why it could not be read."""

    fields: dict[str, str]
    lists: dict[str, list[dict[str, str]]]
    raw: bytes
    broken: Finding | None = None
