"""Signed notes of C2SP: a text, an empty line, and a line for each signature."""

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from lifecycle_api.audit.tlog.keys import NoteKey, is_key_name
from lifecycle_api.audit.tlog.text import decoded
from lifecycle_api.errors import LifecycleError

_LARGEST: Final = 1 << 20
_MOST_SIGNATURES: Final = 64
_KEY_ID_BYTES: Final = 4
_DASH: Final = "\N{EM DASH} "
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteMalformed(LifecycleError):
    """This is not a signed note."""

    code = "NOTE_MALFORMED"


class SignatureBroken(LifecycleError):
    """A key that is trusted did not make the signature that bears its name."""

    code = "SIGNATURE_BROKEN"


class Signature(NamedTuple):
    """One signature line: the key's name, the key's id, and what the key made."""

    name: str
    key_id: bytes
    value: bytes


class Note(NamedTuple):
    """A note taken apart. Its text means nothing before a trusted key was found in :func:`signed_by`."""

    text: str
    signatures: tuple[Signature, ...]


def parse(note: str | bytes) -> Note:
    """Take a note apart. Raises NoteMalformed, saying what is wrong with it."""
    try:
        whole = note.decode("utf-8") if isinstance(note, bytes) else note
    except UnicodeDecodeError:
        raise NoteMalformed("The note is not UTF-8.") from None
    if len(whole) > _LARGEST or _CONTROL.search(whole):
        raise NoteMalformed("The note is too long, or has control characters.")
    text, gap, lines = whole.rpartition("\n\n")
    if not gap or not lines.endswith("\n"):
        raise NoteMalformed("The note does not end with an empty line and signatures.")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > _MOST_SIGNATURES:
        raise NoteMalformed("The note has too many signatures.")
    return Note(text + "\n", signatures)


def signed_by(note: Note, keys: Collection[NoteKey]) -> dict[NoteKey, bytes]:
    """Which of these keys signed the note, with what; signatures of others do not count.

    Raises SignatureBroken when a line bears a key's name and id and that key did not make it.
    """
    known = {(key.name, key.id): key for key in keys}
    found = {}
    for name, key_id, value in note.signatures:
        key = known.get((name, key_id))
        if key is None:
            continue
        if not key.verifies(note.text, value):
            raise SignatureBroken(f"The signature of {name} is not over this text.", name=name)
        found[key] = value
    return found


def _signature(line: str) -> Signature:
    name, gap, value = line.removeprefix(_DASH).partition(" ")
    try:
        data = decoded(value)
    except ValueError:
        data = b""
    if not line.startswith(_DASH) or not gap or not is_key_name(name) or len(data) <= _KEY_ID_BYTES:
        raise NoteMalformed("A line under the note is no signature.", line=line[:100])
    return Signature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])
