"""Notes what would be recorded of an answer instead of recording it, so that asking changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.ledger import Transport
from lifecycle_api.commands.staff_access import Shown, StaffAccess
from lifecycle_api.graphql.disclosing import Disclosing
from lifecycle_api.planner.released import Released


class Noting(Disclosing):
    """Notes what would be released instead of recording it, so that asking changes nothing."""

    def __init__(self) -> None:
        """Nothing was released yet."""
        self.released: list[Released] = []

    async def record(
        self,
        principal: Principal,
        released: Released,
        data: bytes,
        document_sha256: str,
        transport: Transport = "http",
    ) -> None:
        """Note it."""
        del principal, data, document_sha256, transport
        self.released.append(released)

    async def note(
        self, principal: Principal | None, purposes: Sequence[str], error: Exception, document_sha256: str
    ) -> None:
        """Refusals are compared as errors."""
        del principal, purposes, error, document_sha256


class Watching(StaffAccess):
    """Notes what staff would be shown on record."""

    def __init__(self) -> None:
        """Nobody looked yet."""
        self.looks: list[Shown] = []

    async def note(self, principal: Principal, shown: Shown, document_sha256: str) -> None:
        """Note it."""
        del principal, document_sha256
        self.looks.append(shown)


def record_of(released: Sequence[Released], looks: Sequence[Shown]) -> dict[str, Any]:
    """What is recorded before an answer leaves: whose data of which category, and whose money was looked at."""
    rulings = [each for one in released for each in one.rulings if each.reason is None]
    return {
        "shown": sorted({(str(each.customer), each.category.value) for each in rulings}),
        "fields": sorted({each for one in released for each in one.fields}),
        "vehicles": sorted({each for one in released for each in one.vehicles}),
        "money of": sorted({str(each) for look in looks for each in look.customers or ()}),
        "looks at": sorted({each for look in looks for each in (*look.fields, *look.categories)}),
    }


def unrecorded(
    planned: Mapping[str, list[Any]], oracle: Mapping[str, list[Any]]
) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """Where the record of a plan's answer is not that of the oracle's.

    A statement decides on all that rows at a place can hold, whatever each of them does, and all of that is recorded as
    shown: so it may be more than what the oracle resolved, and never less.
    """
    for name, one in planned.items():
        if not set(oracle[name]) <= set(one) or (name != "shown" and one != oracle[name]):
            yield name, (one, oracle[name])
