"""Callers of a served application: each sends its next request when the answer to the last one has come.

They are a process of their own, `python -m lifecycle_api.bench.load`, so that they do not wait for the server's
interpreter: a job is read from standard input as JSON, what came of it is written to standard output.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from time import perf_counter
from typing import Any, Final

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
    loop, latencies, failures = asyncio.get_running_loop(), list[float](), list[bytes]()
    started, requests = perf_counter(), cycle(job.requests)
    callers = [
        loop.create_connection(
            lambda: _Caller(requests, started + job.seconds, latencies, failures), job.host, job.port
        )
        for _ in range(job.callers)
    ]
    await asyncio.gather(*[caller.done for _, caller in await asyncio.gather(*callers)])
    return Run(perf_counter() - started, latencies, len(failures))


class _Caller(asyncio.Protocol):
    """One connection, on which the next request is written when the last answer was read whole."""

    def __init__(
        self, requests: Iterator[bytes], deadline: float, latencies: list[float], failures: list[bytes]
    ) -> None:
        self._requests = requests
        self._deadline = deadline
        self._latencies, self._failures = latencies, failures
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._answer += data
        body = _body(self._answer)
        if body is None:
            return
        self._latencies.append(perf_counter() - self._sent)
        if not self._answer.startswith(b"HTTP/1.1 200") or b'"errors":' in body[:12]:
            self._failures.append(body)
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError())

    def _ask(self) -> None:
        self._sent = perf_counter()
        self._answer = b""
        if self._sent < self._deadline:
            self._transport.write(next(self._requests))
        else:
            self.done.set_result(None)
            self._transport.close()


def _body(answer: bytes) -> bytes | None:
    """The body of an answer, None while some of it is missing."""
    end = answer.find(_END_OF_HEAD)
    if end < 0:
        return None
    start = answer.index(_LENGTH, 0, end) + len(_LENGTH)
    length = int(answer[start : answer.index(b"\r", start)])
    body = answer[end + len(_END_OF_HEAD) :]
    return body if len(body) == length else None


def main() -> None:
    """Do the job of standard input."""
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(asdict(run_on_fast_loop(_run(job)))))


if __name__ == "__main__":
    main()
