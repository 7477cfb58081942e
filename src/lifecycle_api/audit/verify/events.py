"""Checks event by event: in their places, headers and bodies as committed, and nothing left out that is in scope."""

import json
from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.entry import NO_BODY, Entry, body_digest
from lifecycle_api.audit.verify.report import Check, Report
from lifecycle_api.audit.verify.walk import Step

_ROOFTOP: Final = "rooftop:"


class EventsCheck:
    """Positions, headers, bodies and completeness."""

    def __init__(self, manifest: Manifest, report: Report, headers: Check, bodies: Check) -> None:
        self._scope = manifest.scope
        self._marks = {subject: bytes.fromhex(mark) for subject, mark in manifest.marks.items()}
        self._headers = headers
        self._bodies = bodies
        self._order = report.check("positions")
        self._complete = report.check("completeness")
        self._micros = 0
        self._counts = {"headers": 0, "bodies": 0}
        self._named: dict[str, int] = dict.fromkeys(self._scope.subjects, 0)

    def see(self, step: Step) -> dict[str, Any] | None:
        """Check one event; its header, if the bundle shows it and it is as committed."""
        entry = step.entry
        if entry is None:
            return None
        self._check_place(step.index, entry)
        header = self._checked_header(step, entry)
        self._check_body(step, entry, shown=header is not None)
        return header

    def end(self) -> None:
        """Say what was seen."""
        for subject, count in self._named.items():
            if not count:
                self._complete.fail(f"No event names {subject}, so nothing shows that none was left out.", part=subject)
        self._order.fact = "without gaps, and in the order of time"
        self._headers.fact = f"{self._counts['headers']} shown, all others by digest"
        self._bodies.fact = f"{self._counts['bodies']} sealed bodies are those of their entries"
        whole = "every event is shown"
        each = ", ".join(f"{subject} ({count} events)" for subject, count in self._named.items())
        self._complete.fact = f"nothing about {each} is left out" if each else whole

    def _check_place(self, index: int, entry: Entry) -> None:
        if entry.position != index + 1:
            self._order.fail(f"It has position {entry.position}.", index=index, part="position")
        if entry.micros <= self._micros:
            self._order.fail("It was recorded before the one before it.", index=index, part="recorded_at")
        self._micros = entry.micros

    def _checked_header(self, step: Step, entry: Entry) -> dict[str, Any] | None:
        header = step.header
        if header is None:
            self._headers.fail("It has no header and no digest of one.", index=step.index, part="header")
            return None
        if header.committed != entry.header:
            self._headers.fail("It is not what the entry commits to.", index=step.index, part="header")
            return None
        if header.clear is None:
            self._check_withheld(step, entry)
            return None
        self._counts["headers"] += 1
        return self._read(step.index, entry, header.clear, header.marks)

    def _check_withheld(self, step: Step, entry: Entry) -> None:
        """A header that is not shown may be about nobody and nothing in scope."""
        header = step.header
        borne = [subject for subject, mark in self._marks.items() if header is not None and header.bears(mark)]
        if self._scope.shows(entry.type, borne, entry.micros):
            about = f" about {', '.join(borne)}" if borne else ""
            self._complete.fail(f"A {entry.type}{about} is in scope and was left out.", index=step.index, part="header")

    def _read(self, index: int, entry: Entry, clear: bytes, marks: bytes) -> dict[str, Any] | None:
        try:
            read: dict[str, Any] = json.loads(clear)
            tags = tags_of(read)
            own = {"type": read["type"] == entry.type, "id": _id_of(read, entry) == entry.id}
            read.get("data", {}).items()
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._headers.fail("It is no header of an event.", index=index, part="header")
            return None
        for part, same in own.items():
            if not same:
                self._headers.fail("It differs from that of the entry.", index=index, part=part)
        self._check_marks(index, tags, marks)
        return read

    def _check_marks(self, index: int, tags: Collection[str], marks: bytes) -> None:
        """Where a subject is named in the clear, its mark is beside it: so the mark means this subject everywhere."""
        for subject, mark in self._marks.items():
            if subject in tags:
                if subject in self._named:
                    self._named[subject] += 1
                at = list(tags).index(subject) * len(mark)
                if marks[at : at + len(mark)] != mark:
                    self._complete.fail(f"The mark of {subject} is another one here.", index=index, part="marks")

    def _check_body(self, step: Step, entry: Entry, *, shown: bool) -> None:
        if step.body is not None:
            self._counts["bodies"] += 1
            if body_digest(step.body) != entry.body:
                self._bodies.fail("It is not what the entry commits to.", index=step.index, part="body")
        elif shown and entry.body != NO_BODY:
            self._bodies.fail("The event is shown, and its body is not there.", index=step.index, part="body")


def tags_of(header: dict[str, Any]) -> list[str]:
    """The tags that the marks of an event stand for, in their order."""
    tags = list(header["tags"])
    rooftop = header.get("envelope", {}).get("rooftop")
    if rooftop is not None and f"{_ROOFTOP}{rooftop}" not in tags:
        tags.append(f"{_ROOFTOP}{rooftop}")
    return tags


def _id_of(header: dict[str, Any], entry: Entry) -> bytes:
    """The id in the envelope; raw events have none, and are known by their entry."""
    return UUID(header["envelope"]["id"]).bytes if "envelope" in header else entry.id
