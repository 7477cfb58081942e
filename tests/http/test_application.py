"""What every request passes: its id, its origin, its token, the limit on its body, one shape of errors."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.responses import StreamingResponse
from starlette.routing import Route

from lifecycle_api.errors import Unavailable
from lifecycle_api.graphql.question import LARGEST_REQUEST
from lifecycle_api.http.app import create_app
from lifecycle_api.http.application import Application
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.services import Readiness
from tests.http.toy import PORTAL, SECRET, Toy
from tests.support.serving import serving
from tests.support.waiting import PATIENCE_SECONDS

QUERY = {"query": "{name}"}


def code_of(response: httpx.Response) -> str:
    """The code of the one error, which is JSON whatever was asked."""
    assert response.headers["content-type"].partition(";")[0] == "application/json"
    (error,) = response.json()["errors"]
    code: str = error["extensions"]["code"]
    return code


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "NOT_FOUND"),
        ("GET", "/graphql/", 404, "NOT_FOUND"),
        ("GET", "/console/assets/nothing.js", 404, "NOT_FOUND"),
        ("GET", "/console/assets/../app.py", 404, "NOT_FOUND"),
        ("GET", "/console/assets/%2e%2e/app.py", 404, "NOT_FOUND"),
        ("PUT", "/graphql", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/intake/adf", 405, "METHOD_NOT_ALLOWED"),
        ("POST", "/health/live", 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_a_wrong_address_or_method_is_an_error_in_json(
    anyone: httpx.Client, method: str, path: str, status: int, code: str
) -> None:
    """Never a page, never plain text."""
    response = anyone.request(method, path)
    assert (response.status_code, code_of(response)) == (status, code)


def test_a_request_keeps_the_id_it_came_with(anyone: httpx.Client) -> None:
    """So that two systems' logs meet."""
    assert anyone.get("/health/live", headers={"X-Request-Id": "a.b-C_1"}).headers["x-request-id"] == "a.b-C_1"


@pytest.mark.parametrize("given", [b"", b"a b", b"x" * 65, b"n\xe9"])
def test_an_untidy_id_is_replaced(anyone: httpx.Client, given: bytes) -> None:
    """Nobody writes into our log what they like."""
    response = anyone.get("/health/live", headers={b"X-Request-Id": given})
    assert len(response.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer not.a.token", "Basic c2FtOnNhbQ==", "bearer  x y", "token"],
)
@pytest.mark.parametrize("path", ["/graphql", "/intake/adf"])
def test_a_bad_token_is_never_nobody(anyone: httpx.Client, path: str, authorization: str) -> None:
    """Who shows one is refused, even where nobody would be served."""
    response = anyone.post(path, json=QUERY, headers={"Authorization": authorization})
    assert (response.status_code, code_of(response)) == (401, "TOKEN_INVALID")
    assert response.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert list(response.json()["errors"][0]["extensions"]) == ["code"]


def test_two_tokens_are_one_too_many(anyone: httpx.Client, app: Toy) -> None:
    """Which of them a proxy looked at is anyone's guess."""
    both = [("Authorization", f"Bearer {app.tokens[who]}") for who in ("service-advisor", "administrator")]
    assert code_of(anyone.post("/graphql", json=QUERY, headers=both)) == "TOKEN_INVALID"


def test_the_scheme_is_read_in_any_case(anyone: httpx.Client, app: Toy) -> None:
    """RFC 7235 says so."""
    response = anyone.post("/graphql", json=QUERY, headers={"Authorization": f"bearer {app.tokens['auditor']}"})
    assert response.json()["data"] == {"name": "Ada, auditor"}


@pytest.mark.parametrize("size", [LARGEST_REQUEST + 1, 50 * 1024 * 1024])
def test_a_large_body_is_refused_by_its_length(sam: httpx.Client, size: int) -> None:
    """Before any of it is read."""
    response = sam.post("/graphql", content=b" " * size, headers={"Content-Type": "application/json"})
    assert (response.status_code, code_of(response)) == (413, "BODY_TOO_LARGE")
    assert response.json()["errors"][0]["extensions"]["limit"] == LARGEST_REQUEST


def test_a_large_body_of_unknown_length_is_refused_at_the_limit(app: Toy) -> None:
    """An endless upload is cut off: what is read stays near the limit."""
    import anyio
    from starlette.types import Message

    fed, answered = 0, []

    async def endless() -> Message:
        nonlocal fed
        fed += 65_536
        return {"type": "http.request", "body": b" " * 65_536, "more_body": True}

    async def keep(message: Message) -> None:
        answered.append(message)

    headers = [(b"content-type", b"application/json"), (b"transfer-encoding", b"chunked")]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": headers,
    }
    anyio.run(create_app(app.services), scope, endless, keep)
    assert answered[0]["status"] == 413
    assert fed <= LARGEST_REQUEST + 65_536


