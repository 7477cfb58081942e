"""When and how often customers may be written to who did not ask for it, where the group decides for itself."""

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.fields import Fact, OptionalRooftopRef
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event


@event("contact_policy.set")
class ContactPolicySet(Event):
    """From now on a rooftop, or without one the group, keeps these quiet hours and this cap. The last word counts.

    Quiet hours are local times such as `20:30`; `messages` in `days` are counted across all departments. What is null
    is left to the group, or to the defaults. `jurisdiction` is the state whose law holds at the rooftop.
    """

    rooftop: OptionalRooftopRef = None
    jurisdiction: Fact[str | None] = None
    quiet_from: Fact[str | None] = None
    quiet_until: Fact[str | None] = None
    messages: Fact[int | None] = None
    days: Fact[int | None] = None
    reason: Fact[str]
