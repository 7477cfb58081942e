"""The command that says how long a class of records is kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from lifecycle_api.commands.command import Command, Selector
from lifecycle_api.commands.vocabulary import named
from lifecycle_api.domain.events.rights import RetentionRuleSet
from lifecycle_api.domain.registry import Event
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.errors import InvalidArgument

LONGEST_DAYS: Final = 365_000
"""A thousand years, which every calendar can go back."""


@dataclass
class SetRetentionRule(Command):
    """Keep a class of records for so many days after the last of them; the rule that was set last counts."""

    groupwide: ClassVar[bool] = True
    retention_class: RetentionClass
    keep_days: int
    duty: bool
    ground: str

    def boundary(self) -> Sequence[Selector]:
        """The rules that were set before."""
        return [Selector(types=[RetentionRuleSet], tags=[])]

    def decide(self) -> Iterator[Event]:
        """The rule."""
        if not 0 <= self.keep_days <= LONGEST_DAYS:
            raise InvalidArgument(f"`keepDays` is from 0 to {LONGEST_DAYS}.", argument="keepDays")
        ground = named(self.ground, "ground", "Say on what ground it is kept.")
        yield RetentionRuleSet(
            retention_class=self.retention_class, keep_days=self.keep_days, duty=self.duty, ground=ground
        )
