"""GraphQL over HTTP: both media types, every refusal in JSON, and no fault told to sam."""

import logging
from typing import Any

import httpx
import pytest

from lifecycle_api.graphql.question import Answer
from tests.http.toy import SECRET, TENANT, nested

NEWER = "application/graphql-response+json"


def ask(client: httpx.Client, query: str, accept: str = NEWER, **body: Any) -> httpx.Response:
    """Post a document."""
    return client.post("/graphql", json={"query": query, **body}, headers={"Accept": accept})


def code_of(response: httpx.Response) -> str:
    """The code of the one error of a response; whatever the status, it is JSON of the one shape."""
    (error,) = response.json()["errors"]
    assert error["message"]
    code: str = error["extensions"]["code"]
    return code


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/json", "application/json"),
        (NEWER, NEWER),
        (f"application/json, {NEWER}", NEWER),
        (f"{NEWER}, application/json;q=0.9", NEWER),
        (f"{NEWER};q=0.5, application/json", "application/json"),
        (f"text/html, {NEWER};q=0, */*", "application/json"),
        (f"Application/GraphQL-Response+JSON; charset=utf-8, {NEWER}", NEWER),
    ],
)
def test_the_caller_chooses_the_media_type(sam: httpx.Client, accept: str, media_type: str) -> None:
    """The newer one when it is named and not ranked lower, and else the one everybody reads."""
    response = ask(sam, "{name}", accept)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.json()["data"] == {"name": "Sam, service advisor"}


@pytest.mark.parametrize("accept", ["text/plain", "application/json;q=0", "application/json;q=high"])
def test_a_caller_who_accepts_neither_is_told(sam: httpx.Client, accept: str) -> None:
    """406, in JSON all the same."""
    response = ask(sam, "{name}", accept)
    assert (response.status_code, code_of(response)) == (406, "NOT_ACCEPTABLE")


def test_a_token_makes_a_viewer(sam: httpx.Client) -> None:
    """Resolvers see the principal, its bounds and the request's id."""
    response = sam.post("/graphql", json={"query": "{name context}"}, headers={"X-Request-Id": "r-1"})
    assert response.json()["data"] == {
        "name": "Sam, service advisor",
        "context": [str(TENANT), "r-1"],
    }


def test_anyone_may_know_the_name_of_the_root(anyone: httpx.Client) -> None:
    """And nothing else, before anything of a document has run."""
    assert ask(anyone, "{__typename}").json()["data"] == {"__typename": "Query"}
    assert code_of(ask(anyone, "{__typename name}")) == "UNAUTHENTICATED"
    assert code_of(ask(anyone, "mutation {touch}")) == "UNAUTHENTICATED"


def test_a_query_may_be_asked_with_get(sam: httpx.Client) -> None:
    """With its variables as JSON in the address."""
    asked = {"query": "query($t: String!) {echo(text: $t)}", "variables": '{"t": "é"}'}
    assert sam.get("/graphql", params=asked).json()["data"] == {"echo": "é"}


