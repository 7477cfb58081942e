"""Tells the whole sample dealer group, block by block, and writes its files."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from lifecycle_api.simulator.chance import Chance
from lifecycle_api.simulator.emitters.answers import AnswerKey
from lifecycle_api.simulator.emitters.letters import write_letters
from lifecycle_api.simulator.emitters.periods import Batch, Periods
from lifecycle_api.simulator.emitters.snapshots import SnapshotEmitter
from lifecycle_api.simulator.emitters.spool import Spool
from lifecycle_api.simulator.emitters.writing import write_source
from lifecycle_api.simulator.group import Rooftop
from lifecycle_api.simulator.hours import months_before
from lifecycle_api.simulator.journeys.desk import reassign_orphans
from lifecycle_api.simulator.journeys.life import populate
from lifecycle_api.simulator.journeys.showcase import add_showcase
from lifecycle_api.simulator.manifest import FileEntry, Manifest
from lifecycle_api.simulator.numbering import number_records
from lifecycle_api.simulator.people.person import Person
from lifecycle_api.simulator.people.staff import Staff, hire_staff
from lifecycle_api.simulator.rights.document import RightsDocument
from lifecycle_api.simulator.world import World

CUSTOMERS_PER_BLOCK = 250
FEWEST_CUSTOMERS = 10
HELD_BYTES = 96 * 1024 * 1024
UNFINISHED = ".unfinished"
Progress = Callable[[int], object]


def write(
    folder: Path,
    *,
    seed: int = 7,
    customers: int = 240,
    months: int = 18,
    end: date,
    progress: Progress | None = None,
) -> Manifest:
    """Write the group's files, `rights.json`, `manifest.json` and `answer_key.json` into the folder.

    The same arguments give the same bytes everywhere. `progress` is called with the number of customers told since
    the last call. Whoever stops it finds the folder empty. Raises ValueError when there is nothing to tell or the
    folder is not empty.
    """
    _check(folder, customers, months)
    folder.mkdir(parents=True, exist_ok=True)
    with _aside(folder) as aside:
        run = _Run(aside, seed, Periods(months_before(end, months), end))
        for block, first in enumerate(range(0, customers, CUSTOMERS_PER_BLOCK)):
            count = min(CUSTOMERS_PER_BLOCK, customers - first)
            run.tell(block, first + 1, count)
            if progress:
                progress(count)
        manifest = Manifest(seed, customers, months, run.periods.start, end, run.finish())
        for each in aside.iterdir():
            each.rename(folder / each.name)
    manifest.write(folder / "manifest.json")  # the last of all: with it, the folder is whole
    return manifest


def _check(folder: Path, customers: int, months: int) -> None:
    if customers < FEWEST_CUSTOMERS or months < 1:
        raise ValueError(f"at least {FEWEST_CUSTOMERS} customers and one month are needed; give larger numbers.")
    if folder.exists() and any(each.name != UNFINISHED for each in folder.iterdir()):
        raise ValueError(f"{folder} is not empty; name a new folder, so that no old file is taken for a new one.")


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """Where the files wait until all are written. What somebody who was killed left there goes first."""
    aside = folder / UNFINISHED
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside)


class _Run:
    """One simulation on its way into one folder."""

    def __init__(self, folder: Path, seed: int, periods: Periods) -> None:
        self.periods = periods
        self._folder = folder
        self._seed = seed
        self._spool = Spool(folder, HELD_BYTES)
        self._snapshots = SnapshotEmitter(self._spool, periods)
        self._answers = AnswerKey(self._spool)
        self._rights = RightsDocument(periods.end)
        self._letters: Counter[tuple[Rooftop, Batch]] = Counter()
        self._staff: Staff = hire_staff(seed, periods.start, periods.end)

    def tell(self, block: int, first: int, count: int) -> None:
        """Tell one block and put its records where they belong."""
        chance = Chance(self._seed, "block", block)
        world = World(block, self.periods.start, self.periods.end, chance, self._staff)
        showcase = self._people(world, first, count)
        world.run()
        reassign_orphans(world)
        staff = self._staff.records() if block == 0 else []
        for record in [*staff, *number_records(world)]:
            last = self._snapshots.emit(record, world.last_moment)
            self._answers.record(record.kind, last)
        self._post(world)
        self._answers.world(world, showcase)
        self._answers.rights(self._rights.tell(world, showcase))
        self._spool.relieve()

    def finish(self) -> tuple[FileEntry, ...]:
        """Write the gathered files and the answer key; returns the files in ingest order."""
        entries = [*self._sources(), *self._mailboxes()]
        self._answers.write(self._folder / "answer_key.json")
        self._rights.write(self._folder)
        return tuple(sorted(entries, key=lambda entry: entry.ingest_order))

    def _people(self, world: World, first: int, count: int) -> Person | None:
        showcase = add_showcase(world, first) if world.block == 0 else ()
        populate(world, first + len(showcase), count - len(showcase))
        return showcase[0] if showcase else None

    def _post(self, world: World) -> None:
        leads = [lead for lead in world.leads if lead.at <= world.last_moment]
        chance = Chance(self._seed, "mailbox", world.block)
        for delivered in write_letters(self._folder, leads, self.periods, chance, world.block):
            self._letters[delivered.rooftop, delivered.batch] += 1
            self._answers.lead(delivered)

    def _sources(self) -> Iterator[FileEntry]:
        for file in self._snapshots.files.values():
            records = write_source(self._folder, file, self._spool)
            yield FileEntry(
                file.path,
                file.shape.kind,
                file.system,
                file.rooftop.code,
                file.batch.mode,
                file.batch.last_day,
                file.rooftop.style,
                records,
                file.lists,
            )

    def _mailboxes(self) -> Iterator[FileEntry]:
        for (rooftop, batch), letters in self._letters.items():
            path = f"{rooftop.code}/{batch.name}"
            yield FileEntry(path, "leads", "adf", rooftop.code, batch.mode, batch.last_day, "adf", letters)
