"""Opting out and unsubscribing need no login, no proof and no question; what is recorded names a keyed hash."""

from typing import Any
from uuid import uuid4

import pytest

from lifecycle_api.access.links import Links, Unsubscribe
from lifecycle_api.access.scopes import Kind
from lifecycle_api.store.local_keys import LocalKeyStore
from tests.e2e.trust.conftest import Home
from tests.support.asking import Caller
from tests.support.service import MASTER_KEY


@pytest.fixture
def anyone(home: Home) -> Any:
    """Somebody without a token."""
    with home.service.asked_by() as someone:
        yield someone


def contact_hash(home: Home, value: str) -> str:
    """What stands for a number or address in the log."""
    return _keys().mac(home.tenant, "contact", value.encode()).hex()


def link(home: Home, contact: str, channel: str = "email") -> str:
    """A link as it stands in a message."""
    links = Links(lambda tenant, said: _keys().mac(tenant, "link", said))
    return links.unsubscribe("", Unsubscribe(home.tenant, contact_hash(home, contact), channel))


def test_anyone_can_opt_out_of_sale_and_sharing(home: Home, anyone: Caller) -> None:
    """By a number or an address, known or not; as JSON or as a form."""
    by_phone = {"group": str(home.tenant), "contact": "(206) 555-0133"}
    by_mail = {"group": f"group:{home.tenant}", "contact": "Out@Example.com"}
    for answer in (
        anyone.http.post("/privacy/opt-out", json=by_phone),
        anyone.http.post("/privacy/opt-out", data=by_mail),
    ):
        assert (answer.status_code, answer.json()["method"]) == (200, "web_form")
    recorded = home.events("sharing.opted_out")
    assert {contact_hash(home, "+12065550133"), contact_hash(home, "out@example.com")} <= {
        each["contact"] for each in recorded
    }


def test_a_number_is_read_as_it_is_dialled_where_the_group_is(home: Home, anyone: Caller) -> None:
    """Or an Italian's opt-out would end the sharing of an American's data; another country can be named."""
    group = home.service.add_group(f"Milano {uuid4()}")
    home.service.command(
        "rooftop", "add", "--group", str(group.tenant), "--code", "milan", "--name", "Milano", "--timezone",
        "Europe/Rome", "--country", "IT",
    )  # fmt: skip
    wish = {"group": str(group.tenant), "contact": "333 123 4567"}
    for named in ({}, {"country": "US"}):
        assert anyone.http.post("/privacy/opt-out", json={**wish, **named}).status_code == 200
    there = Home(home.service, group, home.caller)
    assert [each["contact"] for each in there.events("sharing.opted_out")] == [
        contact_hash(there, "+393331234567"),
        contact_hash(there, "+13331234567"),
    ]


def test_the_browsers_signal_is_honoured(home: Home, anyone: Caller) -> None:
    """Global Privacy Control says it without a click; said twice on a day, it is recorded once."""
    for _ in range(2):
        answer = anyone.http.post(
            "/privacy/opt-out",
            json={"group": str(home.tenant), "contact": "gpc@example.com"},
            headers={"Sec-GPC": "1"},
        )
        assert answer.json()["method"] == "gpc"
    mine = [
        each for each in home.events("sharing.opted_out") if each["contact"] == contact_hash(home, "gpc@example.com")
    ]
    assert [each["method"] for each in mine] == ["gpc"]


def test_an_opt_out_may_be_repeated_in_another_way(home: Home, anyone: Caller) -> None:
    """The browser's signal after a form is a wish of its own, not a conflict with the first."""
    wish = {"group": str(home.tenant), "contact": "twice@example.com"}
    for headers in ({}, {"Sec-GPC": "1"}):
        assert anyone.http.post("/privacy/opt-out", json=wish, headers=headers).status_code == 200
    mine = contact_hash(home, "twice@example.com")
    methods = [each["method"] for each in home.events("sharing.opted_out") if each["contact"] == mine]
    assert methods == ["web_form", "gpc"]


def test_a_consumer_who_is_logged_in_opts_out_as_themselves(home: Home) -> None:
    """No contact has to be named."""
    ann = home.customer()
    with home.service.asked_by(home.service.token(Kind.CONSUMER, home.tenant, customer=str(ann))) as consumer:
        assert consumer.http.post("/privacy/opt-out", headers={"Sec-GPC": "1"}).status_code == 200
    assert home.events("sharing.opted_out")[-1]["customer"] == str(ann)


def test_one_click_unsubscribes(home: Home, anyone: Caller) -> None:
    """As a mail program does it (RFC 8058), in either encoding."""
    address = link(home, "reader@example.com")
    assert anyone.http.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    multipart = {"List-Unsubscribe": (None, "One-Click")}
    assert anyone.http.post(address, files=multipart).status_code == 200
    contact = contact_hash(home, "reader@example.com")
    stopped = [each for each in home.events("channel.revoked") if each["contact"] == contact]
    assert [(each["channel"], each["method"]) for each in stopped] == [("email", "email")]