def test_the_portal_may_call_from_a_browser(anyone: httpx.Client) -> None:
    """Its origin is on the list, for the preflight, the answer, and errors too."""
    preflight = {
        "Origin": PORTAL,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    assert anyone.options("/graphql", headers=preflight).status_code == 200
    for headers in ({}, {"Authorization": "Bearer x"}):
        response = anyone.post("/graphql", json=QUERY, headers={"Origin": PORTAL, **headers})
        assert response.headers["access-control-allow-origin"] == PORTAL


@pytest.mark.parametrize("origin", ["https://other.example", "http://localhost:5173", "null", f"{PORTAL}.evil.example"])
def test_another_page_may_not(anyone: httpx.Client, origin: str) -> None:
    """Nor may this machine's development servers, unless they are asked for."""
    preflight = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    assert anyone.options("/graphql", headers=preflight).status_code == 400
    response = anyone.post("/graphql", json=QUERY, headers={"Origin": origin}, timeout=PATIENCE_SECONDS)
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:5173", True),
        ("http://127.0.0.1:3000", True),
        ("http://[::1]:8080", True),
        ("https://localhost", True),
        ("http://localhost.evil.example", False),
        ("http://localhost:5173.evil.example", False),
        ("http://evil.example/localhost", False),
    ],
)
def test_the_demo_lets_local_development_servers_in(app: Toy, origin: str, allowed: bool) -> None:
    """On every port, and nobody who merely looks like them."""
    with serving(create_app(app.with_(origins=Origins(local=True)).services)) as address:
        response = httpx.post(f"{address}/graphql", json=QUERY, headers={"Origin": origin}, timeout=PATIENCE_SECONDS)
    assert (response.headers.get("access-control-allow-origin") == origin) is allowed


def test_health_is_told_to_anyone(anyone: httpx.Client) -> None:
    """Alive, and ready with a report."""
    assert anyone.get("/health/live").json() == {"status": "live"}
    ready = anyone.get("/health/ready", timeout=PATIENCE_SECONDS)
    assert (ready.status_code, ready.headers["cache-control"]) == (200, "no-store")
    assert ready.json() == {"status": "ready", "checks": {"database": {"ok": True}}}


async def _behind() -> Readiness:
    return Readiness(ready=False, checks={"projections": {"customer_profile": {"lag": 12_000}}})


async def _broken() -> Readiness:
    raise ValueError(SECRET)


async def _away() -> Readiness:
    raise Unavailable


@pytest.mark.parametrize("ready", [_behind, _broken, _away])
def test_not_ready_is_503_whatever_the_reason(app: Toy, ready: Any) -> None:
    """A load balancer looks at the status; what went wrong stays in the log."""
    with serving(create_app(app.with_(ready=ready).services)) as address:
        response = httpx.get(f"{address}/health/ready", timeout=PATIENCE_SECONDS)
    assert (response.status_code, response.json()["status"]) == (503, "not ready")
    assert SECRET not in response.text


def test_a_fault_outside_graphql_is_masked(app: Toy, caplog: pytest.LogCaptureFixture) -> None:
    """500 with the request id, for the page that asked as well; the log says where, not what."""

    def verify(_token: str) -> Any:
        raise ValueError(SECRET)

    headers = {"Authorization": "Bearer x", "Origin": PORTAL, "X-Request-Id": "r-3"}
    with serving(create_app(app.with_(verify=verify).services)) as address, caplog.at_level(logging.ERROR):
        response = httpx.post(f"{address}/graphql", json=QUERY, headers=headers, timeout=PATIENCE_SECONDS)
    assert (response.status_code, code_of(response)) == (500, "INTERNAL_ERROR")
    assert response.json()["errors"][0]["extensions"]["requestId"] == "r-3"
    assert response.headers["access-control-allow-origin"] == PORTAL
    assert "r-3" in caplog.text
    assert SECRET not in response.text + caplog.text


def test_a_fault_in_the_middle_of_a_response_cuts_it_off(caplog: pytest.LogCaptureFixture) -> None:
    """The caller sees that it is incomplete, and the log still says nothing of anybody's."""

    def half() -> Iterator[bytes]:
        yield b"half"
        raise ValueError(SECRET)

    app = Application([Route("/", lambda _: StreamingResponse(half()))], Origins())
    with serving(app) as address, caplog.at_level(logging.ERROR), pytest.raises(httpx.RemoteProtocolError):
        httpx.get(address, timeout=PATIENCE_SECONDS)
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text
