"""What a witness does with a checkpoint it is shown (C2SP tlog-witness): cosign it, or say why not."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from http import HTTPStatus
from typing import Final, NamedTuple

from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from lifecycle_api.audit.tlog.keys import NoteKey, Signer
from lifecycle_api.audit.tlog.merkle import EMPTY_ROOT, HASH_BYTES, ProofRefused, check_consistency
from lifecycle_api.audit.tlog.text import decimal, decoded
from lifecycle_api.audit.witness.memory import Memory
from lifecycle_api.errors import LifecycleError

_LONGEST_PROOF: Final = 63
_TEXT: Final = "text/plain; charset=utf-8"
_SIZE: Final = "text/x.tlog.size"


class Answer(NamedTuple):
    """An HTTP answer."""

    status: HTTPStatus
    text: str
    media_type: str = _TEXT


class _Request(NamedTuple):
    old: int
    proof: list[bytes]
    note: str


class Witness:
    """Cosigns for the logs whose keys it was given. `now` answers in whole seconds since 1970."""

    def __init__(self, signer: Signer, logs: Sequence[NoteKey], memory: Memory, now: Callable[[], int]) -> None:
        self._signer = signer
        self._logs = logs
        self._memory = memory
        self._now = now

    def add_checkpoint(self, body: bytes) -> Answer:
        """Cosign a checkpoint that goes on from the last one; never two that do not fit."""
        try:
            request = _parsed(body)
            note = notes.parse(request.note)
            checkpoint = parse_checkpoint(note.text)
        except (LifecycleError, ValueError) as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
        keys = [key for key in self._logs if key.name == checkpoint.origin]
        if not keys:
            return Answer(HTTPStatus.NOT_FOUND, f"{checkpoint.origin} is no log I was asked to watch.\n")
        try:
            signed = notes.signed_by(note, keys)
        except notes.SignatureBroken as error:
            return Answer(HTTPStatus.FORBIDDEN, f"{error}\n")
        if not signed:
            return Answer(HTTPStatus.FORBIDDEN, "No key I know for this log has signed this.\n")
        if request.old > checkpoint.size:
            return Answer(HTTPStatus.BAD_REQUEST, "The old size is larger than the checkpoint's.\n")
        return self._advanced(request, note.text, checkpoint)

    def checkpoint(self, origin_sha256: str) -> Answer:
        """The newest checkpoint that was cosigned for the log with this hash of its origin."""
        for key in self._logs:
            seen = self._memory.seen(key.name)
            if seen is not None and origin_hash(key.name) == origin_sha256:
                return Answer(HTTPStatus.OK, seen.note)
        return Answer(HTTPStatus.NOT_FOUND, "No checkpoint of such a log was cosigned here.\n")

    def _advanced(self, request: _Request, text: str, checkpoint: Checkpoint) -> Answer:
        with self._memory.exclusive() as turn:
            seen = turn.seen(checkpoint.origin)
            known, root = (seen.size, seen.root) if seen else (0, EMPTY_ROOT)
            if request.old != known:
                if checkpoint.size < known:
                    reason = f"It has {checkpoint.size} leaves, and {known} were seen before."
                    turn.refuse(checkpoint.origin, known, request.note, reason, self._now())
                return Answer(HTTPStatus.CONFLICT, f"{known}\n", _SIZE)
            try:
                check_consistency(known, checkpoint.size, root, checkpoint.root, request.proof)
            except ProofRefused as refused:
                turn.refuse(checkpoint.origin, known, request.note, refused.message, self._now())
                return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{refused}\n")
            line = self._signer.cosign(text, self._now())
            turn.remember(checkpoint, request.note + line)
        return Answer(HTTPStatus.OK, line)


def origin_hash(origin: str) -> str:
    """How a log is named in addresses: the SHA-256 of its origin."""
    return sha256(origin.encode()).hexdigest()


def _parsed(body: bytes) -> _Request:
    head, gap, note = body.decode().partition("\n\n")
    first, *proof = head.split("\n")
    if not gap or not first.startswith("old ") or len(proof) > _LONGEST_PROOF:
        raise ValueError("Send `old SIZE`, a consistency proof, an empty line and a checkpoint.")
    return _Request(decimal(first.removeprefix("old ")), [decoded(line, length=HASH_BYTES) for line in proof], note)
