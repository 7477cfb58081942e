"""Fields that are computed from the log at this moment instead of being read from rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types import Info
from strawberry.types.nodes import SelectedField

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.command import NotFound
from lifecycle_api.graphql.marks import KINDS, SCOPE
from lifecycle_api.inquiries.desk import Inquiries
from lifecycle_api.planner.price import PRICE, Price

COMPUTED = Price(50)
"""Asking reads all the events of what is asked about, and of the group's agreements."""
OWN: Final = frozenset({Kind.STAFF, Kind.CONSUMER})
"""Those within the controller, and the person: what is computed is not decided on, as rows are."""
OVERSIGHT: Final = frozenset({Kind.STAFF, Kind.AUDITOR})
"""Those who look after what is done, where the answer heeds the engagement or tells of nobody by name."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and whom."""

    viewer: Viewer
    inquiries: Inquiries


def asker(info: Info[Any, Any], scope: str) -> Asker:
    """Whoever made the request. Raises ScopeMissing."""
    principal: Principal = info.context["principal"]
    principal.require(scope)
    return Asker(info.context["viewer"], info.context["services"].inquiries)


def selected(info: Info[Any, Any]) -> frozenset[str]:
    """The names of all fields that are selected below the one that is asked for, whether or not they are skipped."""
    return frozenset(name for field in info.selected_fields for name in _names(field.selections))


def _names(selections: Iterable[Any]) -> Iterable[str]:
    for each in selections:
        if isinstance(each, SelectedField):
            yield each.name
        yield from _names(each.selections)


class _For(FieldExtension):
    """Answers these kinds of party. Contracts hide the field from others; who gets past them is told nothing either."""

    def __init__(self, kinds: frozenset[Kind]) -> None:
        self._kinds = kinds

    async def resolve_async(self, next_: Any, source: Any, info: Info[Any, Any], **given: Any) -> Any:
        """Raise NotFound for others."""
        if info.context["principal"].kind not in self._kinds:
            raise NotFound("There is nothing like that in your reach.")
        return await next_(source, info, **given)


def computed(resolver: Callable[..., Any], description: str, *, scope: str, to: frozenset[Kind] = OWN) -> Any:
    """Declare a field that an inquiry answers, `to` these kinds of party; others have no such field."""
    return strawberry.field(
        resolver=resolver,
        description=f"{description} Needs the scope `{scope}`.",
        metadata={SCOPE: scope, KINDS: to, PRICE: COMPUTED},
        extensions=[_For(to)],
    )


def explained(type_: Any, description: str, *, name: str | None = None) -> Any:
    """An argument's type with what it means; `name` is for one that Python has other uses for."""
    return Annotated[type_, strawberry.argument(description=description, name=name)]
