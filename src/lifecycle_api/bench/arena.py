"""Serves the contestants of a read benchmark and lets callers loose on them, one contestant at a time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from statistics import median
from time import process_time
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from lifecycle_api.bench.contestants import Contestants, contestants
from lifecycle_api.bench.figures import figure
from lifecycle_api.bench.load import Run, drive
from lifecycle_api.errors import LifecycleError
from lifecycle_api.http.serving import listen, serve

CALLERS: Final = 32
REPETITIONS: Final = 7
SECONDS: Final = 1.5

Requests = Mapping[str, Callable[[], Sequence[bytes]]]
"""The requests of each contestant, made anew for each of its turns."""


class AnswersFailed(LifecycleError):
    """A contestant did not answer every request with success."""

    code = "ANSWERS_FAILED"


class Turns:
    """What a contestant did, a value per turn: requests per second, and milliseconds of the serving process's CPU."""

    def __init__(self) -> None:
        self.rates: list[float] = []
        self._cpu: list[float] = []
        self._quantiles: dict[str, list[float]] = {"p50_ms": [], "p95_ms": [], "p99_ms": []}

    def add(self, run: Run, cpu_seconds: float) -> None:
        """Take in a turn."""
        self.rates.append(run.rate)
        self._cpu.append(cpu_seconds * 1000 / len(run.latencies))
        for name, values in self._quantiles.items():
            values.append(run.quantile(int(name[1:3]) / 100))

    def as_dict(self) -> dict[str, float]:
        """`{"cpu_ms", "p50_ms", "p95_ms", "p99_ms"}`, medians of the turns."""
        return {name: round(median(each), 3) for name, each in {"cpu_ms": self._cpu, **self._quantiles}.items()}


class Arena:
    """The contestants as they are served."""

    def __init__(self, them: Contestants, host: str, port: int, progress: Callable[[str], None]) -> None:
        self.them = them
        self.base = f"http://{host}:{port}"
        self.host, self._port = host, port
        self._progress = progress

    async def turn(
        self,
        requests: Sequence[bytes],
        *,
        callers: int,
        seconds: float,
        into: Turns | None = None,
        port: int | None = None,
    ) -> Run:
        """Let callers ask for so many seconds. Raises AnswersFailed."""
        began = process_time()
        run = await drive(self.host, port or self._port, requests, callers=callers, seconds=seconds)
        if run.failures:
            raise AnswersFailed(f"{run.failures} of {len(run.latencies)} requests failed.", failures=run.failures)
        if into is not None:
            into.add(run, process_time() - began)
        return run

    async def compare(
        self,
        name: str,
        contestants: Requests,
        *,
        repetitions: int,
        seconds: float,
        callers: int = CALLERS,
        ports: Mapping[str, int] = MappingProxyType({}),
    ) -> dict[str, Turns]:
        """Let contestants take turns; the first round only warms up. Raises AnswersFailed.

        `ports` are of those who are not behind the served application, but beside it.
        """
        found = {each: Turns() for each in contestants}
        for repetition in range(repetitions + 1):
            self._progress(f"{name}: round {repetition} of {repetitions}")
            for each, requests in contestants.items():
                into = found[each] if repetition else None
                await self.turn(requests(), callers=callers, seconds=seconds, into=into, port=ports.get(each))
        return found


def told(name: str, turns: Mapping[str, Turns], ours: str, against: str) -> dict[str, Any]:
    """A comparison of two contestants as a record."""
    one, other = turns[ours], turns[against]
    compared = figure(name, one.rates, other.rates, against=against, unit="requests/s")
    return {**compared, "ours_took": one.as_dict(), "theirs_took": other.as_dict()}


@asynccontextmanager
async def arena(dsn: str, tenant: UUID, progress: Callable[[str], None]) -> AsyncIterator[Arena]:
    """Serve the contestants on a free port of this machine, until the context ends."""
    async with contestants(dsn, tenant) as them:
        listener = listen("127.0.0.1", 0)
        host, port = listener.getsockname()[:2]
        done, ready = asyncio.Event(), asyncio.Event()

        async def meanwhile() -> None:
            await done.wait()

        served = serve(them.app, listener, log_level="error", announce=ready.set, meanwhile=meanwhile)
        serving = asyncio.create_task(served)
        try:
            await ready.wait()
            yield Arena(them, host, port, progress)
        finally:
            done.set()
            await serving
