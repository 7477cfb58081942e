"""Refusals as data: what a caller can do something about stands in the payload, everything else in `errors`."""

import strawberry

from lifecycle_api.commands import refusals
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.scalars import EventPosition


@strawberry.interface(description="Why something was not done. Nothing of it was recorded.")
class UserError:
    """A refusal."""

    code: str = strawberry.field(description="A stable code, such as `VERSION_CONFLICT`.")
    message: str = strawberry.field(description="What is the matter and what to do about it, for people.")
    path: list[str] = strawberry.field(description="The part of the input it is about, such as `input` `customer`.")


@strawberry.type(description="A value of the input cannot be used.")
class ValidationError(UserError):
    """Bad input."""


@strawberry.type(description="It has changed since you read it: read it again, and decide again.")
class VersionConflictError(UserError):
    """Somebody was faster."""

    current_version: EventPosition | None = strawberry.field(description="Its present version, when that is clear.")


@strawberry.type(description="The idempotency key was used for another request: use a new key for a new request.")
class IdempotencyKeyReusedError(UserError):
    """One key, two requests."""


@strawberry.type(description="Something that the input names does not exist, or not in your reach.")
class NotFoundError(UserError):
    """Not there."""


@strawberry.type(description="The state of things does not allow it.")
class PolicyError(UserError):
    """Refused by a rule."""


ERROR_TYPES = [ValidationError, VersionConflictError, IdempotencyKeyReusedError, NotFoundError, PolicyError]


def user_error(refusal: LifecycleError, *place: str) -> UserError:
    """The refusal as data about the input at `place`. Raises it when the caller can do nothing about it."""
    path = [*place, *_inside(refusal)]
    code, message = refusal.code, refusal.message
    match refusal:
        case _ if isinstance(refusal, refusals.INVALID):
            return ValidationError(code=code, message=message, path=path)
        case _ if isinstance(refusal, refusals.OVERTAKEN):
            return VersionConflictError(code=code, message=message, path=path, current_version=_version(refusal))
        case _ if isinstance(refusal, refusals.REUSED):
            return IdempotencyKeyReusedError(code=code, message=message, path=path)
        case _ if isinstance(refusal, refusals.MISSING):
            return NotFoundError(code=code, message=message, path=path)
        case _ if isinstance(refusal, refusals.REFUSED):
            return PolicyError(code=code, message=message, path=path)
    raise refusal


def _inside(refusal: LifecycleError) -> list[str]:
    if isinstance(refusal, refusals.OVERTAKEN):
        return ["expectedVersion"]
    if isinstance(refusal, refusals.REUSED):
        return ["idempotencyKey"]
    argument = refusal.data.get("argument")
    return str(argument).split(".") if argument else []


def _version(refusal: LifecycleError) -> EventPosition | None:
    known = refusal.data.get("currentVersion", refusal.data.get("position"))
    return None if known is None else EventPosition(int(known))
