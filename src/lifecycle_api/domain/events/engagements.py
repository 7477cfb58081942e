"""What an auditor was engaged for: no view of the log, and no bundle, reaches beyond it."""

from datetime import date
from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import EngagementRef, Fact, PartyRef
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event


@event("engagement.opened")
class EngagementOpened(Event):
    """An auditor was engaged on a matter. With no `customers` named, the whole period at these rooftops is in scope.

    `categories` are the personal ones the auditor may see opened; everything else is shown as digests.
    """

    engagement: EngagementRef
    party: PartyRef
    matter: Fact[str]
    purpose: Fact[Literal["audit", "dsar"]] = "audit"
    rooftops: Fact[tuple[str, ...]] = ()
    customers: Fact[tuple[str, ...]] = ()
    categories: Fact[tuple[Category, ...]] = ()
    from_on: Fact[date | None] = None
    to_on: Fact[date | None] = None
    ends_on: Fact[date]


@event("engagement.ended")
class EngagementEnded(Event):
    """The engagement is over; its tokens open nothing any more."""

    engagement: EngagementRef
    party: PartyRef
    reason: Fact[str]
