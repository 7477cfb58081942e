"""Leads in the shapes of real senders, delivered over HTTP as often as senders repeat themselves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from time import monotonic
from typing import Any
from uuid import uuid4

import orjson
import pytest

from lifecycle_api.access.scopes import Kind
from tests.support.asking import Caller
from tests.support.service import Group, Service
from tests.support.waiting import PATIENCE_SECONDS

DIALECTS = Path(__file__).parents[1] / "fixtures" / "adf"
SENT = 20
RECEIVED = """query($id: ID!) { customer(id: $id) {
  timeline(first: 50, where: {type: {eq: "lead.received"}}) { nodes { ... on LeadItem { lead { id } } } }
} }"""

NODE = "query($id: ID!) { node(id: $id) { id } }"


@pytest.fixture(scope="module")
def group(service: Service) -> Group:
    """The dealer group that the leads are for."""
    return service.add_group("Leadville Motors", "north")


@pytest.fixture
def sender(service: Service, group: Group) -> Iterator[Caller]:
    """Whoever delivers leads and looks them up."""
    with service.asked_by(service.staff(group.tenant)) as someone:
        yield someone


def files() -> list[Path]:
    """Every delivery, and before the one that repeats it the one it repeats."""
    return sorted(path for path in DIALECTS.iterdir() if path.suffix in {".xml", ".eml", ".txt"})


def prospects(path: Path) -> int:
    """How many leads a delivery holds, according to what is known of it."""
    told = orjson.loads(path.with_suffix(".json").read_bytes())
    return len(told.get("prospects", ()))


def found_after(caller: Caller, customer: str, lead: str, started: float) -> float:
    """Seconds since `started` until a lead is in its customer's timeline, exactly once."""
    while monotonic() - started < PATIENCE_SECONDS:
        seen = caller.data(RECEIVED, id=f"customer:{customer}")["customer"]
        leads = [node["lead"]["id"] for node in seen["timeline"]["nodes"]] if seen else []
        if f"lead:{lead}" in leads:
            assert leads.count(f"lead:{lead}") == 1
            return monotonic() - started
    raise AssertionError(f"lead {lead} never came to the timeline of customer {customer}")


def test_every_shape_sent_twenty_times_is_each_lead_once(sender: Caller, group: Group) -> None:
    """Each delivery gets a receipt; the first one records, and all others name the same leads again."""
    where = str(group.rooftops["north"])
    seconds: list[float] = []
    known: set[str] = set()
    for path in files():
        started = monotonic()
        first = sender.deliver(path.read_bytes(), rooftop=where)
        assert first.status_code in {200, 201, 202}, first.text
        leads = recorded(first.json())
        known |= {lead["lead"] for lead in leads}
        seconds += [found_after(sender, lead["customer"], lead["lead"], started) for lead in leads]
        again = [sender.deliver(path.read_bytes(), rooftop=where) for _ in range(SENT - 1)]
        assert_same(path, first.json(), [answer.json() for answer in again])
    p95 = quantiles(seconds, n=20)[-1]
    print(f"{len(seconds)} leads in the timeline: p95 {p95 * 1000:.0f} ms")  # noqa: T201  # for whoever reads the log
    assert {lead["id"] for lead in sender.every("leads", "id")} == {f"lead:{lead}" for lead in known}


def test_a_lead_sent_by_many_at_once_is_one_lead(service: Service, group: Group) -> None:
    """Twenty deliveries race; one records, and nineteen are told that it was sent before."""
    letter = (DIALECTS / "clean.xml").read_bytes().replace(b"SR-48213", b"SR-RACE").replace(b"LR-7", b"LR-RACE")
    token, where = service.staff(group.tenant), str(group.rooftops["north"])

    def deliver(_: int) -> dict[str, Any]:
        with service.asked_by(token) as someone:
            receipt: dict[str, Any] = someone.deliver(letter, rooftop=where).json()
            return receipt

    with ThreadPoolExecutor(8) as senders:
        receipts = list(senders.map(deliver, range(SENT)))
    outcomes = [receipt["outcome"] for receipt in receipts]
    assert sorted(outcomes) == ["recorded"] + ["resent"] * (SENT - 1)
    assert len({receipt["leads"][0]["lead"] for receipt in receipts}) == 1
    assert len({receipt["id"] for receipt in receipts}) == 1


def test_a_marketplace_may_send_but_not_look(service: Service, group: Group) -> None:
    """It gets a receipt for its lead; asking for what the receipt names, it hears what it hears about nothing."""
    letter = (DIALECTS / "clean.xml").read_bytes().replace(b"SR-48213", b"SR-MARKET").replace(b"LR-7", b"LR-MARKET")
    with service.asked_by(service.token(Kind.PARTNER, group.tenant)) as marketplace:
        receipt = marketplace.deliver(letter, rooftop=str(group.rooftops["north"]))
        assert receipt.status_code == 201
        (lead,) = receipt.json()["leads"]
        for kind in ("lead", "customer"):
            asked = [marketplace.ask(NODE, id=f"{kind}:{each}") for each in (lead[kind], uuid4())]
            assert asked[0] == asked[1]
            assert not (asked[0].get("data") or {}).get("node")


def recorded(receipt: dict[str, Any]) -> list[dict[str, Any]]:
    """The leads of a receipt that were not set aside, each once."""
    leads = {lead["lead"]: lead for lead in receipt["leads"] if lead["lead"]}
    return list(leads.values())


def assert_same(path: Path, first: dict[str, Any], again: list[dict[str, Any]]) -> None:
    """All receipts of a delivery name the same leads or the same entry of the quarantine."""
    assert len(first["leads"]) == max(prospects(path), 1), path.name
    for receipt in again:
        assert receipt["outcome"] == ("quarantined" if first["outcome"] == "quarantined" else "resent"), path.name
        assert receipt["id"] == first["id"]
        for one, other in zip(first["leads"], receipt["leads"], strict=True):
            assert [one[name] for name in ("lead", "customer", "quarantine")] == [
                other[name] for name in ("lead", "customer", "quarantine")
            ], path.name
