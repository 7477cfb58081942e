"""By when the law of each jurisdiction wants a privacy request answered, and by how much that may be put off."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True)
class Deadline:
    """Months and days to answer, and months and days by which it may be extended once; `law` names the rule."""

    law: str
    months: int = 0
    days: int = 0
    more_months: int = 0
    more_days: int = 0

    def due(self, received: datetime) -> datetime:
        """When the answer is due."""
        return _later(received, self.months) + timedelta(days=self.days)

    @property
    def extendable(self) -> bool:
        """Whether more time can be taken at all."""
        return bool(self.more_months or self.more_days)

    def extended(self, due: datetime) -> datetime:
        """When it is due once it was extended."""
        return _later(due, self.more_months) + timedelta(days=self.more_days)


_GDPR: Final = Deadline("GDPR art. 12(3)", months=1, more_months=2)
_STATE: Final = Deadline("state privacy act", days=45, more_days=45)

DEADLINES: Final = {
    "EU": _GDPR,
    "GB": Deadline("UK GDPR art. 12(3)", months=1, more_months=2),
    "CH": Deadline("FADP art. 25", days=30),
    "BR": Deadline("LGPD art. 19", days=15),
    "CA": Deadline("PIPEDA 4.9", days=30, more_days=30),
    "US": Deadline("house rule, where no state law applies", days=45, more_days=45),
    "US-CA": Deadline("CCPA § 7021", days=45, more_days=45),
    "US-CO": _STATE,
    "US-CT": _STATE,
    "US-MT": _STATE,
    "US-OR": _STATE,
    "US-TX": _STATE,
    "US-UT": _STATE,
    "US-VA": _STATE,
}


def deadline(jurisdiction: str) -> Deadline | None:
    """The deadline of a jurisdiction such as `EU` or `US-CA`; of a state without a rule, that of its country."""
    return DEADLINES.get(jurisdiction) or DEADLINES.get(jurisdiction.partition("-")[0])


def _later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
