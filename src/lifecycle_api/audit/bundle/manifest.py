"""The first file of a bundle: what it claims to be, and the digest of every other file, signed by the log's keys."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from lifecycle_api.audit.bundle.scope import Scope, parse_scope
from lifecycle_api.errors import LifecycleError

FORMAT: Final = "lifecycle-api/bundle/v1"
_FILE: Final = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]*) ([a-z0-9./-]+)")

MANIFEST: Final = "manifest"
POLICY: Final = "policy"
CHECKPOINT: Final = "checkpoint"
PREVIOUS: Final = "checkpoint.previous"
CONSISTENCY: Final = "consistency"
SUCCESSIONS: Final = "successions"
ENTRIES: Final = "entries"
HEADERS: Final = "headers"
BODIES: Final = "bodies"
OPENED: Final = "opened"
CERTIFICATES: Final = "certificates"


def tiles(level: int) -> str:
    """The file with all hashes of a level of the tree, from the left."""
    return f"tiles/{level}"


class ManifestMalformed(LifecycleError):
    """The manifest of the bundle cannot be understood."""

    code = "MANIFEST_MALFORMED"


@dataclass(frozen=True)
class Part:
    """A file of the bundle: its SHA-256 in hex, and its bytes."""

    sha256: str
    size: int


@dataclass(frozen=True)
class Manifest:
    """`marks` has the mark (hex) of every tag of the scope; `opened` the categories of which copies are opened."""

    origin: str
    exported_at: str
    scope: Scope
    marks: dict[str, str] = field(default_factory=dict)
    opened: tuple[str, ...] = ()
    purpose: str = "audit"
    engagement: str | None = None
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The text to sign."""
        about = {
            "engagement": self.engagement,
            "exported_at": self.exported_at,
            "marks": self.marks,
            "opened": list(self.opened),
            "purpose": self.purpose,
            "scope": self.scope.as_dict(),
        }
        files = [f"{part.sha256} {part.size} {name}" for name, part in self.parts.items()]
        return "\n".join([FORMAT, self.origin, json.dumps(about, sort_keys=True), *files, ""])


def parse_manifest(text: str) -> Manifest:
    """The manifest in the text of a note. Raises ManifestMalformed."""
    lines = text.removesuffix("\n").split("\n")
    try:
        form, origin, about_line, *files = lines
        about = json.loads(about_line)
        parts = dict(_part(line) for line in files)
        manifest = _manifest(origin, about, parts)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ManifestMalformed from None
    if form != FORMAT or len(parts) != len(files):
        raise ManifestMalformed
    return manifest


def joined(successions: Iterable[str]) -> str:
    """Several notes as one file."""
    return "\n\n".join(successions)


def split(text: str) -> list[str]:
    """The notes of such a file."""
    return [each.rstrip("\n") + "\n" for each in text.split("\n\n\n") if each]


def _manifest(origin: str, about: dict[str, Any], parts: dict[str, Part]) -> Manifest:
    scope = parse_scope(about["scope"])
    marks = {subject: bytes.fromhex(about["marks"][subject]).hex() for subject in scope.marked}
    return Manifest(
        origin=origin,
        exported_at=str(about["exported_at"]),
        scope=scope,
        marks=marks,
        opened=tuple(map(str, about["opened"])),
        purpose=str(about["purpose"]),
        engagement=None if about["engagement"] is None else str(about["engagement"]),
        parts=parts,
    )


def _part(line: str) -> tuple[str, Part]:
    found = _FILE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    return found[3], Part(found[1], int(found[2]))