@pytest.mark.parametrize(
    ("status", "code", "body"),
    [
        (400, "GRAPHQL_PARSE_FAILED", {"query": "{"}),
        (400, "GRAPHQL_REFUSED", {"query": "{nothing}"}),
        (400, "GRAPHQL_REFUSED", {"query": "query($t: String!) {echo(text: $t)}", "variables": {"t": 7}}),
        (400, "GRAPHQL_PARSE_FAILED", {"query": nested(500)}),
        (400, "GRAPHQL_TOO_LONG", {"query": nested(2_000)}),
        (400, "BAD_REQUEST", {"query": "query A {name} query B {name}", "operationName": "C"}),
        (400, "BAD_REQUEST", {}),
        (400, "BAD_REQUEST", {"query": 7}),
        (400, "BAD_REQUEST", {"query": "{name}", "variables": [7]}),
        (400, "BAD_REQUEST", {"query": "{name}", "operationName": 7}),
        (400, "BAD_REQUEST", {"query": "{name}", "extensions": "none"}),
        (400, "BAD_REQUEST", [{"query": "{name}"}]),
        (400, "BAD_REQUEST", 7),
    ],
)
def test_what_cannot_run_is_refused(sam: httpx.Client, status: int, code: str, body: object) -> None:
    """Nothing ran, so there is no `data`."""
    response = sam.post("/graphql", json=body, headers={"Accept": NEWER})
    assert (response.status_code, code_of(response)) == (status, code)
    assert "data" not in response.json()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"\xff\xfe{}", b"[" * 5_000, b'{"query": NaN}', b'{"a": "\\ud800"}']
)
def test_what_is_no_json_is_refused(sam: httpx.Client, body: bytes) -> None:
    """Broken, in another encoding, or a tower of brackets."""
    response = sam.post("/graphql", content=body, headers={"Content-Type": "application/json"})
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(sam: httpx.Client, content_type: str) -> None:
    """A form on another page can send none of what we read."""
    response = sam.post("/graphql", content=b'{"query": "{name}"}', headers={"Content-Type": content_type})
    assert (response.status_code, code_of(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_nothing_is_written_with_get(sam: httpx.Client) -> None:
    """A link must not change anything."""
    response = sam.get("/graphql", params={"query": "mutation {touch}"})
    assert (response.status_code, code_of(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"
    assert response.json()["errors"][0]["message"] == "A mutation is not answered here; send it by POST."


@pytest.mark.parametrize("variables", ["{", "7", ""])
def test_variables_in_an_address_are_json(sam: httpx.Client, variables: str) -> None:
    """Or a refusal."""
    response = sam.get("/graphql", params={"query": "{name}", "variables": variables})
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


def test_validation_is_no_failure_to_older_clients(sam: httpx.Client) -> None:
    """With `application/json` they look for `errors` in a 200."""
    response = ask(sam, "{nothing}", "application/json")
    assert (response.status_code, code_of(response)) == (200, "GRAPHQL_REFUSED")


def test_a_refusal_shows_its_code_and_facts(sam: httpx.Client) -> None:
    """Beside the data of what did run."""
    response = ask(sam, "{name unknownCar}")
    assert response.status_code == 200
    assert response.json() == {
        "extensions": {"cost": {"requested": 1}},
        "data": {"name": "Sam, service advisor", "unknownCar": None},
        "errors": [
            {
                "message": "There is no such car.",
                "extensions": {"code": "CAR_UNKNOWN", "vin": "1HGCM82633A004352"},
                "locations": [{"line": 1, "column": 7}],
                "path": ["unknownCar"],
            }
        ],
    }


def test_a_document_too_deep_to_run_is_told_so(sam: httpx.Client) -> None:
    """Before it is validated, and with the number of levels that it may have."""
    assert code_of(ask(sam, nested(150))) == "GRAPHQL_TOO_DEEP"


def test_a_fault_is_masked_and_logged_by_place(sam: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """What a database says holds people's data: neither the caller nor our log reads it."""
    with caplog.at_level(logging.DEBUG):
        response = sam.post("/graphql", json={"query": "{fault}"}, headers={"X-Request-Id": "r-2"})
    assert code_of(response) == "INTERNAL_ERROR"
    assert response.json()["errors"][0]["extensions"]["requestId"] == "r-2"
    (logged,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert all(part in logged for part in ("r-2", "ValueError", "toy.py"))
    assert SECRET not in response.text + caplog.text


def test_ready_made_json_is_spliced_in() -> None:
    """A statement's bytes go to the socket as the database wrote them."""
    answer = Answer(data=b'{"a" : 1}', extensions={"consistency": {"position": "7"}})
    assert answer.body == b'{"data":{"a" : 1},"extensions":{"consistency":{"position":"7"}}}'
