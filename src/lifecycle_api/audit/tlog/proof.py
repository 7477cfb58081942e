"""Proofs that travel alone (C2SP tlog-proof@v1): the place of an entry, the path to the root, the checkpoint."""

from dataclasses import dataclass
from typing import Final

from lifecycle_api.audit.tlog.merkle import HASH_BYTES
from lifecycle_api.audit.tlog.text import decimal, decoded, encoded
from lifecycle_api.errors import LifecycleError

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_LONGEST: Final = 63


class ProofMalformed(LifecycleError):
    """This is not a proof of the form tlog-proof@v1."""

    code = "PROOF_MALFORMED"


@dataclass(frozen=True)
class LogProof:
    """`checkpoint` is a signed note; `extra` is for whoever made the proof, and nobody signed it."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    @property
    def text(self) -> str:
        """The proof as a file."""
        extra = [] if self.extra is None else [f"extra {encoded(self.extra)}"]
        lines = [_HEADER, *extra, f"index {self.index}", *map(encoded, self.path), "", self.checkpoint]
        return "\n".join(lines)


def parse_proof(text: str) -> LogProof:
    """The proof in a file. Raises ProofMalformed."""
    head, gap, checkpoint = text.partition("\n\n")
    header, *lines = head.split("\n")
    try:
        extra = decoded(lines.pop(0).removeprefix("extra ")) if lines[0].startswith("extra ") else None
        place = lines.pop(0)
        index = decimal(place.removeprefix("index "))
        path = tuple(decoded(line, length=HASH_BYTES) for line in lines)
    except (ValueError, IndexError):
        raise ProofMalformed from None
    if header != _HEADER or not gap or not place.startswith("index ") or len(path) > _LONGEST:
        raise ProofMalformed
    return LogProof(index, path, checkpoint, extra)
