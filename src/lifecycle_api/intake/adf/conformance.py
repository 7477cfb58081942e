"""The report a sender gets: what was found where in a delivery, and how it was read."""

import msgspec

from lifecycle_api.intake.adf.codes import Code, Level, Severity


class Finding(msgspec.Struct, frozen=True):
    """One thing found. `path` leads to it, as in `/adf/prospect[2]/vehicle/vin` or `/mail/part[1]`."""

    path: str
    code: Code
    severity: Severity
    message: str


class Conformance(msgspec.Struct, frozen=True):
    """How a delivery was read, and why."""

    level: Level
    findings: tuple[Finding, ...] = ()


class Findings:
    """Collects findings while a delivery is read; at most `limit` are listed, but all of them count."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._listed: dict[Finding, None] = {}
        self._worst = Level.STRICT
        self._noted: set[Code] = set()

    def add(self, code: Code, path: str, detail: str = "") -> None:
        """Note a finding. `detail` adds a name to the code's sentence, never a value: values are personal."""
        if code.level.rank > self._worst.rank:
            self._worst = code.level
        if len(self._listed) < self._limit:
            self._list(code, path, f"{code.meaning} ({detail})" if detail else code.meaning)
        else:
            self._list(Code.FINDINGS_OMITTED, "/", Code.FINDINGS_OMITTED.meaning)

    def add_once(self, code: Code, path: str) -> None:
        """Note a habit of the sender: the first place says it for all."""
        if code not in self._noted:
            self._noted.add(code)
            self.add(code, path)

    def report(self, *, readable: bool) -> Conformance:
        """What was found; `readable` says whether there is a lead to show for it."""
        worst = min(self._worst, Level.REPAIRED, key=lambda level: level.rank)
        return Conformance(worst if readable else Level.UNPARSABLE, tuple(self._listed))

    def _list(self, code: Code, path: str, message: str) -> None:
        self._listed[Finding(path, code, code.severity, message)] = None
