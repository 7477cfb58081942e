"""How quickly a plan is read, and so how many of its reads go together, and who reads it at the moment.

The pace is the database's: what this process sees takes longer the more there is to do here.
"""

import asyncio
import math
from collections import deque
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any, Final

MOST: Final = 16
"""How many reads one statement is for."""

LONGEST_SECONDS: Final = 0.025
"""How long a group may take: reads that last are faster beside each other than after one another."""

QUICK: Final = 8
"""A plan is quickly read when so many reads fit into a statement."""

ABREAST: Final = 2
"""How many statements of a quick plan are under way at once: with more of them, each group is smaller."""

_STEADY: Final = 0.8
"""How much of what is known of a plan's pace is left after the next group."""

_PENANCE: Final = 20
"""How many reads of a plan are alone after a group of them failed."""


class Pace:
    """What is known of one plan. It is the context of a turn to read it.

    Nobody waits for a turn longer than groups may take: then the plan is not quick after all.
    """

    def __init__(self, longest_seconds: float) -> None:
        self._longest_seconds = longest_seconds
        self._seconds = math.inf
        self._apart = 0
        self._under_way = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def __aenter__(self) -> None:
        if self._under_way >= ABREAST:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await asyncio.wait((turn,), timeout=ABREAST * self._longest_seconds)
            finally:
                if not turn.done():
                    self._waiting.remove(turn)
        self._under_way += 1

    async def __aexit__(self, *_: object) -> None:
        self._under_way -= 1
        if self._waiting:
            self._waiting.popleft().set_result(None)

    @property
    def room(self) -> int:
        """How many reads fit into one statement."""
        return 1 if self._apart else max(1, min(MOST, int(self._longest_seconds / self._seconds)))

    def turn(self, room: int) -> AbstractAsyncContextManager[Any]:
        """What to read in, when there is so much room; one that lasts is as quick beside others."""
        return self if room >= QUICK else nullcontext()

    def busy(self, room: int) -> bool:
        """Whether it is being read, and quickly: then others are about to come."""
        return room >= QUICK and self._under_way > 0

    def alone(self, seconds: float) -> None:
        """Take in how long this process saw a read take: the database took no longer."""
        self._seconds = min(self._seconds, seconds)
        self._apart = max(0, self._apart - 1)

    def together(self, seconds: float) -> None:
        """Take in how long the database took for each read of a group."""
        self._seconds = _STEADY * self._seconds + (1 - _STEADY) * seconds

    def failed(self) -> None:
        """Leave reads alone for a while."""
        self._apart = _PENANCE
