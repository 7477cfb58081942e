"""A lead is taken in as it was sent, and its sender gets a receipt."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from lifecycle_api.http.app import create_app
from lifecycle_api.http.intake import LARGEST_LEAD
from lifecycle_api.http.services import Receipt
from tests.http.toy import HERE, Inbox, Toy, toy
from tests.support.serving import serving
from tests.support.waiting import PATIENCE_SECONDS

LEAD = b'<?xml version="1.0" encoding="windows-1252"?><adf><prospect>\xe9</prospect></adf>'


def deliver(client: httpx.Client, body: bytes = LEAD, *, path: str = "/intake/adf", **headers: str) -> httpx.Response:
    """Post a lead as XML, or as the headers have it."""
    sent = {
        "Content-Type": "application/xml",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return client.post(path, content=body, headers=sent)


def code_of(response: httpx.Response) -> str:
    """The code of a refusal."""
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


def test_the_bytes_arrive_as_they_were_sent(sam: httpx.Client, app: Toy) -> None:
    """With the content type and the rooftop the sender named, and a receipt back."""
    content_type = "text/xml; charset=windows-1252"
    response = deliver(sam, path=f"/intake/adf?rooftop={HERE}", Content_Type=content_type)
    assert app.inbox.delivered[-1] == ("demo|service-advisor", LEAD, content_type, HERE)
    assert response.status_code == 201
    assert response.json() == {"outcome": "recorded", "lead": "lead:1", "position": 7}


@pytest.mark.parametrize(("outcome", "status"), [("recorded", 201), ("resent", 200), ("quarantined", 202)])
def test_the_status_says_what_became_of_it(tmp_path: Path, outcome: Any, status: int) -> None:
    """New, known already, or set aside; never a bare 200 for all three."""
    served = toy(tmp_path)
    inbox = Inbox(Receipt(outcome, {}))
    headers = {"Authorization": f"Bearer {served.tokens['marketplace']}"}
    with (
        serving(create_app(served.with_(receive_adf=inbox).services)) as address,
        httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as marketplace,
    ):
        response = deliver(marketplace)
    assert (response.status_code, response.json()["outcome"]) == (status, outcome)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/xml",
        "text/xml",
        "message/rfc822",
        "text/plain; charset=utf-8",
        "application/octet-stream",
        "Application/ADF+XML",
    ],
)
def test_senders_name_the_type_in_many_ways(sam: httpx.Client, content_type: str) -> None:
    """All of these have been seen."""
    assert deliver(sam, Content_Type=content_type).status_code == 201


def test_a_sender_may_name_no_type_at_all(sam: httpx.Client, app: Toy) -> None:
    """Then the bytes speak for themselves."""
    request = sam.build_request("POST", "/intake/adf", content=LEAD)
    assert sam.send(request).status_code == 201
    assert app.inbox.delivered[-1][2] == "application/octet-stream"


@pytest.mark.parametrize(
    ("status", "code", "sent"),
    [
        (415, "UNSUPPORTED_MEDIA_TYPE", {"Content_Type": "application/json"}),
        (400, "INVALID_ARGUMENT", {"path": "/intake/adf?rooftop=north"}),
        (413, "BODY_TOO_LARGE", {"body": b" " * (LARGEST_LEAD + 1)}),
        (413, "BODY_TOO_LARGE", {"body": b" " * 50 * 1024 * 1024}),
    ],
)
def test_what_cannot_be_read_is_refused(
    sam: httpx.Client, app: Toy, status: int, code: str, sent: dict[str, Any]
) -> None:
    """At the door: nothing of it is delivered."""
    before = len(app.inbox.delivered)
    response = deliver(sam, **sent)
    assert (response.status_code, code_of(response)) == (status, code)
    assert len(app.inbox.delivered) == before


def test_anyone_is_asked_for_a_token(anyone: httpx.Client) -> None:
    """401 says how to send one."""
    response = deliver(anyone)
    assert (response.status_code, code_of(response)) == (401, "UNAUTHENTICATED")
    assert response.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("who", ["auditor", "consumer"])
def test_a_reader_delivers_nothing(anyone: httpx.Client, app: Toy, who: str) -> None:
    """403 names the scope that is missing."""
    response = deliver(anyone, Authorization=f"Bearer {app.tokens[who]}")
    assert (response.status_code, code_of(response)) == (403, "SCOPE_MISSING")
    assert response.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="intake:write"'
