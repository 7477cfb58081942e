"""The folder of a witness: its name and key, the logs it watches, and its memory."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lifecycle_api.audit.tlog.keys import COSIGNATURE, ED25519, KeyUnreadable, NoteKey, Signer, parse_vkey, signer
from lifecycle_api.audit.witness.memory import Memory
from lifecycle_api.audit.witness.witness import Witness
from lifecycle_api.errors import LifecycleError

_CONFIG: Final = "witness.json"
_KEY_FILE: Final = "witness.key"
_MEMORY: Final = "witness.sqlite"
_SECRET_BYTES: Final = 32


class NoWitness(LifecycleError):
    """There is no witness in this folder; make one with `lifecycle-api witness init`."""

    code = "NO_WITNESS"


class WitnessDamaged(LifecycleError):
    """A file of the witness cannot be read; bring the folder back whole, or make a witness under another name."""

    code = "WITNESS_DAMAGED"


class WitnessExists(LifecycleError):
    """There is a witness in this folder already; one that lost its memory is given up, never started again."""

    code = "WITNESS_EXISTS"


def create(folder: Path, name: str) -> NoteKey:
    """Make a witness with a key of its own. Raises WitnessExists, KeyUnreadable for a name that keys cannot have."""
    secret = os.urandom(_SECRET_BYTES)
    key = signer(name, COSIGNATURE, secret).key
    folder.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(folder / _KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise WitnessExists(folder=str(folder)) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    Memory(folder / _MEMORY)
    _write(folder, name, [])
    return key


def watch(folder: Path, vkey: str) -> NoteKey:
    """Have the witness watch a log, or trust another key of it. Raises NoWitness, WitnessDamaged, KeyUnreadable."""
    key = parse_vkey(vkey)
    if key.kind != ED25519:
        raise KeyUnreadable("This is the key of a witness, and a witness watches logs: write the name of a log's key.")
    name, logs = _read(folder)
    if key not in logs:
        _write(folder, name, [*logs, key])
    return key


def opened(folder: Path) -> tuple[Witness, Signer, Sequence[NoteKey]]:
    """The witness, its signer, and the keys of the logs it watches.

    Raises WitnessDamaged, and NoWitness, also when its memory is gone.
    """
    name, logs = _read(folder)
    with _readable(folder / _KEY_FILE):
        own = signer(name, COSIGNATURE, (folder / _KEY_FILE).read_bytes())
    return Witness(own, logs, memory(folder), lambda: int(time.time())), own, logs


def memory(folder: Path) -> Memory:
    """What the witness remembers. Raises WitnessDamaged, and NoWitness, also when its memory is gone."""
    _read(folder)
    if not (folder / _MEMORY).is_file():
        raise NoWitness("The witness has lost its memory; make a new one, under another name.", folder=str(folder))
    with _readable(folder / _MEMORY):
        return Memory(folder / _MEMORY)


def _read(folder: Path) -> tuple[str, list[NoteKey]]:
    try:
        text = (folder / _CONFIG).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        raise NoWitness(folder=str(folder)) from None
    with _readable(folder / _CONFIG):
        config = json.loads(text)
        return config["name"], [parse_vkey(vkey) for vkey in config["logs"]]


@contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Name the file when what it holds is not what a witness wrote."""
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError, KeyUnreadable, sqlite3.DatabaseError) as error:
        raise WitnessDamaged(f"{file} cannot be read: {error}.", file=str(file)) from None


def _write(folder: Path, name: str, logs: Sequence[NoteKey]) -> None:
    text = json.dumps({"name": name, "logs": [key.vkey for key in logs]}, indent=2)
    aside = folder / f".{_CONFIG}"
    aside.write_text(f"{text}\n", encoding="utf-8")
    aside.replace(folder / _CONFIG)
