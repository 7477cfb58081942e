"""Before an answer leaves its controller it is in the log: who got what, for which purpose, and on what it rests."""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from lifecycle_api.access.denials import PartySuspended, PurposeMissing, PurposeNotGranted, PurposeUnknown
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import Kind
from lifecycle_api.commands.accounts import AuditUnavailable
from lifecycle_api.commands.ledger import Denial, Ledger, Release, Transport
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.disclosures import Decided, Effect
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.planner.released import Released, Ruled

REFUSALS: Final = (PartySuspended, PurposeMissing, PurposeNotGranted, PurposeUnknown)
"""What a party with standing is refused as a whole."""


class Disclosing:
    """Records what is about to be released, and lets it go only then. `now` is where time comes from."""

    def __init__(self, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._now = now

    async def record(
        self,
        principal: Principal,
        released: Released,
        data: bytes,
        document_sha256: str,
        transport: Transport = "http",
    ) -> int | None:
        """The position of the disclosure; None when nothing of anybody's leaves.

        Raises Overtaken when it has to be read again, and AuditUnavailable when it cannot be recorded.
        """
        if not (released.rows or released.rulings):
            return None
        return await self._ledger.record(principal, _release(principal, released, data, document_sha256, transport))

    async def note(
        self, principal: Principal | None, purposes: Sequence[str], error: Exception, document_sha256: str
    ) -> None:
        """Record that a party was refused as a whole. It was shown nothing, so not being able to is no obstacle."""
        if principal is None or principal.recipient is None or not isinstance(error, REFUSALS):
            return
        purpose = purposes[0] if len(purposes) == 1 else None
        denial = Denial(purpose=purpose, reason=error.code, document_sha256=document_sha256, decided_at=self._now())
        with contextlib.suppress(AuditUnavailable):
            await self._ledger.refuse(principal, denial)


def _release(
    principal: Principal, released: Released, data: bytes, document_sha256: str, transport: Transport
) -> Release:
    shown = {each.category for each in released.rulings if each.reason is None}
    general = principal.kind is not Kind.AUDITOR and not PURPOSES[released.purpose].personal
    return Release(
        purpose=released.purpose,
        categories=sorted(shown),
        fields=released.fields,
        generalised=released.generalised,
        decisions=_decided(released.rulings, "generalise" if general else "permit"),
        customers=released.customers,
        deciding=released.deciding,
        vehicles=released.vehicles,
        agreements=released.agreements,
        limited=released.limited,
        rows=released.rows,
        document_sha256=document_sha256,
        response_sha256=hashlib.sha256(data).hexdigest(),
        decided_on=released.decided_on,
        decided_at=released.decided_at,
        transport=transport,
    )


def _decided(rulings: Iterable[Ruled], permit: Effect) -> list[Decided]:
    """What differs in nothing but the category is told once."""
    alike: dict[tuple[Any, ...], list[Category]] = {}
    for each in rulings:
        if each.customer is not None:
            alike.setdefault(each[1:], []).append(each.category)
    return [
        Decided(
            customer,
            tuple(categories),
            permit if reason is None else "deny",
            rooftop,
            occurred_at,
            consent,
            agreement,
            None if reason is None else reason.value,
        )
        for (customer, rooftop, reason, consent, agreement, occurred_at), categories in alike.items()
    ]
