"""Callers of a served application: each sends its next request when the answer to the last one has come.

They are a process of their own, `python -m lifecycle_api.bench.load`, so that they do not wait for the server's
interpreter: a job is read from standard input as JSON, what came of it is written to standard output.
"""

import asyncio
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count
from time import perf_counter
from typing import Final

import msgspec

from lifecycle_api.bench.loops import run_on_fast_loop

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length: "


class Job(msgspec.Struct, frozen=True):
    """Whole HTTP requests, sent in turn by so many callers for so many seconds."""

    host: str
    port: int
    requests: list[bytes]
    callers: int
    seconds: float


@dataclass(frozen=True)
class Run:
    """How many answers came in how many seconds, after how long each, and how many of them were no success."""

    seconds: float
    latencies: list[float]
    failures: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Below which latency this share of the answers came, in milliseconds."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def request(path: str, body: bytes, token: str) -> bytes:
    """A POST of JSON, as bytes."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def drive(host: str, port: int, requests: Sequence[bytes], *, callers: int, seconds: float) -> Run:
    """Let callers send requests, from a process of their own."""
    job = msgspec.json.encode(Job(host, port, list(requests), callers, seconds))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __spec__.name, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate(job)
    return msgspec.json.decode(told, type=Run)


async def _run(job: Job) -> Run:
    turn = count()
    latencies: list[float] = []
    failures: list[bytes] = []
    started = perf_counter()
    callers = [_caller(job, turn, started + job.seconds, latencies, failures) for _ in range(job.callers)]
    await asyncio.gather(*callers)
    return Run(perf_counter() - started, latencies, len(failures))


async def _caller(job: Job, turn: "count[int]", deadline: float, latencies: list[float], failures: list[bytes]) -> None:
    reader, writer = await asyncio.open_connection(job.host, job.port)
    while (sent := perf_counter()) < deadline:
        writer.write(job.requests[next(turn) % len(job.requests)])
        head = await reader.readuntil(_END_OF_HEAD)
        start = head.index(_LENGTH) + len(_LENGTH)
        body = await reader.readexactly(int(head[start : head.index(b"\r", start)]))
        latencies.append(perf_counter() - sent)
        if not head.startswith(b"HTTP/1.1 200") or b'"errors":' in body[:12]:
            failures.append(body)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


def main() -> None:
    """Do the job of standard input."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(asdict(run_on_fast_loop(_run(job)))))


if __name__ == "__main__":
    main()
