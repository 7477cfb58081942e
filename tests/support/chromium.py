"""Drives a headless Chromium over its debugging pipe: enough to open a page, act on it and watch it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tests.support.waiting import PATIENCE_SECONDS

NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Where a Chromium is installed, if one is."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One open page: its requests, what it complains about, and a way to run JavaScript in it."""

    def __init__(self, commands: BinaryIO, answers: BinaryIO) -> None:
        """Take the two ends of the pipe, and attach to the browser's first page."""
        self._commands, self._answers = commands, answers
        self._session: str | None = None
        self._last = 0
        self.requested: list[str] = []
        self.complaints: list[str] = []
        (target,) = [
            each["targetId"] for each in self.call("Target.getTargets")["targetInfos"] if each["type"] == "page"
        ]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for its result, noting what happens meanwhile."""
        self._last += 1
        session = {"sessionId": self._session} if self._session else {}
        message = {"id": self._last, "method": method, "params": params, **session}
        self._commands.write(json.dumps(message).encode() + b"\0")
        self._commands.flush()
        while (answer := self._receive()).get("id") != self._last:
            self._note(answer)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def run(self, script: str) -> Any:
        """The value of an expression in the page, awaited when it is a promise."""
        answer = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_for(self, condition: str) -> None:
        """Until a condition holds in the page; the test's deadline ends it."""
        look = f"const look = () => ({condition}) ? done() : setTimeout(look, 20)"
        self.run(f"new Promise(done => {{ {look}; look() }})")

    def _receive(self) -> dict[str, Any]:
        raw = b"".join(iter(lambda: self._answers.read(1), b"\0"))
        message: dict[str, Any] = json.loads(raw)
        return message

    def _note(self, event: dict[str, Any]) -> None:
        match event:
            case {"method": "Network.requestWillBeSent", "params": {"request": {"url": url}}}:
                self.requested.append(url)
            case {
                "method": "Log.entryAdded",
                "params": {"entry": {"level": "error" | "warning", "text": text}},
            }:
                self.complaints.append(text)
            case {"method": "Runtime.exceptionThrown", "params": params}:
                self.complaints.append(json.dumps(params))
            case {"method": "Runtime.consoleAPICalled", "params": {"type": "error" | "warning"} as params}:
                self.complaints.append(json.dumps(params["args"]))


@contextmanager
def opened(program: str, profile: Path) -> Iterator[Page]:
    """A page of a fresh browser, which ends with the block."""
    command_end, commands = os.pipe()
    answers, answer_end = os.pipe()
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-pipe",
        "--window-size=1400,900",
        f"--user-data-dir={profile}",
        "about:blank",
    ]
    # Chromium reads the pipe at descriptor 3 and writes at 4, so something has to put them there first.
    moved = f"os.dup2({command_end}, 3); os.dup2({answer_end}, 4)"
    launch = f"import os, sys; {moved}; os.execv(sys.argv[1], sys.argv[1:])"
    browser = subprocess.Popen(
        [sys.executable, "-c", launch, program, *options],
        pass_fds=(command_end, answer_end),
        stderr=subprocess.DEVNULL,
    )
    os.close(command_end)
    os.close(answer_end)
    try:
        with open(commands, "wb") as sending, open(answers, "rb") as receiving:  # noqa: PTH123  # descriptors
            yield Page(sending, receiving)
    finally:
        browser.terminate()
        browser.wait(PATIENCE_SECONDS)
