"""Checkpoints: the origin of a log, how many leaves it has, and the root over them, as the text of a note."""

from typing import NamedTuple

from lifecycle_api.audit.tlog.merkle import HASH_BYTES
from lifecycle_api.audit.tlog.text import decimal, decoded, encoded
from lifecycle_api.errors import LifecycleError

_LINES = 3


class CheckpointMalformed(LifecycleError):
    """The text of the note is not a checkpoint: origin, size, root."""

    code = "CHECKPOINT_MALFORMED"


class Checkpoint(NamedTuple):
    """What a log says about itself."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text to sign."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in the text of a note; further lines say nothing. Raises CheckpointMalformed."""
    lines = text.removesuffix("\n").split("\n")
    try:
        origin, size, root = lines[:_LINES]
        checkpoint = Checkpoint(origin, decimal(size), decoded(root, length=HASH_BYTES))
    except ValueError:
        raise CheckpointMalformed from None
    if not all(lines):
        raise CheckpointMalformed
    return checkpoint
