"""The parameters of a statement: every value that is not written in the metadata travels as one of these."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.planner.arguments import Values
from lifecycle_api.planner.cursors import Cursors

Constants = Mapping[str, Callable[[Mapping[str, Any]], Any]]
"""What is known without a database, by name: functions of a field's arguments, which give JSON."""


class Moment(NamedTuple):
    """What one execution of a plan brings along: the viewer, the arguments, what opens cursors, and constants.

    `now` is the clock that decisions are bound to, `given` are the keys and positions that the reader knows, such as
    those of a mutation's payload.
    """

    viewer: Viewer
    values: Values
    cursors: Cursors
    constants: Callable[[], Constants]
    now: datetime
    given: Mapping[str, Any] = MappingProxyType({})
    tenants: Mapping[int, UUID] = MappingProxyType({})


Bind = Callable[[Moment], Any]

Sharing = Literal["own", "same", "latest"]
"""Of reads that go together: each has a value of its `own`, all have the `same`, or the `latest` counts for all."""

PLACEHOLDER: Final = re.compile(r"\$(\d+)(?=::)")
"""A parameter in a statement, by its number."""


@dataclass
class Binds:
    """Collects the parameters of a statement, and their types, while it is written; the same name is bound once."""

    _made: dict[object, int] = field(default_factory=dict)
    taken: list[Bind] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    sharing: list[Sharing] = field(default_factory=list)

    def __call__(self, name: object, type_: str, bind: Bind, sharing: Sharing = "own") -> str:
        """Return the placeholder, such as `$3::uuid`, of the parameter called `name`."""
        key = (name, type_)
        if key not in self._made:
            self.taken.append(bind)
            self.types.append(type_)
            self.sharing.append(sharing)
            self._made[key] = len(self.taken)
        return f"${self._made[key]}::{type_}"


def tenant_of_viewer(binds: Binds) -> str:
    """The placeholder of the tenant of who asks."""
    return binds("tenant", "uuid", lambda moment: moment.viewer.tenant, "same")
