"""The command line as processes of its own: started, listened to, and ended as people and machines end them."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from tests.support.waiting import PATIENCE_SECONDS

PROGRAM = (sys.executable, "-m", "lifecycle_api")
_OURS = ("LIFECYCLE_", "DATABASE_")
_PROXIES = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})


class NeverSaid(AssertionError):
    """A program did not say in time what was waited for."""


def environment(**changed: str | Path) -> dict[str, str]:
    """This process's environment without settings of the service and without proxies, then the changes."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(_OURS) and name.upper() not in _PROXIES
    }
    return kept | {name: str(value) for name, value in changed.items()}


def run(*words: str | Path, prefix: Sequence[str] = (), **changed: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command line to its end, whatever its exit code."""
    return subprocess.run(
        [*prefix, *PROGRAM, *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env=environment(**changed),
    )


class Running:
    """A process and all it said so far, on both of its channels."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.said = ""
        self._news = threading.Condition()
        self._open = 2
        self._listeners = [
            threading.Thread(target=self._listen, args=(pipe.fileno(),), daemon=True)
            for pipe in (process.stdout, process.stderr)
            if pipe is not None
        ]
        for listener in self._listeners:
            listener.start()

    def wait_for(self, pattern: str, *, seconds: float = PATIENCE_SECONDS) -> re.Match[str]:
        """The first place where what it said fits; raises NeverSaid with all it said instead."""
        deadline = monotonic() + seconds
        with self._news:
            while (found := re.search(pattern, self.said)) is None:
                if not self._open or not self._news.wait(deadline - monotonic()):
                    raise NeverSaid(f"never said {pattern!r}, but:\n{self.said}")
        return found

    def send(self, number: signal.Signals, *, seconds: float = PATIENCE_SECONDS) -> int:
        """Send a signal and wait until the process has ended; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def close(self) -> None:
        """End the process if it still runs, politely at first, and hear it out."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(PATIENCE_SECONDS)
        finally:
            self.process.kill()
            for listener in self._listeners:
                listener.join(PATIENCE_SECONDS)
            for pipe in (self.process.stdout, self.process.stderr):
                if pipe is not None:
                    pipe.close()

    def _listen(self, channel: int) -> None:
        while piece := os.read(channel, 65536):
            with self._news:
                self.said += piece.decode(errors="replace")
                self._news.notify_all()
        with self._news:
            self._open -= 1
            self._news.notify_all()


@contextmanager
def running(*words: str | Path, **changed: str | Path) -> Iterator[Running]:
    """A command line that runs as long as the block, unless it ends before."""
    process = subprocess.Popen(
        [*PROGRAM, *map(str, words)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(PYTHONUNBUFFERED="1", **changed),
        start_new_session=True,
    )
    program = Running(process)
    try:
        yield program
    finally:
        program.close()
