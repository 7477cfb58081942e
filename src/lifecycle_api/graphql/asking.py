"""Fields that are computed from the log at this moment instead of being read from rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer
from lifecycle_api.graphql.marks import SCOPE
from lifecycle_api.inquiries.desk import Inquiries
from lifecycle_api.planner.price import PRICE, Price

COMPUTED = Price(50)
"""Asking reads all the events of what is asked about, and of the group's agreements."""


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


def computed(resolver: Callable[..., Any], description: str, *, scope: str) -> Any:
    """Declare a field that an inquiry answers."""
    return strawberry.field(
        resolver=resolver,
        description=f"{description} Needs the scope `{scope}`.",
        metadata={SCOPE: scope, PRICE: COMPUTED},
    )


def explained(type_: Any, description: str, *, name: str | None = None) -> Any:
    """An argument's type with what it means; `name` is for one that Python has other uses for."""
    return Annotated[type_, strawberry.argument(description=description, name=name)]
