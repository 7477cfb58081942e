"""The one exception tree: everything this service refuses, it refuses with one of these.

A subclass states the fact in its name, explains it in its docstring (which is the default message), and
carries a stable ``code``. Raise near the rule; translate once, at the edge.
"""

from typing import Any, ClassVar


class LifecycleError(Exception):
    """Something was refused."""

    code: ClassVar[str] = "LIFECYCLE_ERROR"

    def __init__(self, message: str | None = None, **data: Any) -> None:
        """Take the message, by default the first paragraph of the docstring, and the facts behind it."""
        self.message = message or _first_paragraph(self.__doc__ or type(self).__name__)
        self.data = data
        super().__init__(self.message)

    def as_dict(self) -> dict[str, Any]:
        """``{"code", "message", **data}``, as clients and ``--json`` see it."""
        return {"code": self.code, "message": self.message, **self.data}


class InvalidSetting(LifecycleError):
    """A setting has a value that cannot be used."""

    code = "INVALID_SETTING"


class InvalidArgument(LifecycleError):
    """An argument has a value that cannot be used."""

    code = "INVALID_ARGUMENT"


class Unavailable(LifecycleError):
    """Something this service depends on does not answer; try again in a moment."""

    code = "UNAVAILABLE"


def _first_paragraph(text: str) -> str:
    return " ".join(text.strip().split("\n\n")[0].split())
