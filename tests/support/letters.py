"""Leads to send: sound ones, and ones with something changed in them."""

from pathlib import Path
from uuid import uuid4

LETTER = (Path(__file__).parents[1] / "fixtures" / "adf" / "clean.xml").read_bytes()


def letter(*changes: tuple[bytes, bytes]) -> bytes:
    """A clean lead of its own, with something changed in it."""
    changed = LETTER.replace(b"SR-48213", uuid4().hex.encode()).replace(b"LR-7", uuid4().hex.encode())
    for before, after in changes:
        assert before in changed
        changed = changed.replace(before, after)
    return changed
