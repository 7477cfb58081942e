"""What a verification finds: each check once, passed or failed, with the index and the field where it failed."""

from dataclasses import dataclass, field
from typing import Any, Final

SHOWN: Final = 5


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be. `index` is a leaf's (its position less one)."""

    message: str
    index: int | None = None
    part: str | None = None


@dataclass
class Check:
    """One thing that is checked. Only the first findings are kept; `failures` counts all."""

    name: str
    fact: str = ""
    failures: int = 0
    findings: list[Finding] = field(default_factory=list)

    def fail(self, message: str, *, index: int | None = None, part: str | None = None) -> None:
        """Say that it failed, where, and in which field."""
        self.failures += 1
        if self.failures <= SHOWN:
            self.findings.append(Finding(message, index, part))

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.failures

    def lines(self) -> list[str]:
        """One line, and one more for each finding that is kept."""
        if self.passed:
            return [f"ok    {self.name:<13} {self.fact}"]
        more = f" ({self.failures} in all)" if self.failures > SHOWN else ""
        return [f"FAIL  {self.name:<13} {_told(finding)}{more}" for finding in self.findings]

    def as_dict(self) -> dict[str, Any]:
        """The check as JSON values."""
        findings = [{"message": each.message, "index": each.index, "field": each.part} for each in self.findings]
        passed = {"check": self.name, "passed": self.passed, "fact": self.fact or None}
        return {**passed, "failures": self.failures, "findings": findings}


@dataclass
class Report:
    """All checks in the order they are told, and whether keys were pinned by a policy."""

    checks: list[Check] = field(default_factory=list)
    pinned: bool = False

    def check(self, name: str) -> Check:
        """A new check of that name."""
        made = Check(name)
        self.checks.append(made)
        return made

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)


def _told(finding: Finding) -> str:
    where = "" if finding.index is None else f"index {finding.index}, "
    part = "" if finding.part is None else f"field {finding.part}: "
    return f"{where}{part}{finding.message}"
