"""Bad events and commands over HTTP: each refused on its own, as data that says what and where."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.asking import Caller, codes
from tests.support.letters import letter
from tests.support.service import Group, Service

RECORD = """mutation($items: [EventInput!]!) { recordEvents(input: {items: $items}) {
  position results { position userError { code message path } }
} }"""
NOTE = (
    """mutation($input: RecordNoteInput!) { recordNote(input: $input) { position userErrors { code message path } } }"""
)


def item(group: Group, inside: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    """An event to record, with something changed in its data or beside it."""
    sound = {
        "repair_order": str(uuid4()),
        "customer": str(uuid4()),
        "vehicle": "1HGCM82633A004352",
        "recommendation": str(uuid4()),
        "decision": "declined",
        "op_code": "BRK",
        "description": "Brakes",
        "price": {"amount": 42_000},
    }
    given = {
        "type": "work.declined",
        "occurredAt": "2026-03-02T12:00:00Z",
        "rooftop": f"rooftop:{group.rooftops['north']}",
        "data": {**sound, **(inside or {})},
        "idempotencyKey": str(uuid4()),
    }
    return {**given, **changed}


BAD_DATA: dict[str, tuple[dict[str, Any], str, str]] = {
    "a text for an amount": ({"price": "420.00"}, "EVENT_INVALID", "$.price"),
    "a negative amount": ({"price": {"amount": -1}}, "EVENT_INVALID", "$.price.amount"),
    "cents of cents": ({"price": {"amount": 1.5}}, "EVENT_INVALID", "$.price.amount"),
    "an amount beyond exactness": ({"price": {"amount": 2**53}}, "EVENT_INVALID", "$.price.amount"),
    "an amount beyond everything": ({"price": {"amount": 10**30}}, "EVENT_INVALID", "$.price.amount"),
    "no currency": ({"price": {"amount": 1, "currency": "dollars"}}, "EVENT_INVALID", "$.price.currency"),
    "a code of no currency": ({"price": {"amount": 1, "currency": "OBO"}}, "EVENT_INVALID", "`price`"),
    "an unknown word": ({"decision": "perhaps"}, "EVENT_INVALID", "$.decision"),
    "no id": ({"repair_order": "RO-1"}, "EVENT_INVALID", "$.repair_order"),
    "a number for a text": ({"description": 7}, "EVENT_INVALID", "$.description"),
    "an unknown field": ({"colour": "red"}, "EVENT_INVALID", "`colour`"),
    "deep nesting": ({"colour": [[[[[[[[]]]]]]]]}, "EVENT_INVALID", "`colour`"),
    "a time without zone": ({"revisit_at": "2026-03-02T12:00:00"}, "EVENT_INVALID", "`revisit_at`"),
    "a time that is none": ({"revisit_at": "after payday"}, "EVENT_INVALID", "$.revisit_at"),
    "a time before all times": ({"revisit_at": "0001-01-01T00:00:00+23:59"}, "EVENT_INVALID", "`revisit_at`"),
    "no VIN": ({"vehicle": " "}, "EVENT_INVALID", "`vehicle`"),
    "a NUL character": ({"op_code": "B\0K"}, "PAYLOAD_REFUSED", "$.data.op_code"),
    "a NUL character in what is sealed": ({"verbatim": "after\0payday"}, "PAYLOAD_REFUSED", "$.data.verbatim"),
}


@pytest.mark.parametrize("bad", BAD_DATA.values(), ids=BAD_DATA)
def test_an_event_with_bad_data_is_refused(
    service: Service, group: Group, sender: Caller, bad: tuple[dict[str, Any], str, str]
) -> None:
    """The refusal names the item and the field; its neighbours are recorded."""
    data, code, place = bad
    before, position = service.written(group), service.position(group)
    done = sender.data(RECORD, items=[item(group), item(group, data), item(group)])["recordEvents"]
    assert [result["position"] for result in done["results"]] == [str(position + 1), None, str(position + 2)]
    refusal = done["results"][1]["userError"]
    assert refusal["code"] == code
    assert refusal["path"][:3] == ["input", "items", "1"]
    assert place in refusal["message"]
    assert service.written(group)[0] == before[0] + 2


BAD_ITEMS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown type": ({"type": "work.exploded"}, "UNKNOWN_EVENT_TYPE"),
    "a type with a NUL": ({"type": "work.declined\0"}, "UNKNOWN_EVENT_TYPE"),
    "a version to come": ({"version": 99}, "UNKNOWN_EVENT_VERSION"),
    "no version": ({"version": 0}, "UNKNOWN_EVENT_VERSION"),
    "no object": ({"data": ["work", "declined"]}, "INVALID_ARGUMENT"),
    "no key": ({"idempotencyKey": ""}, "INVALID_ARGUMENT"),
    "a key without end": ({"idempotencyKey": "k" * 201}, "INVALID_ARGUMENT"),
    "a key with a NUL": ({"idempotencyKey": "k\0"}, "PAYLOAD_REFUSED"),
    "an unknown rooftop": ({"rooftop": f"rooftop:{UUID(int=7)}"}, "NOT_FOUND"),
    "no rooftop's id": ({"rooftop": "north"}, "INVALID_ARGUMENT"),
}


@pytest.mark.parametrize(("change", "code"), BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_an_event_with_a_bad_frame_is_refused(
    service: Service, group: Group, sender: Caller, change: dict[str, Any], code: str
) -> None:
    """As data about its item."""
    before = service.written(group)
    (result,) = sender.data(RECORD, items=[item(group, **change)])["recordEvents"]["results"]
    assert (result["position"], result["userError"]["code"]) == (None, code)
    assert result["userError"]["path"][:3] == ["input", "items", "0"]
    assert service.written(group) == before


@pytest.mark.parametrize(
    "change",
    [
        {"occurredAt": "2026-03-02T12:00:00"},
        {"occurredAt": "2026-03-02"},
        {"occurredAt": 1_772_000_000},
        {"occurredAt": "9999-12-31T23:59:59-14:00"},
        {"version": 10**20},
        {"data": None},
        {"colour": "red"},
        {"type": None},
    ],
)
def test_what_does_not_fit_the_schema_is_refused_as_a_whole(
    service: Service, group: Group, sender: Caller, change: dict[str, Any]
) -> None:
    """Before anything is recorded, by a message that names the place."""
    before = service.written(group)
    answer = sender.ask(RECORD, items=[item(group), item(group, **change)])
    assert codes(answer) == ["GRAPHQL_REFUSED"]
    (field,) = change
    assert "[1]" in answer["errors"][0]["message"]
    assert field in answer["errors"][0]["message"]
    assert service.written(group) == before


def test_a_key_that_stands_for_something_else_is_refused(service: Service, group: Group, sender: Caller) -> None:
    """The first content stays; the second is not recorded, and the first again is."""
    first = item(group)
    assert sender.data(RECORD, items=[first])["recordEvents"]["results"][0]["userError"] is None
    before = service.written(group)
    other = {**first, "data": {**first["data"], "decision": "deferred"}}
    refused, again = sender.data(RECORD, items=[other, first])["recordEvents"]["results"]
    assert refused["userError"]["code"] == "IDEMPOTENCY_KEY_REUSED"
    assert refused["userError"]["path"] == ["input", "items", "0", "idempotencyKey"]
    assert again["userError"] is None
    assert service.written(group) == before


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"customer": "customer:nobody"}, "customer"),
        ({"rooftop": f"rooftop:{UUID(int=7)}"}, "rooftop"),
        ({"text": "a\0b"}, None),
        ({"text": ""}, "text"),
    ],
)
def test_a_command_with_bad_input_is_refused(
    service: Service, group: Group, sender: Caller, change: dict[str, Any], path: str | None
) -> None:
    """As data, with the path of the input."""
    (lead,) = sender.deliver(letter(), rooftop=str(group.rooftops["north"])).json()["leads"]
    before = service.written(group)
    given = {"idempotencyKey": str(uuid4()), "customer": f"customer:{lead['customer']}", "text": "Likes blue."}
    done = sender.data(NOTE, input={**given, **change})["recordNote"]
    (refusal,) = done["userErrors"]
    assert done["position"] is None
    assert refusal["path"][0] == "input"
    assert path is None or refusal["path"] == ["input", path]
    assert service.written(group) == before
