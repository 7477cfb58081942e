"""What is asked for: an export for the group itself, or as far as an engagement reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from lifecycle_api.access.facts import Engagement, Facts
from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.errors import InvalidArgument, LifecycleError

_OWN_PURPOSE: Final = "audit"


class EngagementUnknown(LifecycleError):
    """There is no such engagement in this group."""

    code = "ENGAGEMENT_UNKNOWN"


class EngagementOver(LifecycleError):
    """The engagement has ended; nothing is exported under it any more."""

    code = "ENGAGEMENT_OVER"


class BeyondEngagement(LifecycleError):
    """What is asked for reaches beyond the engagement."""

    code = "BEYOND_ENGAGEMENT"


@dataclass(frozen=True)
class Order:
    """An export: its scope, the categories to open, and whose it is. `previous` is a signed note, or None."""

    scope: Scope
    opened: frozenset[str] = frozenset()
    purpose: str = _OWN_PURPOSE
    engagement: UUID | None = None
    party: UUID | None = None
    previous: str | None = None


def for_group(scope: Scope, *, previous: str | None = None) -> Order:
    """An export for the group's own administrator: no copy of a sealed field is opened in it.

    Raises InvalidArgument for a period that ends before it begins.
    """
    _check_period(scope)
    return Order(scope, previous=previous)


def under_engagement(
    engagement: UUID, facts: Facts, now: datetime, asked: Scope, *, previous: str | None = None
) -> Order:
    """An export within an engagement, narrowed to what is asked.

    Raises EngagementUnknown, EngagementOver, BeyondEngagement naming the field, and InvalidArgument.
    """
    _check_period(asked)
    found = facts.engagements.get(str(engagement))
    if found is None:
        raise EngagementUnknown(engagement=str(engagement))
    if found.ended or now.date() > found.ends_on:
        raise EngagementOver(engagement=str(engagement), ends_on=found.ends_on.isoformat())
    scope = Scope(
        _subjects(found, asked.subjects),
        _later(found.from_on, asked.from_on),
        _earlier(found.to_on, asked.to_on),
        tuple(f"rooftop:{each}" for each in sorted(found.rooftops)) if found.customers else (),
    )
    return Order(scope, found.categories, found.purpose, engagement, UUID(found.party), previous)


def _check_period(asked: Scope) -> None:
    if asked.from_on is not None and asked.to_on is not None and asked.to_on < asked.from_on:
        raise InvalidArgument("The period ends before it begins; nothing would be shown.", argument="toOn")


def _subjects(engagement: Engagement, asked: Collection[str]) -> tuple[str, ...]:
    whole = [f"customer:{each}" for each in sorted(engagement.customers)]
    whole = whole or [f"rooftop:{each}" for each in sorted(engagement.rooftops)]
    if not asked:
        return tuple(whole)
    if whole and not set(asked) <= set(whole):
        raise BeyondEngagement(field="subjects")
    return tuple(asked)


def _later(bound: date | None, asked: date | None) -> date | None:
    if bound is not None and asked is not None and asked < bound:
        raise BeyondEngagement(field="from_on")
    return asked or bound


def _earlier(bound: date | None, asked: date | None) -> date | None:
    if bound is not None and asked is not None and asked > bound:
        raise BeyondEngagement(field="to_on")
    return asked or bound
