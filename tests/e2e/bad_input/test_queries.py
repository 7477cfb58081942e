"""Bad queries over HTTP: each refused with a code, and without data."""

from typing import Any

import pytest

from tests.support.asking import Caller, codes
from tests.support.letters import letter
from tests.support.service import Group, Service

PAGE = "query($after: String) { customers(first: 1, after: $after) { nodes { id } pageInfo { endCursor } } }"


def test_a_cursor_opens_no_other_list(service: Service, group: Group, neighbour: Group, sender: Caller) -> None:
    """Neither another tenant's, nor another rooftop's, nor another list of one's own, nor a made-up one."""
    sender.deliver(letter(), rooftop=str(group.rooftops["north"]))
    assert sender.settled()["lag"] == 0
    cursor = sender.data(PAGE)["customers"]["pageInfo"]["endCursor"]
    assert cursor
    tokens = [service.staff(neighbour.tenant), service.staff(group.tenant, group.rooftops["south"])]
    for token in tokens:
        with service.asked_by(token) as stranger:
            assert codes(stranger.ask(PAGE, after=cursor)) == ["CURSOR_INVALID"]
    assert codes(sender.ask(PAGE.replace("customers", "leads"), after=cursor)) == ["CURSOR_INVALID"]
    for made_up in ("", "zzz", cursor[:-2], cursor.swapcase(), "A" * 100_000):
        assert codes(sender.ask(PAGE, after=made_up)) == ["CURSOR_INVALID"]


BAD_QUERIES: dict[str, tuple[str, dict[str, Any], str]] = {
    "no page": ("query($n: Int!) { customers(first: $n) { nodes { id } } }", {"n": 0}, "INVALID_ARGUMENT"),
    "a negative page": ("query($n: Int!) { customers(first: $n) { nodes { id } } }", {"n": -1}, "INVALID_ARGUMENT"),
    "a giant page": ("query($n: Int!) { customers(first: $n) { nodes { id } } }", {"n": 10**6}, "INVALID_ARGUMENT"),
    "a NUL": ("query($s: String!) { customers(search: $s) { nodes { id } } }", {"s": "a\0b"}, "INVALID_ARGUMENT"),
    "a NUL id": ("query($id: ID!) { node(id: $id) { id } }", {"id": "customer:\0"}, "INVALID_ARGUMENT"),
    "too many ids": ("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x"] * 5000}, "INVALID_ARGUMENT"),
    "too much to count": ("{ customers { count(upTo: 2147483647) { value } } }", {}, "INVALID_ARGUMENT"),
    "no zone": (
        "query($at: DateTime) { leads(where: {receivedAt: {gte: $at}}) { nodes { id } } }",
        {"at": "2026-01-01T00:00:00"},
        "GRAPHQL_REFUSED",
    ),
    "before all times": (
        "query($at: DateTime) { leads(where: {receivedAt: {gte: $at}}) { nodes { id } } }",
        {"at": "0001-01-01T00:00:00+14:00"},
        "GRAPHQL_REFUSED",
    ),
    "a negative position": (
        "query($at: EventPosition!) { customers(consistency: {atLeast: $at}) { nodes { id } } }",
        {"at": "-1"},
        "GRAPHQL_REFUSED",
    ),
    "an unknown field": ("{ customers { nodes { creditCard } } }", {}, "GRAPHQL_REFUSED"),
    "no document": ("{ customers { nodes ", {}, "GRAPHQL_PARSE_FAILED"),
    "a lone surrogate": ('{ customers(search: "\\uD800") { nodes { id } } }', {}, "GRAPHQL_PARSE_FAILED"),
    "a deep document": ("{ a " * 3000 + "}" * 3000, {}, "GRAPHQL_PARSE_FAILED"),
    "a long chain": (
        "{ customers { nodes { " + "leads { nodes { customer { " * 60 + "id" + " } } }" * 60 + " } } }",
        {},
        "GRAPHQL_TOO_DEEP",
    ),
}


@pytest.mark.parametrize(("query", "variables", "code"), BAD_QUERIES.values(), ids=BAD_QUERIES)
def test_a_bad_query_is_refused(sender: Caller, query: str, variables: dict[str, Any], code: str) -> None:
    """With a code, and without data."""
    answer = sender.ask(query, **variables)
    assert codes(answer) == [code]
    assert not answer.get("data")


BAD_BODIES = {
    "nothing": b"",
    "half of JSON": b'{"query":',
    "bytes that are no text": b'{"query":"\xff"}',
    "a number": b"5",
    "a list": b"[]",
    "an empty object": b"{}",
    "a number as the document": b'{"query":5}',
    "a text as variables": b'{"query":"{viewer{name}}","variables":"x"}',
    "a lone surrogate": b'{"query":"{viewer{name}}","variables":{"a":"\\ud800"}}',
    "no number": b'{"query":"{viewer{name}}","variables":{"a":NaN}}',
    "a number without end": b'{"query":"{viewer{name}}","variables":{"a":1' + b"0" * 5000 + b"}}",
    "deep nesting": b'{"query":"{viewer{name}}","variables":{"a":' + b"[" * 5000 + b"]" * 5000 + b"}}",
    "an unknown operation": b'{"query":"{viewer{name}}","operationName":"zzz"}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_bad_body_is_refused(sender: Caller, body: bytes) -> None:
    """With 400 and a code."""
    answer = sender.http.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, codes(answer.json())) == (400, ["BAD_REQUEST"])
