"""What a command is: the events it rests on, and the decision it takes from them."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Self

from eventsourcing.dcb.domain import Selector, Slice, Tagged
from eventsourcing.domain import event as given

from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError

__all__ = ["Command", "NotFound", "PolicyRefused", "Selector", "about", "given"]


class NotFound(LifecycleError):
    """There is no such thing in your reach."""

    code: ClassVar[str] = "NOT_FOUND"


class PolicyRefused(LifecycleError):
    """The state of things does not allow this."""

    code: ClassVar[str] = "POLICY_REFUSED"


class Command(Slice[Event]):
    """A decision on one slice of the log. Subclasses are dataclasses of what was asked.

    `boundary` selects the events that the decision rests on, methods called `_` and marked with `@given` take
    from them what matters, and `decide` says what follows. Nothing else may be read.
    """

    also: list[Selector]

    def __new__(cls, *_: object, **__: object) -> Self:
        """Every attempt at a decision starts without having seen anything."""
        self = super().__new__(cls)
        self.also = []
        return self

    def boundary(self) -> Sequence[Selector]:
        """The events that the decision rests on."""
        raise NotImplementedError

    def decide(self) -> Iterator[Event]:
        """What follows. Raises NotFound and PolicyRefused."""
        raise NotImplementedError

    def subjects(self) -> Sequence[str]:
        """The tags of what the command is about, which has to be in the reach of who asks."""
        tags = (tag for selector in self.boundary() for tag in selector.tags)
        return [tag for tag in tags if not tag.startswith("employee:")]  # staff belong to the whole group

    def consistency_boundary(self) -> list[Selector]:
        """The boundary, with what the way the command was asked for adds to it."""
        return [*self.boundary(), *self.also]

    def execute(self) -> None:
        """Take the decision."""
        self.new_decisions += [Tagged([], decided) for decided in self.decide()]


def about(kind: str, key: object, *types: type[Event]) -> Selector:
    """Select the events of these types (of all when none is named) about one entity."""
    return Selector(types=types, tags=[f"{kind}:{key}"])
