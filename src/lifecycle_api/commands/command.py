"""What a command is: the events it rests on, and the decision it takes from them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.dcb.domain import MetaSlice, Selector, Slice, Tagged, decorated_funcs
from eventsourcing.domain import event as given

from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError

__all__ = ["Backdated", "Command", "NotFound", "PolicyRefused", "Selector", "Terms", "about", "given"]


class NotFound(LifecycleError):
    """There is no such thing in your reach."""

    code: ClassVar[str] = "NOT_FOUND"


class PolicyRefused(LifecycleError):
    """The state of things does not allow this."""

    code: ClassVar[str] = "POLICY_REFUSED"


class Backdated(PolicyRefused):
    """This would count from before it was said; leave the time out, and it counts from now."""

    code: ClassVar[str] = "BACKDATED"


@dataclass(frozen=True)
class Terms:
    """On what a recorded fact rests: an agreement, and purposes."""

    agreement: UUID | None = None
    purposes: tuple[str, ...] = ()


class Inheriting(MetaSlice):
    """Commands take from events what their bases take from them, unless they say otherwise themselves.

    They read their boundary even when they take nothing from it: the decision holds as of what was there.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> None:  # noqa: N805  # a metaclass
        super().__init__(name, bases, namespace)
        for base in cls.__mro__[1:]:
            if not isinstance(base, MetaSlice):
                continue
            for event in base.projected_types:
                if event not in cls.projected_types:
                    decorated_funcs[(cls, event)] = decorated_funcs[(base, event)]
                    cls.projected_types.append(event)
        cls.do_projection = True


class Command(Slice[Event], metaclass=Inheriting):
    """A decision on one slice of the log. Subclasses are dataclasses of what was asked.

    `boundary` selects the events that the decision rests on, methods called `_` and marked with `@given` take
    from them what matters, `further` selects what they lead to, and `decide` says what follows. Nothing else may be
    read. `at` is when it happens, as the bus says: commands read no clock; `then` is when the event happened that is
    being taken. A `groupwide` one may happen at no rooftop in particular; a `personal` one a customer can do on their
    own record, which is `own` then. They do it now: only of a `belated` one, a no or a report, may they say that it
    was earlier. A decision about something out of reach sees nothing at all; `away` is then the tag of that, for staff
    of some rooftops.
    """

    groupwide: ClassVar[bool] = False
    personal: ClassVar[bool] = False
    belated: ClassVar[bool] = False
    own: bool = False
    away: str | None = None
    also: list[Selector]
    at: datetime
    then: datetime

    def __new__(cls, *_: object, **__: object) -> Self:
        """Every attempt at a decision starts without having seen anything."""
        self = super().__new__(cls)
        self.also = []
        return self

    def boundary(self) -> Sequence[Selector]:
        """The events that the decision rests on."""
        raise NotImplementedError

    def further(self) -> Sequence[Selector]:
        """What it rests on besides, known once the boundary was read; whose it is has no bearing on reach."""
        return []

    @classmethod
    def taken(cls) -> Sequence[type[Event]]:
        """The types of events that it takes something from."""
        return [each for each in cls.projected_types if issubclass(each, Event)]

    def take(self, recorded: Recorded) -> None:
        """Take from an event of the log what matters."""
        self.then = recorded.envelope.occurred_at
        recorded.event.mutate(self)

    def decide(self) -> Iterator[Event]:
        """What follows. Raises NotFound and PolicyRefused."""
        raise NotImplementedError

    def terms(self) -> Terms:
        """Under which agreement and for which purposes the facts are recorded, where that is said."""
        return Terms()

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
