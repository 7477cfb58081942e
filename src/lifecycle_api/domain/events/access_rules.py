"""What a job at the dealership may do with a category of data, where the group decides otherwise than the default."""

from typing import Literal

from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.fields import Fact
from lifecycle_api.domain.registry import Area, Event

event = Area(Bearing.RULE).event

Action = Literal["read", "search"]


@event("access_rule.set")
class AccessRuleSet(Event):
    """From now on a role may, or may not, read data of a category, or search by it. The last word counts."""

    role: Fact[str]
    category: Fact[Category]
    action: Fact[Action]
    allowed: Fact[bool]
    reason: Fact[str]
