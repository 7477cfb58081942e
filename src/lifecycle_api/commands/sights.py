"""What of people an answer shows that is put together from the log itself: of which category, in which field, whose."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from lifecycle_api.access.visibility import Viewer
from lifecycle_api.commands.staff_access import Shown
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import registry
from lifecycle_api.store.codec import Opened


class Sight(NamedTuple):
    """A value about a person that is shown; `owner` is None of a record that is about nobody yet."""

    category: Category
    field: str
    owner: UUID | None


def of_event(event: Opened, viewer: Viewer) -> Iterator[Sight]:
    """What a viewer is shown of people by the values of an event."""
    for name, spec in registry.get(event.type).fields.items():
        if spec.category.personal and viewer.sees(spec.category) and event.data.get(name) is not None:
            yield Sight(spec.category, f"{event.type}.{name}", owner_in(event.data.get(str(spec.subject))))


def owner_in(value: object) -> UUID | None:
    """Whose a record is, by the field or column that says so."""
    return None if value is None else UUID(str(value))


def summed_up(sights: Iterable[Sight]) -> Shown:
    """What is accounted for: all categories, and of money and papers the fields, and whose they are."""
    seen = set(sights)
    accounted = [each for each in seen if each.category.accounted]
    return Shown(
        categories=frozenset(each.category for each in seen),
        fields=sorted({each.field for each in accounted}),
        customers=sorted({each.owner for each in accounted if each.owner is not None}),
    )
