"""The answer key: collects the truth block by block and writes it as one document."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from lifecycle_api.simulator.emitters import truth
from lifecycle_api.simulator.emitters.expected import expected_events
from lifecycle_api.simulator.emitters.letters import Delivered
from lifecycle_api.simulator.emitters.spool import Spool
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import State
from lifecycle_api.simulator.world import World

SECTIONS = ("customers", "vehicles", "leads", "declinedWork", "rights")


class AnswerKey:
    """Everything is cut off at the end of the period, like the files."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._lines: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._showcase: dict[str, Any] = {}

    def record(self, kind: str, last: State) -> None:
        """Count the events that a record should have become by its last state."""
        self._counts.update(expected_events(kind, last))

    def lead(self, delivered: Delivered) -> None:
        """Add a file of a lead mailbox."""
        entry = truth.of_lead(delivered)
        counted = {"LEAD": "lead.received", "RESEND": "lead.resent"}.get(delivered.nature, "(noise)")
        self._counts[counted] += max(len(entry["prospects"]), 1)
        self._add("leads", entry)

    def world(self, world: World, showcase: Person | None) -> None:
        """Add the people, cars and declined work of a block."""
        for person in world.people:
            entry = truth.of_person(world, person)
            if entry["records"]:
                self._add("customers", entry)
            if person is showcase:
                self._showcase = entry
        for entry in truth.of_cars(world):
            self._add("vehicles", entry)
        for entry in truth.of_declined_work(world):
            self._add("declinedWork", entry)

    def rights(self, found: Iterable[tuple[Person, dict[str, Any]]]) -> None:
        """Add how the wishes of customers about their data stand in the end."""
        for person, stands in found:
            self._add("rights", {"customer": truth.identity(person), **stands})

    def write(self, path: Path) -> None:
        """Write `{"counts", "showcase", "customers", "vehicles", "leads", "declinedWork", "rights"}`."""
        with path.open("wb") as out:
            out.write(b'{"counts":' + orjson.dumps(dict(sorted(self._counts.items()))))
            out.write(b',\n"showcase":' + orjson.dumps(self._showcase))
            for section in SECTIONS:
                out.write(b',\n"' + section.encode() + b'":[\n' + b",\n".join(self._spool.take(section)) + b"\n]")
            out.write(b"}\n")

    def _add(self, section: str, entry: dict[str, Any]) -> None:
        self._lines[section] += 1
        self._spool.add(section, f"{self._lines[section]:09d}", orjson.dumps(entry))