def done(caller: Caller, mutation: str, **given: Any) -> None:
    """A mutation about a customer, in their portal, that is not refused."""
    kind = f"{mutation[0].upper()}{mutation[1:]}Input"
    document = f"mutation($input: {kind}!) {{ done: {mutation}(input: $input) {{ userErrors {{ message }} }} }}"
    given |= {"idempotencyKey": str(uuid4()), "method": "PORTAL"}
    assert caller.data(document, input=given)["done"]["userErrors"] == []


def test_a_stop_after_a_change_of_mind_counts_on_the_same_day(home: Home, anyone: Caller) -> None:
    """Whoever took their stop or opt-out back may say it again, and is not taken for a repetition."""
    address = "fickle@example.com"
    ann = home.customer(address)
    me = f"customer:{ann}"
    stop, out = link(home, address), {"group": str(home.tenant), "contact": address}
    with home.service.asked_by(home.service.token(Kind.CONSUMER, home.tenant, customer=str(ann))) as consumer:
        for _ in range(2):
            assert anyone.http.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
            done(consumer, "restoreChannel", customer=me, contactPoint=address, channel="EMAIL")
            assert anyone.http.post("/privacy/opt-out", json=out).status_code == 200
            assert consumer.http.post("/privacy/opt-out").status_code == 200
            done(consumer, "optInToSharing", customer=me)
    mine = contact_hash(home, address)
    assert len([each for each in home.events("channel.revoked") if each["contact"] == mine]) == 2
    opted_out = home.events("sharing.opted_out")
    assert len([each for each in opted_out if each.get("contact") == mine]) == 2
    assert len([each for each in opted_out if each.get("customer") == str(ann)]) == 2


def test_senders_make_their_links_on_the_command_line(home: Home, anyone: Caller) -> None:
    """For numbers too, as they are written."""
    words = ("--group", str(home.tenant), "--url", "https://api.dealer.example", "--channel", "sms")
    made = home.service.command("unsubscribe", "(206) 555-0199", *words)["link"]
    assert made.startswith("https://api.dealer.example/privacy/unsubscribe?link=")
    path = made.removeprefix("https://api.dealer.example")
    assert anyone.http.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    stopped = home.events("channel.revoked")[-1]
    assert (stopped["contact"], stopped["channel"]) == (contact_hash(home, "+12065550199"), "sms")


def test_following_a_link_changes_nothing(home: Home, anyone: Caller) -> None:
    """Mail scanners do it; people get a button."""
    before = len(home.events("channel.revoked"))
    page = anyone.http.get(link(home, "scanned@example.com"))
    assert page.status_code == 200
    assert "<button>Unsubscribe</button>" in page.text
    assert len(home.events("channel.revoked")) == before


def test_a_link_that_was_changed_is_refused(home: Home, anyone: Caller) -> None:
    """Each character counts, and nothing is recorded."""
    address = link(home, "reader2@example.com")
    before = len(home.events("channel.revoked"))
    for changed in (
        address[:-2] + ("AA" if address[-2:] != "AA" else "BB"),
        address[:40],
        address + "x" * 2000,
        "/privacy/unsubscribe",
    ):
        answer = anyone.http.post(changed, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["extensions"]["code"] == "LINK_INVALID"
    assert anyone.http.post(address, data={"Something": "else"}).status_code == 400
    assert len(home.events("channel.revoked")) == before


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"json": {"contact": "a@example.com"}}, "INVALID_ARGUMENT"),
        ({"json": {"group": "us", "contact": "a@example.com"}}, "INVALID_ARGUMENT"),
        ({"json": {"group": str(uuid4()), "contact": "a@example.com"}}, "NOT_FOUND"),
        ({"json": [1]}, "INVALID_ARGUMENT"),
        ({"content": b"\xff\xfe"}, "INVALID_ARGUMENT"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, "INVALID_ARGUMENT"),
    ],
)
def test_what_cannot_be_understood_says_so(anyone: Caller, sent: dict[str, Any], code: str) -> None:
    """The group has to exist, and a contact has to be one."""
    answer = anyone.http.post("/privacy/opt-out", **sent)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == code


def test_no_contact_is_no_opt_out(home: Home, anyone: Caller) -> None:
    """Nobody could be meant."""
    for contact in ("", "12", "nobody"):
        answer = anyone.http.post("/privacy/opt-out", json={"group": str(home.tenant), "contact": contact})
        assert answer.json()["errors"][0]["extensions"]["code"] == "INVALID_ARGUMENT"


def _keys() -> LocalKeyStore:
    import base64

    return LocalKeyStore(None, base64.b64decode(MASTER_KEY))  # type: ignore[arg-type]  # only hashes are asked for
