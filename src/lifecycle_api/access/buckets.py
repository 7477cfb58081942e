"""How much a client may ask for at once and over time: a bucket of points each, which fills by the second."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import ClassVar, Final
from uuid import UUID

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.errors import LifecycleError

CLIENTS: Final = 50_000
"""Buckets that are kept; the one unused for longest is forgotten, by when it has usually filled again."""


class RateLimited(LifecycleError):
    """You have asked for more than your bucket holds now; wait as long as `retryAfterSeconds` says, then ask again."""

    code: ClassVar[str] = "RATE_LIMITED"


@dataclass(frozen=True)
class Allowance:
    """What a bucket holds, and how many points a second come back."""

    capacity: int
    restored: int


STANDARD: Final[Mapping[Kind, Allowance]] = {
    Kind.STAFF: Allowance(50_000, 2_500),
    Kind.SERVICE: Allowance(50_000, 2_500),
    Kind.AUDITOR: Allowance(20_000, 1_000),
    Kind.PARTNER: Allowance(20_000, 1_000),
    Kind.CONSUMER: Allowance(5_000, 250),
}


@dataclass(frozen=True)
class Balance:
    """A bucket at one moment: what is in it, and when it will be full."""

    allowance: Allowance
    available: int
    full_at: datetime

    def as_dict(self) -> dict[str, object]:
        """As clients see it, by the names of the schema's fields."""
        return {
            "max": self.allowance.capacity,
            "available": self.available,
            "restoreRate": self.allowance.restored,
            "resetAt": self.full_at.isoformat(),
        }


class Buckets:
    """The buckets of this process: one for each person or program, by group, client and subject of their tokens."""

    def __init__(self, allowances: Mapping[Kind, Allowance], now: Callable[[], datetime]) -> None:
        """Take what each kind of client is allowed, nothing for kinds without a limit, and a clock."""
        self._allowances = allowances
        self._now = now
        self._levels: OrderedDict[tuple[UUID, str, str], tuple[float, datetime]] = OrderedDict()

    def allowance(self, principal: Principal) -> Allowance | None:
        """What the principal's bucket holds at most; None for no limit."""
        return self._allowances.get(principal.kind)

    def take(self, principal: Principal, points: int) -> Balance | None:
        """Take points out; what is left then. None for who has no limit. Raises RateLimited, and takes nothing."""
        allowance = self.allowance(principal)
        if allowance is None:
            return None
        now = self._now()
        level = self._level(principal, allowance, now)
        if points > level:
            raise _limited(allowance, points, level, now)
        self._keep(principal, level - points, now)
        return _balance(allowance, level - points, now)

    def look(self, principal: Principal) -> Balance | None:
        """What is in the bucket now."""
        allowance = self.allowance(principal)
        now = self._now()
        return None if allowance is None else _balance(allowance, self._level(principal, allowance, now), now)

    def _level(self, principal: Principal, allowance: Allowance, now: datetime) -> float:
        level, at = self._levels.get(client_of(principal), (float(allowance.capacity), now))
        # A clock that was set back restores nothing, and takes nothing either.
        restored = max(0.0, (now - at).total_seconds()) * allowance.restored
        return min(float(allowance.capacity), level + restored)

    def _keep(self, principal: Principal, level: float, now: datetime) -> None:
        self._levels[client_of(principal)] = (level, now)
        self._levels.move_to_end(client_of(principal))
        if len(self._levels) > CLIENTS:
            self._levels.popitem(last=False)


def client_of(principal: Principal) -> tuple[UUID, str, str]:
    """What tells one person or program from another: group, client and subject."""
    return principal.tenant, principal.client_id, principal.subject


def _balance(allowance: Allowance, level: float, now: datetime) -> Balance:
    missing = allowance.capacity - level
    return Balance(allowance, int(level), now + timedelta(seconds=missing / allowance.restored))


def _limited(allowance: Allowance, points: int, level: float, now: datetime) -> RateLimited:
    seconds = max(1, ceil((points - level) / allowance.restored))
    return RateLimited(
        f"This costs {points} points and your bucket holds {int(level)} now; ask again in {seconds} s.",
        requested=points,
        retryAfterSeconds=seconds,
        bucket=_balance(allowance, level, now).as_dict(),
    )
