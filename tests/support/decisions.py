"""Events about parties, agreements and consent, as short as tests want them, and as they stand in the log."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Decision, Request
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import fold
from lifecycle_api.access.scopes import SCOPES
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.events.agreements import AgreementDrafted, AgreementSigned
from lifecycle_api.domain.events.consents import ConsentGranted, ConsentRefused, ConsentWithdrawn
from lifecycle_api.domain.events.engagements import EngagementOpened
from lifecycle_api.domain.events.parties import PartnerAccessGranted, PartyRegistered
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.domain.registry import Event, registry
from tests.support.facts import a

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
AGES_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DIGEST = "0" * 64
SHARED = ("none", "vehicle", "identity", "contact")


def party(name: str, kind: Any = "marketplace", **more: Any) -> PartyRegistered:
    """An organisation."""
    return PartyRegistered(party=a(name), kind=kind, name=name, **more)


def access(name: str, *purposes: str, scopes: tuple[str, ...] = (), **more: Any) -> PartnerAccessGranted:
    """What the party's client, called as the party is, may ask for."""
    return PartnerAccessGranted(party=a(name), client_id=name, scopes=scopes, purposes=purposes, **more)


def permit(*purposes: str, categories: tuple[str, ...] = SHARED, **more: Any) -> Clause:
    """A clause that lets these categories be read for these purposes."""
    given: dict[str, Any] = {"id": "p", "page": 1, "effect": "permit", "actions": ("read",), **more}
    return Clause(purposes=purposes, categories=tuple(categories), **given)  # type: ignore[arg-type]  # words


def drafted(name: str, with_: str, *clauses: Clause, rooftops: tuple[str, ...] = (), **more: Any) -> AgreementDrafted:
    """An agreement with a party, between rooftops by name; none means all."""
    given: dict[str, Any] = {"kind": "share", "title": name, "document_sha256": DIGEST, "pages": 23, **more}
    held = tuple(f"rooftop:{a(each)}" for each in rooftops)
    return AgreementDrafted(agreement=a(name), party=a(with_), rooftops=held, clauses=clauses, **given)


def signed(name: str, with_: str, *, effective_at: datetime = AGES_AGO, **more: Any) -> AgreementSigned:
    """Both sides signed it."""
    by = ("the dealer", with_)
    return AgreementSigned(
        agreement=a(name), party=a(with_), document_sha256=DIGEST, signed_by=by, effective_at=effective_at, **more
    )


def granted(
    name: str, who: str, *purposes: str, rooftops: tuple[str, ...] = (), to: tuple[str, ...] = (), **more: Any
) -> ConsentGranted:
    """Somebody agreed to purposes; `to` are the names of recipients, or `class:…` and `*`."""
    given: dict[str, Any] = {
        "categories": SHARED,
        "expression": "explicit",
        "method": "web_form",
        "indicated_at": AGES_AGO,
        "valid_from": AGES_AGO,
        **more,
    }
    return ConsentGranted(
        consent=a(name),
        customer=a(who),
        purposes=purposes,
        rooftops=_rooftops(rooftops),
        recipients=_parties(to),
        **given,
    )


def refused(name: str, who: str, *purposes: str, **more: Any) -> ConsentRefused:
    """Somebody said no."""
    given: dict[str, Any] = {"rooftops": (), "method": "web_form", "indicated_at": AGES_AGO, **more}
    return ConsentRefused(consent=a(name), customer=a(who), purposes=purposes, **given)


def withdrawn(who: str, *purposes: str, consent: str | None = None, **more: Any) -> ConsentWithdrawn:
    """Somebody took consent back: one, or whatever covers the purposes, or all."""
    given: dict[str, Any] = {"method": "web_form", "received_at": NOW, **more}
    return ConsentWithdrawn(customer=a(who), purposes=purposes, consent=a(consent) if consent else None, **given)


def market(*categories: str, purposes: tuple[str, ...] = tuple(PURPOSES), **more: Any) -> list[Event]:
    """All that a marketplace needs to ask for anything: an agreement with every rooftop on these categories."""
    clause = permit(*purposes, categories=categories or SHARED)
    allowed = access("market", *purposes, scopes=tuple(SCOPES))
    return [party("market"), allowed, drafted("terms", "market", clause, **more), signed("terms", "market")]


def engagement(*categories: str, **more: Any) -> list[Event]:
    """All that an auditor needs: an engagement for everything, with these personal categories opened."""
    given: dict[str, Any] = {"matter": "M", "ends_on": date(2999, 1, 1), **more}
    opened = EngagementOpened(engagement=a("look"), party=a("ada"), categories=categories, **given)  # type: ignore[arg-type]
    return [party("ada", "auditor"), opened]


def logged(*events: Event) -> list[dict[str, Any]]:
    """Events as they stand clear in the log, from position 1."""
    return [
        {"type": registry.declaration(type(event)).name, "position": position, "data": _clear(event)}
        for position, event in enumerate(events, 1)
    ]


def facts(*events: Event) -> Facts:
    """What follows from events."""
    return fold(logged(*events))


def decided(known: Facts, name: str | None, purpose: str | None, **more: Any) -> Decision:
    """What is decided for a partner of that name, or as `more` says, about Ann's contact details at the north."""
    given: dict[str, Any] = {
        "capacity": "partner",
        "party": name and str(a(name)),
        "client": name,
        "now": NOW,
        "purposes": () if purpose is None else (purpose,),
        "categories": ("none", "contact"),
        "rooftops": (str(a("north")),),
        "subjects": (str(a("ann")),),
        **more,
    }
    return decide(Request(**given), known)


def later(**spans: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**spans)


def day(moment: datetime) -> date:
    """Its day."""
    return moment.date()


def _clear(event: Event) -> dict[str, Any]:
    declaration = registry.declaration(type(event))
    values: dict[str, Any] = msgspec.to_builtins(event)
    clear = {name: value for name, value in values.items() if not declaration.fields[name].category.sealed}
    marks = {f"{name}_hmac": f"hmac of {values[name]}" for name, spec in declaration.fields.items() if spec.match}
    return clear | marks


def _rooftops(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"rooftop:{a(each)}" for each in names)


def _parties(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each if ":" in each or each == "*" else f"party:{a(each)}" for each in names)
