"""What each kind of party sees of the same history: the consumer, the marketplace, the auditor, the advisor."""

from collections.abc import Iterator
from typing import Any

import pytest

from lifecycle_api.access.contracts import Contract, contract_for
from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import Kind
from tests.e2e.isolation.conftest import House
from tests.e2e.isolation.test_rooftops import LOOKS
from tests.support.asking import Caller, codes
from tests.support.facts import a
from tests.support.service import Service
from tests.support.walking import Walk, ids, objects, strings

PERSONAL = {
    "Customer": ("name", "givenName", "familyName"),
    "ContactPoint": ("value",),
    "Address": ("lines", "postalCode"),
    "Note": ("text",),
    "Lead": ("comments",),
    "Concern": ("complaint",),
    "DeclinedWork": ("verbatim",),
    "Appointment": ("concerns",),
    "StatusUpdate": ("message",),
}
CONFIDENTIAL = {
    "Deal": ("price", "amountFinanced", "tradeAllowance", "frontGross", "backGross", "lender"),
    "Quote": ("price", "monthlyPayment"),
    "TradeAppraisal": ("offer", "payoff", "actualCashValue"),
    "Vehicle": ("cost",),
    "Lead": ("financeMethod",),
    "DealItem": ("amount",),
    "VisitItem": ("amount",),
}
SHORTEST = 6
"""Shorter texts are words that also stand elsewhere."""


@pytest.fixture(scope="module")
def answers(manager: Caller, walk: Walk) -> dict[str, Any]:
    """All our sales manager can list."""
    return {name: manager.data(document) for name, document in walk.lists().items()}


@pytest.fixture(scope="module")
def personal(answers: dict[str, Any]) -> frozenset[str]:
    """Every name, number, address and word of a customer of ours."""
    found = {
        text.strip()
        for kind, fields in PERSONAL.items()
        for row in objects(answers, kind)
        for field in fields
        for text in strings(row.get(field))
        if len(text.strip()) >= SHORTEST
    }
    assert len(found) > 100
    return frozenset(found)


def told(texts: Iterator[str], personal: frozenset[str]) -> set[str]:
    """The personal values that texts give away, whole or within others."""
    whole = "\n".join(texts)
    return {value for value in personal if value in whole}


@pytest.fixture(scope="module")
def auditor(service: Service, ours: House, standing: None) -> Iterator[Caller]:
    """An auditor who was engaged for all of it, and may open nothing personal."""
    token = service.token(Kind.AUDITOR, ours.tenant, party=str(a("ada")), engagement=str(a("look")))
    with service.asked_by(token) as someone:
        yield someone


@pytest.fixture(scope="module")
def marketplace(service: Service, ours: House, standing: None) -> Iterator[Caller]:
    """A marketplace that has an agreement, and nobody's consent."""
    token = service.token(
        Kind.PARTNER, ours.tenant, party=str(a("market")), client_id="market", purposes=["marketing", "listing"]
    )
    with service.asked_by(token) as someone:
        yield someone


def test_the_auditor_sees_rows_and_no_person(
    auditor: Caller, walk: Walk, answers: dict[str, Any], personal: frozenset[str]
) -> None:
    """That things happened and in which order: the rows are there, no text of them is anybody's."""
    for name, document in walk.as_shown_to(Contract.AUDITOR).lists().items():
        answer = auditor.ask(document)
        assert set(codes(answer)) <= {"SCOPE_MISSING"}, name
        new = {each for each in ids(answer) - ids(answers[name]) if each.partition(":")[0] not in LOOKS}
        assert new == set(), name
        assert told(strings(answer, without="Employee"), personal) == set(), name
        if name in {"customers", "deals", "leads", "repairOrders"}:
            assert ids(answer.get("data")) >= {each["id"] for each in answers[name][name]["nodes"]}, name


def test_without_an_engagement_there_is_nothing(service: Service, ours: House, walk: Walk) -> None:
    """Nor without an agreement: who is not registered is refused, whatever their token says."""
    for kind in (Kind.AUDITOR, Kind.PARTNER):
        shown = walk.as_shown_to(contract_for(kind))
        with service.asked_by(service.token(kind, ours.tenant, party=str(a("nobody")))) as stranger:
            stranger.http.headers["Lifecycle-Purpose"] = "audit" if kind is Kind.AUDITOR else "marketing"
            for name, document in shown.lists().items():
                refused = stranger.ask(document)
                assert codes(refused), name
                assert not any((refused.get("data") or {}).values()), name


