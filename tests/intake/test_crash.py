"""A process that dies in the middle of taking files in loses nothing and doubles nothing."""

import asyncio
import subprocess
import sys

import pytest

from tests.intake.conftest import Sample
from tests.support.intake import open_desk
from tests.support.postgres import ROOT

pytestmark = pytest.mark.anyio


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
