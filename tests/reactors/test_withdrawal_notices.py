"""Whoever received what was withdrawn is told, once, and is heard to be silent, once."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lifecycle_api.domain.events.withdrawals import WithdrawalNoticeIssued
from lifecycle_api.domain.purposes import PURPOSES
from lifecycle_api.reactors.runner import Reactors
from lifecycle_api.reactors.withdrawal_notices import WithdrawalNotices
from tests.support.projecting import Site, happened, site

pytestmark = pytest.mark.anyio

ANN, BEN = str(UUID(int=1)), str(UUID(int=2))
MARKETPLACE, LENDER = str(UUID(int=8)), str(UUID(int=9))
AGREEMENT = str(UUID(int=3))
CONSENT = str(UUID(int=4))
HERE, THERE = str(UUID(int=20)), str(UUID(int=21))


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        """The time it is set to."""
        return self.now


@pytest.fixture
async def here(dsn: str) -> AsyncIterator[Site]:
    """A log."""
    async with site(dsn) as opened:
        yield opened


def reactors(here: Site, clock: Clock) -> Reactors:
    """The reactor under test, as a process that has just started runs it."""
    notices = WithdrawalNotices(here.store)
    return Reactors(here.pool, here.store, clock, reactors=[notices], tickers=[notices])


def disclosed(party: str, customer: str, purpose: str = "marketing", effect: str = "permit") -> Any:
    """Someone received a customer's name and phone number from the rooftop, or asked for them in vain."""
    basis = {"consent": CONSENT} if PURPOSES[purpose].basis == "consent" else {}
    shown = ["identity", "contact"]
    decision = {"customer": customer, "effect": effect, "rooftop": HERE, "categories": shown, **basis}
    return happened(
        "data.disclosed",
        {
            "disclosure": str(UUID(int=7)),
            "party": party,
            "agreement": AGREEMENT,
            "client_id": "c",
            "recipient_kind": "partner",
            "purpose": purpose,
            "categories": shown,
            "fields": ["Customer.name", "ContactPoint.value"],
            "customers": [customer],
            "decisions": [decision],
            "rows": 1,
            "document_sha256": "0" * 64,
            "response_sha256": "1" * 64,
            "decided_on": 0,
            "decided_at": "2026-03-02T12:00:00Z",
        },
    )


def withdrawn(**narrowed: Any) -> Any:
    """Ann takes consent back."""
    return happened(
        "consent.withdrawn", {"customer": ANN, "method": "sms", "received_at": "2026-03-02T12:00:00Z", **narrowed}
    )


def objected(*purposes: str) -> Any:
    """Ann objects, to these purposes or to whatever can be objected to."""
    return happened("processing.objected", {"customer": ANN, "purposes": purposes, "grounds": "no"})


def refused() -> Any:
    """Ann says no to what she had agreed to."""
    given = {"consent": str(UUID(int=6)), "customer": ANN, "rooftops": [], "purposes": ["marketing"]}
    return happened(
        "consent.refused", {**given, "recipients": ["*"], "method": "sms", "indicated_at": "2026-03-02T12:00:00Z"}
    )


def linked(become: str = "linked") -> Any:
    """Ann and Ben turn out to be one person, or two after all."""
    more = {"method": "manual"} if become == "linked" else {}
    return happened(f"customer.identities_{become}", {"customer": ANN, "other": BEN, "reason": "same licence", **more})


async def told(here: Site, tenant: UUID) -> list[tuple[str, str]]:
    """Everything that reactors recorded: the type, and the party."""
    page = await here.store.read(tenant)
    follow = [each for each in page.events if each.envelope.actor.id == "withdrawal_notices"]
    return [(each.type, str(getattr(each.event, "party", ""))) for each in follow]


