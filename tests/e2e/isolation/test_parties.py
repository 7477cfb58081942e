"""What each kind of party sees of the same history: the consumer, the marketplace, the auditor, the advisor."""

from collections.abc import Iterator
from typing import Any

import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import Kind
from tests.e2e.isolation.conftest import House
from tests.support.asking import Caller, codes
from tests.support.service import Service
from tests.support.walking import Walk, ids, objects, strings

pytestmark = pytest.mark.xdist_group("isolation")

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


def test_the_auditor_sees_rows_and_no_person(
    service: Service, ours: House, walk: Walk, answers: dict[str, Any], personal: frozenset[str]
) -> None:
    """That things happened and in which order: all rows are there, no text of them is anybody's."""
    with service.asked_by(service.token(Kind.AUDITOR, ours.tenant)) as auditor:
        for name, document in walk.lists().items():
            seen = auditor.data(document)
            assert ids(seen) == ids(answers[name])
            assert told(strings(seen, without="Employee"), personal) == set(), name


def test_the_auditor_cannot_guess(service: Service, ours: House, personal: frozenset[str]) -> None:
    """Searching and sorting by what one may not read is refused, or tells what it tells about nonsense."""
    with service.asked_by(service.token(Kind.AUDITOR, ours.tenant)) as auditor:
        search = "query($text: String!) { customers(search: $text) { nodes { id } count { value } } }"
        nonsense = auditor.ask(search, text="zzzzzzzz")
        for text in sorted(personal)[:40]:
            assert auditor.ask(search, text=text) == nonsense
        by_name = auditor.ask("{ customers(first: 100, orderBy: NAME) { nodes { id } } }")
        by_time = auditor.ask("{ customers(first: 100, orderBy: REGISTERED) { nodes { id } } }")
        assert codes(by_name) or by_name["data"] == by_time["data"]


def test_the_marketplace_sees_vehicles_and_no_row_about_a_person(
    service: Service, ours: House, walk: Walk, personal: frozenset[str]
) -> None:
    """Whatever it asks for, field by field; what needs another scope is refused."""
    with service.asked_by(service.token(Kind.PARTNER, ours.tenant)) as marketplace:
        lists = [name for name in walk.lists() if not codes(marketplace.ask(f"{{ {name} {{ nodes {{ id }} }} }}"))]
        assert lists == ["vehicles", "rooftops", "employees"]
        for name in lists:
            for document in walk.pieces(name):
                answer = marketplace.ask(document)
                assert set(codes(answer)) <= {"SCOPE_MISSING"}, document
                found = answer.get("data")
                kinds = {each.partition(":")[0] for each in ids(found)}
                assert kinds <= {"vehicle", "rooftop", "employee"}, document
                assert told(strings(found, without="Employee"), personal) == set(), document
        shown = marketplace.data("{ vehicles { nodes { vin askingPrice { amount } } count { value } } }")["vehicles"]
        assert shown["nodes"]
        assert all(not vehicle.get("customer") for vehicle in shown["nodes"])


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
            for name, document in walk.lists().items():
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
