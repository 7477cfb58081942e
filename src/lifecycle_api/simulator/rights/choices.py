"""What customers said about their data: agreed, refused, took back, stopped, opted out. A few of each, as in life."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.rights.terms import MARKETPLACE
from lifecycle_api.simulator.world import World

Step = dict[str, Any]
KNOWN = "identity contact"
FOLLOWED = "identity contact vehicle"


@dataclass(slots=True)
class Told:
    """What one customer said, step by step, and how it stands in the end."""

    steps: list[Step] = field(default_factory=list)
    stands: dict[str, Any] = field(
        default_factory=lambda: {"marketing": None, "marketplace": None, "optedOut": False, "smsStopped": False}
    )


def choices(world: World, showcase: Person | None) -> Iterator[tuple[Person, Record, Told]]:
    """The customers of a block who are on file somewhere, each with what they said; drawn apart from their lives."""
    for person in world.people:
        filed = sorted((one for one in person.records.values() if one.key), key=lambda one: (one.born, one.key))
        if filed and filed[0].born < world.last_moment - timedelta(days=2):
            chance = Chance("rights", world.chance.seed, person.number)
            told = Told()
            _Teller(told, chance, filed[0].born, world.last_moment, person).tell(on_show=person is showcase)
            told.stands["optedOut"] |= any(_opted_out(record) for record in filed)
            yield person, filed[0], told


def _opted_out(record: Record) -> bool:
    return any(change.fields.get("optOutFlag") is True for change in record.changes)


@dataclass(slots=True)
class _Teller:
    told: Told
    chance: Chance
    first: datetime
    last: datetime
    person: Person

    def tell(self, *, on_show: bool) -> None:
        """Whoever is on show says one thing of each kind that can be looked at without harm."""
        at = self._at(self.first)
        self._marketing(at, sure=on_show)
        if on_show or self.chance.happens(0.3):
            self._marketplace(at)
        if on_show or self.chance.happens(0.2):
            self._step(at, "grant", purposes="survey", categories=KNOWN, channels="email", method="portal")
            if on_show:
                self._step(self._at(at + timedelta(days=40)), "withdraw", purposes="survey", method="portal")
        if not on_show:
            self._refusals(at)

    def _marketing(self, at: datetime, *, sure: bool) -> None:
        said = "given" if sure else self.chance.weighted((("given", 60), ("refused", 14), ("nothing", 26)))
        if said == "given":
            channels = "any" if sure else self.chance.pick(("any", "email", "email sms"))
            method = self.chance.pick(("web_form", "paper", "in_person"))
            self._step(at, "grant", purposes="marketing", categories=KNOWN, channels=channels, method=method)
            self.told.stands["marketing"] = "GIVEN"
            if not sure and self.chance.happens(0.15):
                later = self._at(at + self.chance.days(20, 200))
                self._step(later, "withdraw", purposes="marketing", method=self.chance.pick(("email", "portal")))
                self.told.stands["marketing"] = "WITHDRAWN" if later > at else "GIVEN"
        elif said == "refused":
            self._step(at, "refuse", purposes="marketing", method="web_form")
            self.told.stands["marketing"] = "REFUSED"

    def _marketplace(self, at: datetime) -> None:
        self._step(
            at,
            "grant",
            purposes="lead_followup",
            categories=FOLLOWED,
            channels="any",
            method="web_form",
            recipients=[MARKETPLACE],
        )
        self.told.stands["marketplace"] = "GIVEN"

    def _refusals(self, at: datetime) -> None:
        later = self._at(at + self.chance.days(10, 120))
        if self.person.cell and self.chance.happens(0.05):
            self._step(later, "stop", contactPoint=self.person.cell, channel="sms", keyword="STOP", method="sms")
            self.told.stands["smsStopped"] = True
        if self.chance.happens(0.04):
            self._step(later, "optOut", method="gpc")
            self.told.stands["optedOut"] = True
        if self.chance.happens(0.03):
            self._step(later, "object", purposes="analytics")

    def _at(self, when: datetime) -> datetime:
        """Noon of a day that has come, the day after it at the earliest."""
        day = min(when + timedelta(days=1), self.last - timedelta(days=1)).date()
        return datetime.combine(day, time(12))

    def _step(self, at: datetime, kind: str, **said: Any) -> None:
        words = {name: value.split() if name in _LISTS else value for name, value in said.items()}
        self.told.steps.append({"kind": kind, "at": at.isoformat(), **words})


_LISTS = ("purposes", "categories", "channels")