async def test_each_recipient_is_told_once(here: Site) -> None:
    """However often it received something, and however often the reactors start anew."""
    tenant, clock = await here.tenant(), Clock()
    await here.record(
        tenant, disclosed(MARKETPLACE, ANN), disclosed(MARKETPLACE, ANN), disclosed(LENDER, ANN), withdrawn()
    )
    await reactors(here, clock).catch_up()
    await here.pool.execute("UPDATE lifecycle.checkpoint SET position = 0 WHERE projection LIKE 'reactor:%'")
    await reactors(here, clock).catch_up()
    assert sorted(await told(here, tenant)) == [
        ("withdrawal_notice.issued", MARKETPLACE),
        ("withdrawal_notice.issued", LENDER),
    ]
    notice = next(
        each.event for each in (await here.store.read(tenant)).events if each.type == "withdrawal_notice.issued"
    )
    assert isinstance(notice, WithdrawalNoticeIssued)
    assert (notice.disclosures, [*notice.categories], [*notice.purposes]) == (2, ["contact", "identity"], ["marketing"])


@pytest.mark.parametrize(
    ("received", "withdrawal"),
    [
        ([(MARKETPLACE, BEN)], withdrawn()),
        ([(MARKETPLACE, ANN, "marketing", "deny")], withdrawn()),
        ([(MARKETPLACE, ANN, "recall")], withdrawn()),
        ([(MARKETPLACE, ANN)], withdrawn(purposes=["survey"])),
        ([(MARKETPLACE, ANN)], withdrawn(recipients=[f"party:{LENDER}"])),
        ([(MARKETPLACE, ANN)], withdrawn(consent=str(UUID(int=5)))),
        ([(MARKETPLACE, ANN)], happened("sharing.opted_out", {"customer": ANN, "method": "gpc"})),
        ([(MARKETPLACE, ANN)], withdrawn(rooftops=[THERE])),
        ([(MARKETPLACE, ANN)], withdrawn(channels=["sms"])),
        ([(MARKETPLACE, ANN)], withdrawn(recipients=["class:lender"])),
        ([(MARKETPLACE, ANN, "warranty")], withdrawn()),
        ([(MARKETPLACE, ANN, "recall")], objected()),
        ([(MARKETPLACE, ANN, "audit")], objected()),
    ],
    ids=[
        "another's data",
        "nothing",
        "not refusable",
        "other purpose",
        "other recipient",
        "other consent",
        "no sale",
        "other rooftop",
        "one channel",
        "other kind",
        "by contract",
        "required by law",
        "to an auditor",
    ],
)
async def test_who_is_not_concerned_is_left_alone(here: Site, received: list[Any], withdrawal: Any) -> None:
    """Whatever narrows a withdrawal narrows who is told of it."""
    tenant = await here.tenant()
    await here.record(tenant, *(disclosed(*each) for each in received), withdrawal)
    await reactors(here, Clock()).catch_up()
    assert await told(here, tenant) == []


@pytest.mark.parametrize(
    "withdrawal",
    [withdrawn(rooftops=[HERE]), withdrawn(recipients=["class:marketplace"]), withdrawn(recipients=["*"]), refused()],
    ids=["this rooftop", "this kind", "anybody", "refused"],
)
async def test_whoever_may_not_read_it_again_is_told(here: Site, withdrawal: Any) -> None:
    """What a decision would refuse from now on has to go, in whichever words it was said."""
    tenant = await here.tenant()
    party = happened("party.registered", {"party": MARKETPLACE, "kind": "marketplace", "name": "AutoBazaar"})
    await here.record(tenant, party, disclosed(MARKETPLACE, ANN), withdrawal)
    await reactors(here, Clock()).catch_up()
    assert await told(here, tenant) == [("withdrawal_notice.issued", MARKETPLACE)]


@pytest.mark.parametrize(("channels", "concerned"), [(["sms"], 1), (["sms", "email"], 0), ([], 0)])
async def test_a_no_to_all_the_channels_that_a_consent_was_for_ends_it(
    here: Site, channels: list[str], concerned: int
) -> None:
    """What was read under a consent for messages has to go when nothing of it is left, and no earlier."""
    tenant = await here.tenant()
    given = happened(
        "consent.granted",
        {
            "consent": CONSENT,
            "customer": ANN,
            "rooftops": [],
            "recipients": ["*"],
            "purposes": ["marketing"],
            "categories": ["identity", "contact"],
            "channels": channels,
            "expression": "explicit",
            "method": "web_form",
            "indicated_at": "2026-01-01T12:00:00Z",
            "valid_from": "2026-01-01T12:00:00Z",
        },
    )
    await here.record(tenant, given, disclosed(MARKETPLACE, ANN), withdrawn(channels=["sms"]))
    await reactors(here, Clock()).catch_up()
    assert len(await told(here, tenant)) == concerned


