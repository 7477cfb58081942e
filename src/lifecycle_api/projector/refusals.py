"""What is wrong with a projection, said so that its author can mend it."""

from typing import ClassVar

from lifecycle_api.errors import LifecycleError


class InvalidProjection(LifecycleError):
    """A projection folder breaks its own rules."""

    code: ClassVar[str] = "INVALID_PROJECTION"


class ProjectionChanged(LifecycleError):
    """A projection changed without a new version; raise `version` in its projection.toml, or force a rebuild."""

    code: ClassVar[str] = "PROJECTION_CHANGED"


class UnknownProjection(LifecycleError):
    """There is no projection of that name; see the folders under projections/."""

    code: ClassVar[str] = "UNKNOWN_PROJECTION"


class ProjectionStopped(LifecycleError):
    """The projection stopped at an event it cannot apply; mend its SQL and rebuild it."""

    code: ClassVar[str] = "PROJECTION_STOPPED"


class ProjectionMissing(LifecycleError):
    """The read models are not in this database; run `lifecycle-api migrate`."""

    code: ClassVar[str] = "PROJECTION_MISSING"
