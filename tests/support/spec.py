"""Specifications of commands, read like sentences: given(events).when(command).then(events)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pytest

from lifecycle_api.commands.command import Command, Selector
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.errors import LifecycleError
from tests.support.facts import NOON


@dataclass(frozen=True)
class Given:
    """What has happened, and when, as far as that matters."""

    events: Sequence[Event | tuple[datetime, Event]]

    def when(self, command: Command) -> "When":
        """The command is asked for."""
        return When(self.events, command)


@dataclass(frozen=True)
class When:
    """What is asked, after what has happened."""

    events: Sequence[Event | tuple[datetime, Event]]
    command: Command

    def then(self, *expected: Event) -> None:
        """These events follow, and no others."""
        assert self._decided() == list(expected)

    def then_raises(self, refusal: type[LifecycleError], *, argument: str | None = None) -> None:
        """It is refused, on account of that argument."""
        with pytest.raises(refusal) as caught:
            self._decided()
        assert caught.type is refusal
        assert caught.value.data.get("argument") == argument

    def _decided(self) -> list[Event]:
        self._take(self.command.consistency_boundary())
        self._take(self.command.further())
        self.command.execute()
        return [tagged.decision for tagged in self.command.collect_events()]

    def _take(self, selectors: Sequence[Selector]) -> None:
        for given in self.events:
            then, event = given if isinstance(given, tuple) else (NOON, given)
            if _is_selected(selectors, event):
                self.command.then = then
                event.mutate(self.command)


def given(*events: Event | tuple[datetime, Event]) -> Given:
    """Begin a specification; what has no time happened at noon."""
    return Given(events)


def _is_selected(selectors: Sequence[Selector], event: Event) -> bool:
    tags = set(registry.declaration(type(event)).tags(event))
    return any(
        (not selector.types or type(event) in selector.types) and tags.issuperset(selector.tags)
        for selector in selectors
    )
