"""What the events of an area bear on, from which follows who records them and what else they can change."""

from enum import Enum


class Bearing(Enum):
    """What events bear on, beside what they tell. Every area of events names one."""

    HAPPENING = "happening"
    """They tell what happened, and change nothing about what may be shown of it."""

    WHO_AND_WHAT = "who and what"
    """They tell who and what there is, on which depends what is shown of all that happens."""

    RULE = "rule"
    """They say who may see or do what, or follow from that."""

    ACCOUNT = "account"
    """They keep account of what was shown or refused."""

    @property
    def governed(self) -> bool:
        """Whether only what decides them records them: nobody may record them as they are."""
        return self in (Bearing.RULE, Bearing.ACCOUNT)

    @property
    def sways(self) -> bool:
        """Whether they can change what is shown of the past."""
        return self in (Bearing.WHO_AND_WHAT, Bearing.RULE)

    @property
    def moves(self) -> bool:
        """Whether they move the version of what they name on: to be shown to somebody changes nothing about it."""
        return self is not Bearing.ACCOUNT
