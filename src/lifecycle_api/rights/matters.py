"""What a dealer group's log says about requests, holds and retention, read as one picture."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.events.rights import (
    HoldPlaced,
    HoldReleased,
    PrivacyRequestHeld,
    PrivacyRequestReceived,
    PrivacyRequestResolved,
    PrivacyRequestVerified,
    RetentionRuleSet,
)
from lifecycle_api.domain.registry import Event, registry
from lifecycle_api.domain.retention import RetentionClass, retention_class
from lifecycle_api.domain.values import Retained
from lifecycle_api.store.log import EventStore

_TYPES = [
    "hold.placed",
    "hold.released",
    "privacy_request.held",
    "privacy_request.received",
    "privacy_request.resolved",
    "privacy_request.verified",
    "retention_rule.set",
]


@dataclass
class Asked:
    """A privacy request as far as it has come, and where it was made."""

    received: PrivacyRequestReceived
    rooftop: UUID | None
    state: str = "received"


@dataclass
class Matters:
    """Requests by id, holds in force by customer, and the newest rule of each class."""

    requests: dict[UUID, Asked] = field(default_factory=dict)
    holds: dict[UUID, set[UUID]] = field(default_factory=dict)
    rules: dict[RetentionClass, RetentionRuleSet] = field(default_factory=dict)

    def take(self, event: Event, rooftop: UUID | None) -> None:
        """Take note of an event."""
        match event:
            case PrivacyRequestReceived(request=request):
                self.requests[request] = Asked(event, rooftop)
            case PrivacyRequestVerified(request=request) if request in self.requests:
                self.requests[request].state = "verified"
            case PrivacyRequestHeld(request=request) if request in self.requests:
                self.requests[request].state = "held"
            case PrivacyRequestResolved(request=request) if request in self.requests:
                self.requests[request].state = "resolved"
            case HoldPlaced(hold=hold, customer=customer):
                self.holds.setdefault(customer, set()).add(hold)
            case HoldReleased(hold=hold, customer=customer):
                self.holds.get(customer, set()).discard(hold)
            case RetentionRuleSet(retention_class=kept_as):
                self.rules[kept_as] = event

    def is_held(self, customer: UUID) -> bool:
        """Whether something about a customer is evidence."""
        return bool(self.holds.get(customer))

    def ready(self) -> list[Asked]:
        """The erasures that are verified and wait for nothing."""
        return [
            asked
            for asked in self.requests.values()
            if asked.received.kind == "erase"
            and asked.state in ("verified", "held")
            and not self.is_held(asked.received.customer)
        ]

    def retained(self, last: dict[RetentionClass, datetime], today: date) -> tuple[Retained, ...]:
        """The classes that a duty keeps, given when the last record of each was made."""
        kept = []
        for name, rule in sorted(self.rules.items()):
            if rule.duty and name in last:
                until = last[name].date() + timedelta(days=rule.keep_days)
                if until > today:
                    kept.append(Retained(name, rule.ground, until))
        return tuple(kept)


async def matters_of(store: EventStore, tenant: UUID) -> Matters:
    """Read the picture of now. Raises UnknownTenant and what reading raises."""
    page = await store.read(tenant, DCBQuery([DCBQueryItem(types=_TYPES)]))
    matters = Matters()
    for recorded in page.events:
        matters.take(recorded.event, recorded.envelope.rooftop)
    return matters


async def last_of_each_class(store: EventStore, tenant: UUID, customer: UUID) -> dict[RetentionClass, datetime]:
    """When the last record of each class about a customer was made."""
    page = await store.read(tenant, DCBQuery([DCBQueryItem(tags=[f"customer:{customer}"])]))
    last: dict[RetentionClass, datetime] = {}
    for recorded in page.events:
        if registry.get(recorded.type).sealed:
            name = retention_class(recorded.type)
            last[name] = max(recorded.envelope.occurred_at, last.get(name, recorded.envelope.occurred_at))
    return last
