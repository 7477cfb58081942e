"""What is wrong with something that arrived: a stable code, where, and in words without the value itself."""

from typing import ClassVar

import msgspec

from lifecycle_api.errors import LifecycleError


class Finding(msgspec.Struct, frozen=True):
    """One reason why a record was set aside. `path` names the field, as in `cashPrice` or `trades[2].vin`."""

    code: str
    path: str
    message: str

    @property
    def text(self) -> str:
        """One line for the log and for people; it holds no personal value."""
        return f"{self.code} at {self.path}: {self.message}"


class SetAside(LifecycleError):
    """The record cannot be understood as it is; it is kept whole in the quarantine."""

    code: ClassVar[str] = "SET_ASIDE"

    def __init__(self, *findings: Finding) -> None:
        """Take what was found; at least one finding."""
        self.findings = findings
        super().__init__("; ".join(finding.text for finding in findings))

    def as_dict(self) -> dict[str, object]:
        """Code, message and the findings one by one."""
        return {
            "code": self.code,
            "message": self.message,
            "findings": [found.text for found in self.findings],
        }
