"""A partner's page, decided by consent and disclosed durably before it leaves, beside the same page for staff.

64 callers ask over HTTP for pages of 50 timeline entries of customers who all agreed; both are told the same. Of every
page the partner gets, one event is committed to the log, in groups as they come. Callers are another process on the
same machine, which is part of both figures.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

import httpx
import orjson

from lifecycle_api import app as composition
from lifecycle_api.access.scopes import SCOPES, Kind
from lifecycle_api.bench import story
from lifecycle_api.bench.arena import REPETITIONS, SECONDS, Arena, arena, told
from lifecycle_api.bench.contestants import KEY, SETTINGS
from lifecycle_api.bench.load import request
from lifecycle_api.bench.loops import run_on_fast_loop
from lifecycle_api.bench.scratch import scratch_database
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.clauses import Clause
from lifecycle_api.domain.envelope import Actor, Envelope, NewEvent
from lifecycle_api.domain.events.agreements import AgreementDrafted, AgreementSigned
from lifecycle_api.domain.events.consents import ConsentGranted
from lifecycle_api.domain.events.organisation import RooftopRegistered
from lifecycle_api.domain.events.parties import PartnerAccessGranted, PartyRegistered
from lifecycle_api.domain.registry import Event
from lifecycle_api.errors import LifecycleError
from lifecycle_api.projector.deploy import deploy
from lifecycle_api.store.migrations import migrate

CALLERS: Final = 64
CUSTOMERS: Final = 64
EVENTS: Final = 60
PURPOSE: Final = "marketing"
PARTY: Final = UUID("0190b000-0000-7000-8000-000000000001")
CLIENT: Final = "marketplace"
ROOFTOP: Final = UUID("0190b000-0000-7000-8000-000000000002")
SHARED: Final = (Category.NONE, Category.VEHICLE, Category.IDENTITY, Category.CONTACT)
PAGE: Final = """query Page($id: ID!) { customer(id: $id) {
  id name contactPoints { kind value }
  timeline(first: 50) { nodes { __typename occurredAt category title } }
} }"""
_LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)


class PagesDiffer(LifecycleError):
    """The partner is not shown what staff are, so that comparing the two would mean nothing."""

    code = "PAGES_DIFFER"


def run(
    dsn: str,
    *,
    repetitions: int = REPETITIONS,
    seconds: float = SECONDS,
    progress: Callable[[str], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Requests per second; `dsn` is any database of a server on which databases may be made."""
    with scratch_database(dsn) as scratch:
        progress("disclosure: making a group")
        tenant, customers = asyncio.run(_made(scratch))
        return run_on_fast_loop(_measure(scratch, tenant, customers, (repetitions, seconds), progress))


async def _made(dsn: str) -> tuple[UUID, Sequence[str]]:
    await migrate(dsn)
    await deploy(dsn)
    tenant = uuid4()
    async with composition.core(dsn, KEY, SETTINGS) as parts:
        await parts.store.create_tenant(tenant, "Disclosing Motors")
        customers = [(await story.told(parts.store, tenant, EVENTS, ROOFTOP))[0] for _ in range(CUSTOMERS)]
        keys = [UUID(each.removeprefix("customer:")) for each in customers]
        here = RooftopRegistered(rooftop=ROOFTOP, code="N1", name="Disclosing Motors North")
        events = [here, *_terms(), *map(_agreed, keys)]
        system = Actor("system", "bench")
        await parts.store.append(
            tenant, [NewEvent(Envelope(id=uuid4(), occurred_at=_LONG_AGO, actor=system), each) for each in events]
        )
        await parts.projector.catch_up(tenant)
    return tenant, customers


def _terms() -> Sequence[Event]:
    """A marketplace that may read, as far as people agree."""
    agreement, digest = uuid4(), "0" * 64
    clause = Clause("1", 1, "permit", actions=("read",), purposes=(PURPOSE,), categories=SHARED)
    scopes = tuple(sorted(scope.name for scope in SCOPES.values() if Kind.PARTNER in scope.kinds))
    return [
        PartyRegistered(party=PARTY, kind="marketplace", name="Marketplace"),
        PartnerAccessGranted(party=PARTY, client_id=CLIENT, scopes=scopes, purposes=(PURPOSE,)),
        AgreementDrafted(
            agreement=agreement,
            party=PARTY,
            kind="share",
            title="Bench",
            document_sha256=digest,
            pages=1,
            clauses=(clause,),
        ),
        AgreementSigned(
            agreement=agreement, party=PARTY, document_sha256=digest, signed_by=("both",), effective_at=_LONG_AGO
        ),
    ]


def _agreed(customer: UUID) -> Event:
    return ConsentGranted(
        consent=uuid4(),
        customer=customer,
        rooftops=(),
        recipients=(f"party:{PARTY}",),
        purposes=(PURPOSE,),
        categories=SHARED,
        expression="explicit",
        method="web_form",
        indicated_at=_LONG_AGO,
        valid_from=_LONG_AGO,
    )


def _claims(tenant: UUID) -> dict[str, Any]:
    return {
        "sub": CLIENT,
        "kind": Kind.PARTNER.value,
        "tenant": str(tenant),
        "client_id": CLIENT,
        "scope": " ".join(scope.name for scope in SCOPES.values() if Kind.PARTNER in scope.kinds),
        "rooftops": "*",
        "party": str(PARTY),
        "purposes": [PURPOSE],
    }


async def _measure(
    dsn: str, tenant: UUID, customers: Sequence[str], turns_of: tuple[int, float], progress: Callable[[str], None]
) -> list[dict[str, Any]]:
    repetitions, seconds = turns_of
    async with arena(dsn, tenant, progress) as served:
        partner = served.them.issue(_claims(tenant))
        asking = {"partner": (partner, PURPOSE), "staff": (served.them.token, None)}
        await _check(served, customers[0], list(asking.values()))
        contestants = {name: partial(_requests, customers, *each) for name, each in asking.items()}
        turns = await served.compare(
            "disclosure", contestants, repetitions=repetitions, seconds=seconds, callers=CALLERS
        )
        return [told("disclosure", turns, "partner", "staff") | {"callers": CALLERS}]


def _requests(customers: Sequence[str], token: str, purpose: str | None) -> list[bytes]:
    return [request("/graphql", orjson.dumps(_asked(each, purpose)), token) for each in customers]


def _asked(customer: str, purpose: str | None) -> dict[str, Any]:
    named = {} if purpose is None else {"extensions": {"purpose": purpose}}
    return {"query": PAGE, "variables": {"id": customer}, **named}


async def _check(served: Arena, customer: str, asking: Sequence[tuple[str, str | None]]) -> None:
    """Both are shown the same page of fifty entries. Raises PagesDiffer."""
    async with httpx.AsyncClient(base_url=served.base) as client:
        answers = [
            (await client.post("/graphql", json=_asked(customer, purpose), headers=_bearing(token))).json()
            for token, purpose in asking
        ]
    seen = [each.get("data") for each in answers]
    if seen[0] != seen[1] or len(seen[0]["customer"]["timeline"]["nodes"]) != 50:  # noqa: PLR2004  # as asked
        raise PagesDiffer(answers=answers)


def _bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
