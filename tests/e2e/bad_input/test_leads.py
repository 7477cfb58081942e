"""Bad leads over HTTP: an entry of the quarantine or a typed error, each says what and where; nothing half recorded."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from lifecycle_api.access.scopes import Kind
from tests.support.asking import Caller, codes
from tests.support.letters import LETTER, letter
from tests.support.service import Group, Service

ENTITY = b'<!DOCTYPE adf [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
SEEN = "query($vin: String!, $at: EventPosition!) { vehicle(vin: $vin, consistency: {atLeast: $at}) { vinStatus } }"
LEAD = """mutation($input: ReceiveLeadInput!) { receiveLead(input: $input) {
  position outcome lead { id } userErrors { code path }
} }"""


@pytest.mark.parametrize(
    ("lead", "reason"),
    [
        pytest.param(b"", "EMPTY at /", id="nothing"),
        pytest.param(bytes(range(256)), "NOT_A_LEAD at /", id="binary"),
        pytest.param(b"<html><body>Hello</body></html>", "NOT_A_LEAD at /", id="a web page"),
        pytest.param(b"\0" * 400, "NOT_A_LEAD at /", id="NUL bytes"),
        pytest.param(LETTER[:700], "NO_CUSTOMER at /adf/prospect/customer", id="malformed XML"),
        pytest.param(ENTITY + LETTER, "LEAD_DECLARES_ENTITIES at /", id="an entity bomb"),
        pytest.param(b"<adf>" + b"<a>" * 5000, "LEAD_TOO_COMPLEX at /", id="deep nesting"),
        pytest.param(b"<adf>" + b"<a/>" * 30_000 + b"</adf>", "LEAD_TOO_COMPLEX at /", id="too many elements"),
    ],
)
def test_what_is_no_lead_is_set_aside(service: Service, group: Group, sender: Caller, lead: bytes, reason: str) -> None:
    """With one event that says so, and a receipt that gives the reason and the place."""
    before, position = service.written(group), service.position(group)
    answer = sender.deliver(lead, rooftop=str(group.rooftops["north"]))
    assert answer.status_code == 202, answer.text
    (aside,) = answer.json()["leads"]
    assert any(text.startswith(reason) for text in aside["reasons"]), aside
    assert service.written(group)[0] == before[0] + 1
    fresh = f', consistency: {{ atLeast: "{position + 1}", maxWaitMs: 10000 }}'
    kept = sender.every("quarantine", "id status findings", arguments=fresh)
    (entry,) = (each for each in kept if each["id"].endswith(aside["quarantine"]))
    assert entry["status"] == "SET_ASIDE"
    assert any(text.startswith(reason) for text in entry["findings"])


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        pytest.param((b"UTF-8", b"KOI8-X"), "ENCODING_UNKNOWN at /", id="an unknown encoding"),
        pytest.param((b"UTF-8", b"UTF-16"), "ENCODING_WRONG at /", id="another encoding than declared"),
        pytest.param((b"Renata", b"Ren\xe9e"), "ENCODING_WRONG at /", id="bytes outside the encoding"),
        pytest.param((b"Renata", b"Ren\0ata"), "CHARACTER_DROPPED at /adf/prospect/customer", id="a NUL character"),
        pytest.param((b"20-08:00</req", b"20</req"), "DATE_WITHOUT_ZONE at /adf/prospect/requestdate", id="no zone"),
        pytest.param((b"2026-03-05T", b"2026-33-05T"), "DATE_UNREADABLE at /adf/prospect/requestdate", id="no date"),
        pytest.param((b"41,995.00", b"-41,995.00"), "AMOUNT_NEGATIVE at /adf/prospect/vehicle/price", id="negative"),
        pytest.param((b"41,995.00", b"9" * 400), "AMOUNT_UNREADABLE at /adf/prospect/vehicle/price", id="huge"),
        pytest.param(
            (b"<year>2026", b"<year>" + b"9" * 50), "YEAR_UNREADABLE at /adf/prospect/vehicle/year", id="year"
        ),
        pytest.param((b"N6S1500505", b"N6S150050"), "VIN_DOUBTFUL at /adf/prospect/vehicle/vin", id="16 characters"),
        pytest.param((b"N6S1500505", b"N7S1500505"), "VIN_DOUBTFUL at /adf/prospect/vehicle/vin", id="check digit"),
    ],
)
def test_a_lead_with_a_flaw_is_recorded(
    group: Group, sender: Caller, change: tuple[bytes, bytes], finding: str
) -> None:
    """And the flaw is named in the receipt, with its place."""
    answer = sender.deliver(letter(change), rooftop=str(group.rooftops["north"]))
    assert answer.status_code == 201, answer.text
    assert any(text.startswith(finding) for text in answer.json()["findings"]), answer.text


@pytest.mark.parametrize(
    ("vin", "status"), [(b"5ZZKL90N6S150050", "UNKNOWN"), (b"5ZZKL90N7S1500505", "CHECK_DIGIT_FAILED")]
)
def test_a_doubtful_vin_is_a_vehicle_with_a_status(group: Group, sender: Caller, vin: bytes, status: str) -> None:
    """A VIN is never refused."""
    traded = letter((b'interest="buy" status="new"', b'interest="trade-in" status="used"'), (b"5ZZKL90N6S1500505", vin))
    (lead,) = sender.deliver(traded, rooftop=str(group.rooftops["north"])).json()["leads"]
    assert sender.data(SEEN, vin=vin.decode(), at=str(lead["position"]))["vehicle"]["vinStatus"] == status


def test_a_partners_receipt_does_not_tell_whom_the_dealer_knows(service: Service, group: Group, sender: Caller) -> None:
    """Sending leads is no way to ask about people: staff are told of the customer, partners are not."""
    here = str(group.rooftops["north"])
    (known,) = sender.deliver(letter(), rooftop=here).json()["leads"]
    assert known["customer"]
    with service.asked_by(service.token(Kind.PARTNER, group.tenant, party=str(uuid4()))) as marketplace:
        other = letter((b"</comments>", b" Again.</comments>"))
        (told,) = marketplace.deliver(other, rooftop=here).json()["leads"]
    assert told["lead"]
    assert [told[name] for name in ("customer", "rule", "duplicate_of", "first")] == [None] * 4


@pytest.mark.parametrize("announced", [True, False])
def test_fifty_megabytes_are_refused_unread(service: Service, group: Group, sender: Caller, *, announced: bool) -> None:
    """Whether their length was announced or they are streamed; nothing of them is kept."""

    def pieces() -> Iterator[bytes]:
        yield b"<?xml version='1.0'?><adf><prospect><comments>"
        for _ in range(800):
            yield b"x" * 65_536

    before = service.written(group)
    body = b"".join(pieces()) if announced else pieces()
    answer = sender.http.post("/intake/adf", content=body, headers={"Content-Type": "application/xml"})
    assert (answer.status_code, codes(answer.json())) == (413, ["BODY_TOO_LARGE"])
    assert service.written(group) == before


def test_a_lead_for_an_unknown_rooftop_is_refused(
    service: Service, group: Group, neighbour: Group, sender: Caller
) -> None:
    """Also when it is one of another dealer group, or no id at all; one that names none is set aside."""
    before = service.written(group)
    for rooftop in (str(uuid4()), str(neighbour.rooftops["east"])):
        answer = sender.deliver(letter(), rooftop=rooftop)
        assert (answer.status_code, codes(answer.json())) == (400, ["UNKNOWN_ROOFTOP"])
    answer = sender.deliver(letter(), rooftop="north")
    assert (answer.status_code, codes(answer.json())) == (400, ["INVALID_ARGUMENT"])
    assert service.written(group) == before
    (aside,) = sender.deliver(letter()).json()["leads"]
    assert aside["reasons"][0].startswith("UNKNOWN_ROOFTOP at /adf/prospect/vendor")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"wanted": [{"price": {"amount": -5}}]}, "GRAPHQL_REFUSED"),
        ({"wanted": [{"year": 10**12}]}, "GRAPHQL_REFUSED"),
        ({"occurredAt": "2026-03-02T12:00:00"}, "GRAPHQL_REFUSED"),
        ({"tradeIn": {"odometer": {"value": -1, "unit": "MI"}}}, "INVALID_ARGUMENT"),
        ({"customer": {}}, "INVALID_ARGUMENT"),
        ({"rooftop": f"rooftop:{UUID(int=7)}"}, "UNKNOWN_ROOFTOP"),
        ({"provider": "Car\0fair"}, None),
        ({"comments": "a\0b"}, None),
    ],
)
def test_a_submitted_lead_with_bad_input_is_refused(
    service: Service, group: Group, sender: Caller, change: dict[str, Any], code: str | None
) -> None:
    """By the schema or as data; nothing of it is recorded."""
    given = {
        "idempotencyKey": str(uuid4()),
        "rooftop": f"rooftop:{group.rooftops['north']}",
        "provider": "Carfair",
        "customer": {"name": "Ann Miller", "phones": ["312-555-0174"]},
    }
    before = service.written(group)
    answer = sender.ask(LEAD, input={**given, **change})
    payload = (answer.get("data") or {}).get("receiveLead") or {}
    refusals = codes(answer) + [error["code"] for error in payload.get("userErrors", ())]
    assert len(refusals) == 1, answer
    assert code is None or refusals == [code]
    assert service.written(group) == before


@pytest.mark.parametrize(
    ("vin", "status"), [("1HGCM82633A00435", "UNKNOWN"), ("1HGCM82643A004352", "CHECK_DIGIT_FAILED")]
)
def test_a_submitted_trade_in_may_have_a_doubtful_vin(group: Group, sender: Caller, vin: str, status: str) -> None:
    """It becomes a vehicle with a status."""
    given = {
        "idempotencyKey": str(uuid4()),
        "rooftop": f"rooftop:{group.rooftops['north']}",
        "provider": "Carfair",
        "customer": {"name": f"Ann {status.title()}", "phones": ["312-555-0175"]},
        "tradeIn": {"vin": vin},
    }
    done = sender.data(LEAD, input=given)["receiveLead"]
    assert (done["outcome"], done["userErrors"]) == ("RECORDED", [])
    assert sender.data(SEEN, vin=vin, at=done["position"])["vehicle"]["vinStatus"] == status
