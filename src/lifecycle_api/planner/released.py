"""What a decided read gives beside its data: what the data rests on, so that letting it go can be recorded first."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from lifecycle_api.access.policy import Reason
from lifecycle_api.domain.categories import Category


class Ruled(NamedTuple):
    """What was decided about one category of the data of one person, held by one rooftop; `reason` None permits.

    `customer` is None for data of nobody's. `occurred_at` is when the oldest of it was true; None: about now.
    """

    category: Category
    customer: UUID | None
    rooftop: UUID | None
    reason: Reason | None
    consent: UUID | None = None
    agreement: UUID | None = None
    occurred_at: datetime | None = None


class Withheld(msgspec.Struct, frozen=True):
    """A place in the response that is null because of a decision, or a row that is told in coarser values."""

    path: tuple[str | int, ...]
    category: Category
    reason: Reason


class Coarser(NamedTuple):
    """What is told of rows in coarser values than what is held: the category they stand for, and the coordinates."""

    category: Category
    coordinates: AbstractSet[str]


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """What one response rests on. `decided_on` is the head of the log in the very snapshot that was read.

    `customers` are all whose data was decided on, `deciding` the identities linked to them whose wishes counted too,
    `vehicles` the VINs of the rows that are about vehicles, `fields` the schema coordinates that were selected,
    `generalised` those of them that were served in coarser values, and `rows` how many rows were shown. `limited` are
    the consents it rests on that hold for so many uses only.
    """

    purpose: str
    decided_on: int
    decided_at: datetime
    rulings: Sequence[Ruled] = ()
    withheld: Sequence[Withheld] = ()
    customers: Sequence[UUID] = ()
    deciding: Sequence[UUID] = ()
    vehicles: Sequence[str] = ()
    fields: Sequence[str] = ()
    generalised: Sequence[str] = ()
    rows: int = 0
    agreements: Sequence[UUID] = ()
    limited: Sequence[UUID] = ()

    @property
    def personal(self) -> bool:
        """Whether a personal field of anybody was let through."""
        return any(each.reason is None and each.category.personal for each in self.rulings)
