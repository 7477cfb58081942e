"""A consumer is bound to their record by a code that reaches them; nobody learns who is known."""

import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from tests.e2e.trust.conftest import Home
from tests.support.oauth import REDIRECT, redeeming, wanted
from tests.support.program import run


@pytest.fixture(scope="module")
def portal(home: Home) -> str:
    """The customers' portal."""
    made = home.service.command(
        "portal", "register", "--group", str(home.tenant), "--name", "My garage", "--for", "consumer",
        "--redirect-uri", REDIRECT,
    )  # fmt: skip
    return str(made["clientId"])


def asked(home: Home, portal: str, **filled: str) -> httpx.Response:
    """The next page of the login, or the redirection at its end."""
    return home.caller.http.post("/oauth/authorize", data={**wanted(client_id=portal), **filled})


def code_for(home: Home, contact: str) -> str:
    """The last code that was sent there: the installation runs on this machine, so it is printed."""
    program = home.service.program
    assert program is not None
    program.wait_for(rf"To {re.escape(contact)}: Your code is (\d{{8}})")
    found: list[str] = re.findall(rf"To {re.escape(contact)}: Your code is (\d{{8}})", program.said)
    return found[-1]


def sent_before(home: Home, contact: str) -> set[str]:
    """Where codes were sent by the time that one was sent there."""
    code_for(home, contact)
    assert home.service.program is not None
    return set(re.findall(r"To (\S+): Your code", home.service.program.said))


def test_the_code_opens_ones_own_record(home: Home, portal: str) -> None:
    """However the number is written; the contact point is verified by it, and the code is good once."""
    ann = home.customer("+12065550911")
    sent = asked(home, portal, contact="(206) 555-0911")
    assert "Enter the code" in sent.text
    code = code_for(home, "+12065550911")
    back = asked(home, portal, contact="206-555-0911", code=code)
    assert back.status_code == 302, back.text
    tokens = _tokens(home, portal, back)
    with home.service.asked_by(tokens["access_token"]) as consumer:
        assert consumer.data("{ viewer { kind name } }")["viewer"] == {"kind": "consumer", "name": "Customer"}
        assert consumer.settled() == {"stopped": [], "lag": 0}
        found = consumer.data("{ customers { nodes { id } } }")["customers"]["nodes"]
        assert found == [{"id": f"customer:{ann}"}]
    verified = home.events("contact_point.verified")
    assert [each["method"] for each in verified if each["customer"] == str(ann)] == ["one_time_code"]
    again = asked(home, portal, contact="206-555-0911", code=code)
    assert "wrong, used or too old" in again.text


def test_whoever_delivers_takes_each_message_once(home: Home, portal: str) -> None:
    """As lines of JSON, for a program that sends text messages and mails."""
    home.customer("waiting@example.com")
    asked(home, portal, contact="waiting@example.com")
    code = code_for(home, "waiting@example.com")
    taken = [_taken(home) for _ in range(2)]
    assert [code in each.get("waiting@example.com", "") for each in taken] == [True, False]


def test_unknown_and_shared_contacts_look_the_same(home: Home, portal: str) -> None:
    """The page is the same, and no code is sent: not to nobody, and not to one of two."""
    home.customer("shared@example.com")
    home.customer("shared@example.com")
    known = _page(asked(home, portal, contact="known@example.com"), "known")
    home.customer("known@example.com")
    for who in ("nobody", "shared", "known"):
        assert _page(asked(home, portal, contact=f"{who}@example.com"), who) == known
    assert not {"nobody@example.com", "shared@example.com"} & sent_before(home, "known@example.com")


def test_two_records_of_one_person_are_no_two_persons(home: Home, portal: str) -> None:
    """Linked, by way of a third too, they open the record that had the address first; unlinked, none."""
    first, between, last = (home.customer(*some) for some in (["twice@example.com"], [], ["twice@example.com"]))
    home.link(first, between)
    home.link(last, between)
    asked(home, portal, contact="twice@example.com")
    back = asked(home, portal, contact="twice@example.com", code=code_for(home, "twice@example.com"))
    with home.service.asked_by(_tokens(home, portal, back)["access_token"]) as consumer:
        found = consumer.data("{ customers { nodes { id } } }")["customers"]["nodes"]
    assert {"id": f"customer:{first}"} in found
    one, another = (home.customer("apart@example.com") for _ in range(2))
    home.link(one, another)
    home.unlink(another, one)
    asked(home, portal, contact="apart@example.com")
    home.customer("after@example.com")
    asked(home, portal, contact="after@example.com")
    assert "apart@example.com" not in sent_before(home, "after@example.com")


def test_a_code_can_be_guessed_five_times(home: Home, portal: str) -> None:
    """Then even the right one is refused."""
    home.customer("guessed@example.com")
    asked(home, portal, contact="guessed@example.com")
    code = code_for(home, "guessed@example.com")
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for _ in range(5):
        assert "wrong, used or too old" in asked(home, portal, contact="guessed@example.com", code=wrong).text
    assert asked(home, portal, contact="guessed@example.com", code=code).status_code == 200


def test_three_codes_are_sent_in_a_quarter_of_an_hour(home: Home, portal: str) -> None:
    """A fourth request looks the same, and the third code still counts."""
    home.customer("eager@example.com")
    for count in range(1, 4):
        asked(home, portal, contact="eager@example.com")
        assert home.service.program is not None
        home.service.program.wait_for(rf"(?s)(To eager@example\.com.*){{{count}}}")
    third = code_for(home, "eager@example.com")
    assert "Enter the code" in asked(home, portal, contact="eager@example.com").text
    back = asked(home, portal, contact="eager@example.com", code=third)
    assert back.status_code == 302


def test_a_contact_point_that_is_no_longer_theirs_opens_nothing(home: Home, portal: str) -> None:
    """A number is given to somebody else some day."""
    gone = home.customer("gone@example.com")
    (point,) = [each for each in home.events("contact_point.added") if each["customer"] == str(gone)]
    home.record(
        "contact_point.invalidated", customer=str(gone), contact_point=point["contact_point"], reason="recycled"
    )
    asked(home, portal, contact="gone@example.com")
    home.customer("next@example.com")
    asked(home, portal, contact="next@example.com")
    assert "gone@example.com" not in sent_before(home, "next@example.com")


def _taken(home: Home) -> dict[str, str]:
    done = run("outbox", "take", "--group", str(home.tenant), **home.service.settings)
    assert done.returncode == 0, done.stderr
    messages = [json.loads(line) for line in done.stdout.splitlines()]
    return {each["to"]: each["text"] for each in messages}


def _tokens(home: Home, portal: str, back: httpx.Response) -> dict[str, Any]:
    (code,) = parse_qs(urlsplit(back.headers["location"]).query)["code"]
    tokens: dict[str, Any] = home.caller.http.post("/oauth/token", data=redeeming(code, client_id=portal)).json()
    return tokens


def _page(response: httpx.Response, who: str) -> str:
    assert response.status_code == 200
    return response.text.replace(who, "…")