def test_the_auditor_cannot_guess(auditor: Caller, personal: frozenset[str]) -> None:
    """Searching and sorting by what one may not read is refused, or tells what it tells about nonsense."""
    search = "query($text: String!) { customers(search: $text) { nodes { id } count { value } } }"
    nonsense = auditor.ask(search, text="zzzzzzzz")
    for text in sorted(personal)[:40]:
        assert auditor.ask(search, text=text)["data"] == nonsense["data"]
    by_name = auditor.ask("{ customers(first: 100, orderBy: NAME) { nodes { id } } }")
    assert codes(by_name) or by_name["data"] == {"customers": {"nodes": []}}


@pytest.mark.parametrize("purpose", ["marketing", "listing"])
def test_the_marketplace_sees_no_row_about_a_person(
    marketplace: Caller, walk: Walk, personal: frozenset[str], purpose: str
) -> None:
    """Nobody consented: whatever it asks for, field by field, is refused, empty, or about no person."""
    marketplace.http.headers["Lifecycle-Purpose"] = purpose
    shown = walk.as_shown_to(Contract.PARTNER)
    for name in shown.lists():
        if codes(marketplace.ask(f"{{ {name} {{ nodes {{ __typename }} }} }}")):
            continue
        for document in shown.pieces(name):
            answer = marketplace.ask(document)
            assert set(codes(answer)) <= {"SCOPE_MISSING"}, document
            kinds = {each.partition(":")[0] for each in ids(answer.get("data"))}
            assert kinds <= {"vehicle", "rooftop", "employee", "party", "agreement"}, document
            assert told(strings(answer.get("data"), without="Employee"), personal) == set(), document


def test_the_marketplace_sees_what_is_on_offer(marketplace: Caller) -> None:
    """Vehicles on the lot, with their price."""
    marketplace.http.headers["Lifecycle-Purpose"] = "listing"
    shown = marketplace.data("{ vehicles { nodes { vin askingPrice { amount } } count { value } } }")["vehicles"]
    assert shown["nodes"]


def test_the_consumer_sees_their_own_record(
    service: Service, ours: House, walk: Walk, answers: dict[str, Any], personal: frozenset[str]
) -> None:
    """Their rows and nobody else's, on every level, also where another customer had the same vehicle."""
    customers = {row["id"]: row for row in objects(answers["customers"], "Customer") if row.get("timeline")}
    busy = sorted(customers.values(), key=lambda row: -len(row["ownerships"]) * 100 - row["timeline"]["count"]["value"])
    for row in busy[:4]:
        own = set(strings(row))
        token = service.token(Kind.CONSUMER, ours.tenant, customer=row["id"].removeprefix("customer:"))
        with service.asked_by(token) as consumer:
            for name, document in walk.as_shown_to(Contract.CONSUMER).lists().items():
                seen = consumer.ask(document)
                assert set(codes(seen)) <= {"SCOPE_MISSING"}
                assert {each["id"] for each in objects(seen, "Customer")} <= {row["id"]}, name
                others = {
                    value
                    for value in told(strings(seen, without="Employee"), personal)
                    if not any(value in text for text in own)
                }
                assert others == set(), name
            mine = consumer.data("{ customers { nodes { id name } } }")["customers"]["nodes"]
            assert mine == [{"id": row["id"], "name": row["name"]}]


def test_the_advisor_sees_no_price_paid_and_no_gross(service: Service, ours: House, walk: Walk, answers: Any) -> None:
    """The sales manager does; the response says what was withheld."""
    for kind, fields in CONFIDENTIAL.items():
        shown = [row.get(field) for row in objects(answers, kind) for field in fields]
        assert any(shown), kind
    with service.asked_by(service.staff(ours.tenant, role=Role.SERVICE_ADVISOR)) as advisor:
        for name, document in walk.lists().items():
            answer = advisor.ask(document)
            assert codes(answer) == []
            for kind, fields in CONFIDENTIAL.items():
                given = {
                    field: row[field] for row in objects(answer["data"], kind) for field in fields if row.get(field)
                }
                assert given == {}, (name, kind)
        redactions = advisor.ask(walk.lists()["deals"])["extensions"]["redactions"]
        assert {each["category"] for each in redactions} == {"financial", "dealer_confidential"}
