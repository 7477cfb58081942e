"""One block of the sample dealer group: its people, cars and records, and the tasks that time still holds for them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from heapq import heappop, heappush
from itertools import count

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.leads.lead import Lead
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.staff import Staff
from lifecycle_api.simulator.record import Record
from lifecycle_api.simulator.vehicles.car import Car, Ownership
from lifecycle_api.simulator.vehicles.stock import Stock

Task = Callable[[datetime], None]


@dataclass(slots=True)
class World:
    """Customers of one block; blocks share staff and rooftops but nothing else, so each can be told on its own."""

    block: int
    start: date
    end: date
    chance: Chance
    staff: Staff
    people: list[Person] = field(default_factory=list)
    cars: list[Car] = field(default_factory=list)
    garages: defaultdict[Person, list[Ownership]] = field(default_factory=lambda: defaultdict(list))
    records: list[Record] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    stock: Stock = field(default_factory=Stock)
    lead_numbers: "count[int]" = field(default_factory=count)
    _told: set[str] = field(default_factory=set)
    _tasks: list[tuple[datetime, int, Task]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    @property
    def last_moment(self) -> datetime:
        """The end of the last day; nothing later is known to any system."""
        return datetime.combine(self.end, time(23, 59))

    def record(self, kind: str, system: str, rooftop: Rooftop, series: str = "") -> Record:
        """A new record of a system; `series` goes between the prefix and the number of its key."""
        record = Record(kind, system, rooftop, series)
        self.records.append(record)
        return record

    def later(self, at: datetime, task: Task) -> None:
        """Do it when the time comes; what falls after the end is never done."""
        if at <= self.last_moment:
            heappush(self._tasks, (at, next(self._order), task))

    def first(self, what: str) -> bool:
        """True the first time it is asked for in this block: even a small group has one of each oddity."""
        new = what not in self._told
        self._told.add(what)
        return new

    def run(self) -> None:
        """Do all tasks in the order of time, with those they lead to."""
        while self._tasks:
            at, _, task = heappop(self._tasks)
            task(at)
