"""How one key of a log hands over to the next: a note that names the new key, signed by both."""

from collections.abc import Iterable
from typing import Final

from lifecycle_api.audit.tlog import note
from lifecycle_api.audit.tlog.keys import NoteKey, parse_vkey

_FIRST_LINE: Final = "lifecycle-api/succession/v1"
_LINES: Final = 3


def succession_text(key: NoteKey) -> str:
    """The text that introduces a key. No checkpoint reads like it: its second line is no number."""
    return f"{_FIRST_LINE}\n{key.name}\n{key.vkey}\n"


def heirs(trusted: Iterable[NoteKey], successions: Iterable[str]) -> list[NoteKey]:
    """The trusted keys, and those they have introduced one after another; others introduce nobody.

    Raises NoteMalformed, SignatureBroken, KeyUnreadable.
    """
    keys = list(trusted)
    for each in successions:
        parsed = note.parse(each)
        lines = parsed.text.split("\n")
        if len(lines) != _LINES + 1 or lines[0] != _FIRST_LINE:
            raise note.NoteMalformed("A succession does not name a key.")
        key = parse_vkey(lines[2])
        elders = [known for known in keys if known.name == key.name == lines[1]]
        if key not in keys and note.signed_by(parsed, elders) and note.signed_by(parsed, [key]):
            keys.append(key)
    return keys
