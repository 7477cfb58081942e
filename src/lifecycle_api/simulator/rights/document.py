"""Writes `rights.json`: parties, agreements and choices, in the order in which they are to be taken in."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import orjson

from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.rights.choices import choices
from lifecycle_api.simulator.rights.terms import AGREEMENTS, ENGAGEMENT, MARKETPLACE, PARTIES
from lifecycle_api.simulator.world import World

NAME = "rights.json"
_SIGNED_BEFORE = timedelta(days=400)
_AMENDED_BEFORE = timedelta(days=30)


class RightsDocument:
    """Gathers what is said about data, block by block."""

    def __init__(self, end: date) -> None:
        self._end = end
        self._choices: list[dict[str, Any]] = []

    def tell(self, world: World, showcase: Person | None) -> list[tuple[Person, dict[str, Any]]]:
        """Gather the choices of a block; gives, for the answer key, how each customer's wishes stand in the end."""
        found = []
        for person, record, told in choices(world, showcase):
            self._choices += [_choice(record, step) for step in told.steps]
            found.append((person, {"record": _named(record), **told.stands}))
        return found

    def write(self, folder: Path) -> None:
        """Write the document."""
        signed, amended = self._moment(_SIGNED_BEFORE), self._moment(_AMENDED_BEFORE)
        agreements = [
            {**each, **({"amendment": {**each["amendment"], "at": amended}} if "amendment" in each else {})}
            for each in AGREEMENTS
        ]
        document = {
            "parties": PARTIES,
            "client": {"party": MARKETPLACE, "purposes": ["lead_followup", "marketing", "vehicle_history"]},
            "agreements": [{**each, "at": signed} for each in agreements],
            "engagement": {**ENGAGEMENT, "at": amended, "endsOn": (self._end + timedelta(days=365)).isoformat()},
            "choices": sorted(self._choices, key=lambda each: (each["at"], each["record"]["id"])),
        }
        (folder / NAME).write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\n")

    def _moment(self, before: timedelta) -> str:
        return datetime.combine(self._end - before, time(9)).isoformat()


def _choice(record: Record, step: dict[str, Any]) -> dict[str, Any]:
    return {"record": _named(record), "rooftop": record.rooftop.code, **step}


def _named(record: Record) -> dict[str, str]:
    return {"system": record.system, "id": record.key}
