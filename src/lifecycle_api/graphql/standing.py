"""Whether somebody outside of the controller may still see what they follow: asked as they would ask it themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import orjson

from lifecycle_api.access.policy import Reason
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.reading import Reader
from lifecycle_api.planner.following import Followed
from lifecycle_api.planner.planner import Asked


class NotFollowable(LifecycleError):
    """This lists what changes about many; who is decided on follows one thing at a time, and asks for lists."""

    code: ClassVar[str] = "NOT_FOLLOWABLE"


class AccessEnded(LifecycleError):
    """What let you follow this has ended, or never was; `reason` says what stands in the way."""

    code: ClassVar[str] = "ACCESS_ENDED"


@dataclass(frozen=True)
class Standing:
    """The query that finds what is followed."""

    asked: Asked

    async def check(self, reader: Reader) -> None:
        """Raise AccessEnded unless it is there and shown, and what refuses the whole request. Nothing is released."""
        found: Mapping[str, Any] = orjson.loads(await reader.operation(self.asked) or b"{}")
        if any(each is not None for each in found.values()):
            return
        told = reader.about.get("redactions", ())
        raise AccessEnded(reason=told[0]["reason"] if told else Reason.NO_STANDING.value)


def standing_of(found: Followed, viewer: Viewer) -> Standing | None:
    """What has to hold while this is followed; None for those whose bounds are their token's. Raises NotFollowable."""
    if not viewer.decided:
        return None
    if found.standing is None:
        raise NotFollowable
    return Standing(found.standing)
