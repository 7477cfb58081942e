"""A process that dies in the middle of taking files in loses nothing and doubles nothing."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake.conftest import Sample
from tests.support.intake import Desk, open_desk
from tests.support.postgres import ROOT

pytestmark = pytest.mark.anyio

_FORGET = "UPDATE lifecycle.source_record SET groups = $2, seen = $3, changed = $4 WHERE system = $1"


@pytest.mark.parametrize("after", [3, 14, 40])
async def test_a_killed_run_resumed_is_an_uninterrupted_run(
    dsn: str, another_dsn: str, sample: Sample, after: int
) -> None:
    """Kill -9 while files are taken in; the second run ends with exactly the ids of a run nobody disturbed."""
    _kill_after(dsn, sample, after)
    async with open_desk(dsn) as desk:
        interrupted = await desk.log.store.head(desk.tenant)
        await desk.take(sample.folder, sample.files)
        resumed, times = await desk.ids(), [event.recorded_at for event in await desk.events()]
    async with open_desk(another_dsn) as desk:
        await desk.take(sample.folder, sample.files)
        undisturbed = await desk.ids()
    assert 0 < interrupted < len(undisturbed)
    assert resumed == undisturbed
    assert times == sorted(times)


async def test_a_run_that_remembers_nothing_tells_nothing_twice(dsn: str, sample: Sample) -> None:
    """Even when all that intake remembers is lost, the log itself says what was told."""
    files = sample.files[:40]
    async with open_desk(dsn) as desk:
        await desk.take(sample.folder, files)
        before = await desk.ids()
    async with open_desk(dsn) as desk:
        await desk.log.pool.execute("UPDATE lifecycle.source_record SET groups = '{}', seen = '', changed = ''")
        tally, _ = await desk.take(sample.folder, files)
        assert tally.records > 0
        assert await desk.ids() == before


async def test_what_was_known_otherwise_at_first_is_found_in_the_log_later(desk: Desk, tmp_path: Path) -> None:
    """A name that the CRM had told first, and that the DMS then changed: its second version is the first in the log."""
    dana = {"customerId": "7", "firstName": "Dana", "lastName": "Whitfield", "cellPhone": "312-555-0117"}

    async def take(system: str, day: int, **changed: str) -> None:
        state = {**dana, **changed, "changedDate": f"2025-03-{day:02}"}
        assert (await desk.file(tmp_path, f"customers.{system}.json", [state])).quarantined == 0

    await take("crm", 1)
    await take("drive", 2)
    remembered = await desk.log.pool.fetch("SELECT system, groups, seen, changed FROM lifecycle.source_record")
    await take("drive", 3, lastName="Whitfield-Ruiz")
    for row in remembered:
        await desk.log.pool.execute(_FORGET, *row)
    await take("drive", 4, lastName="Ruiz")
    names = [each.event.as_dict()["name"].family for each in await desk.events("customer.profile_corrected")]
    assert names == ["Whitfield-Ruiz", "Ruiz"]


def _kill_after(dsn: str, sample: Sample, files: int) -> None:
    command = [sys.executable, "-m", "tests.support.ingest_until_killed", dsn, str(sample.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        for _ in range(files):
            assert process.stdout.readline()
        process.kill()
        assert process.wait() == -9


async def test_two_processes_on_the_same_files_are_one(dsn: str, another_dsn: str, sample: Sample) -> None:
    """Both take the same files in at the same time; the log ends as if one had."""
    files = [file for file in sample.files if file["kind"] != "leads"][:60]
    async with open_desk(dsn) as ours, open_desk(dsn) as theirs:
        await asyncio.gather(ours.take(sample.folder, files), theirs.take(sample.folder, files))
        together = await ours.ids()
        assert [entry for entry in await ours.quarantine.entries() if entry.outcome is None] == []
    async with open_desk(another_dsn) as alone:
        await alone.take(sample.folder, files)
        assert together == await alone.ids()