@pytest.mark.parametrize(("events", "concerned"), [([linked()], 1), ([linked(), linked("unlinked")], 0)])
async def test_what_was_received_under_another_name_of_the_person_goes_too(
    here: Site, events: list[Any], concerned: int
) -> None:
    """One person has one will, and two have two."""
    tenant = await here.tenant()
    await here.record(tenant, disclosed(LENDER, BEN), *events, withdrawn())
    await reactors(here, Clock()).catch_up()
    notices = [each.event for each in (await here.store.read(tenant)).events if each.type == "withdrawal_notice.issued"]
    assert [str(each.customer) for each in notices if isinstance(each, WithdrawalNoticeIssued)] == [BEN] * concerned


async def test_an_opt_out_by_number_alone_reaches_who_received_its_users_data(here: Site) -> None:
    """No name is asked for, and the decision binds whoever uses the number."""
    tenant = await here.tenant()
    number = {"customer": ANN, "contact_point": str(UUID(int=30)), "kind": "phone", "value": "+12145550100"}
    await here.record(tenant, happened("contact_point.added", number))
    (added,) = (await here.store.read_opened(tenant)).events
    await here.record(tenant, disclosed(MARKETPLACE, ANN, "advertising"))
    contact = added.data["value_hmac"]
    await here.record(tenant, happened("sharing.opted_out", {"contact": contact, "method": "gpc"}))
    await reactors(here, Clock()).catch_up()
    assert await told(here, tenant) == [("withdrawal_notice.issued", MARKETPLACE)]


async def test_a_disclosure_after_the_withdrawal_is_another_matter(here: Site) -> None:
    """Only what was received before it is withdrawn."""
    tenant = await here.tenant()
    await here.record(tenant, withdrawn(), disclosed(MARKETPLACE, ANN))
    await reactors(here, Clock()).catch_up()
    assert await told(here, tenant) == []


async def test_a_notice_that_nobody_answers_lapses_once_and_breaches_the_agreement(here: Site) -> None:
    """Not before it is due, and never twice."""
    tenant, clock = await here.tenant(), Clock()
    await here.record(tenant, disclosed(MARKETPLACE, ANN), withdrawn())
    running = reactors(here, clock)
    await running.catch_up()
    await running.tick()
    assert [each for each, _ in await told(here, tenant)] == ["withdrawal_notice.issued"]
    clock.now += timedelta(days=11)
    await running.tick()
    await reactors(here, clock).tick()
    assert [each for each, _ in await told(here, tenant)] == [
        "withdrawal_notice.issued",
        "agreement.breached",
        "withdrawal_notice.lapsed",
    ]


async def test_an_answered_notice_does_not_lapse(here: Site) -> None:
    """The recipient confirmed in time."""
    tenant, clock = await here.tenant(), Clock()
    await here.record(tenant, disclosed(MARKETPLACE, ANN), withdrawn())
    running = reactors(here, clock)
    await running.catch_up()
    (issued,) = [each for each in (await here.store.read(tenant)).events if each.type == "withdrawal_notice.issued"]
    assert isinstance(issued.event, WithdrawalNoticeIssued)
    named = {"withdrawal_notice": str(issued.event.withdrawal_notice), "customer": ANN, "party": MARKETPLACE}
    await here.record(tenant, happened("withdrawal_notice.acknowledged", {**named, "signed_by": "privacy desk"}))
    clock.now += timedelta(days=11)
    await running.tick()
    assert [each for each, _ in await told(here, tenant)] == ["withdrawal_notice.issued"]
