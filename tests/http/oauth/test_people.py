"""People log in at a portal; its tokens are replaced as they are used, and a stolen one ends the login."""

from urllib.parse import parse_qs, urlsplit

import pytest

from lifecycle_api.access.scopes import Kind
from tests.support.oauth import OTHER_GROUP, PARTY, REDIRECT, Served, redeeming, wanted

pytestmark = pytest.mark.anyio


async def test_the_login_page_asks_who_is_there(at: Served) -> None:
    """A form without scripts, which may only send its answer here and then to the client."""
    await at.portal()
    page = await at.http.get("/oauth/authorize", params=wanted())
    assert page.status_code == 200
    assert "Sam, service advisor" in page.text
    assert "Carfair" not in page.text
    policy = page.headers["content-security-policy"]
    assert "form-action 'self' https://portal.dealer.example" in policy
    assert "script" not in policy
    assert page.headers["cache-control"] == "no-store"


async def test_a_login_gives_tokens_for_the_person(at: Served) -> None:
    """The code comes back with the state and our name, and is good for tokens once."""
    await at.portal()
    sent = await at.http.post("/oauth/authorize", data={**wanted(), "persona": "service-advisor"})
    assert sent.status_code == 302
    assert sent.headers["location"].startswith(f"{REDIRECT}?")
    said = parse_qs(urlsplit(sent.headers["location"]).query)
    assert (said["state"], said["iss"]) == (["xyz"], [at.address])
    tokens = (await at.token(redeeming(said["code"][0]))).json()
    assert tokens["expires_in"] == 600
    who = (await at.whoami(tokens["access_token"])).json()
    assert (who["subject"], who["kind"]) == ("demo|service-advisor", "staff")
    assert who["scopes"] == ["customers:read", "notes:write", "timeline:read"]


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": "another-code-verifier-that-is-long-enough-for-it"},
        {"code_verifier": ""},
        {"redirect_uri": "https://portal.dealer.example/other"},
        {"redirect_uri": ""},
        {"code": "guessed"},
    ],
)
async def test_a_code_is_bound_to_its_request(at: Served, changes: dict[str, str]) -> None:
    """Who steals the code lacks the verifier."""
    await at.portal()
    answer = await at.token({**redeeming(await at.code()), **changes})
    assert answer.status_code == 400
    assert answer.json()["error"] in {"invalid_grant", "invalid_request"}


async def test_a_code_is_bound_to_its_client(at: Served) -> None:
    """Another portal cannot redeem it."""
    await at.portal()
    await at.portal(client_id="other-portal")
    answer = await at.token(redeeming(await at.code(), client_id="other-portal"))
    assert answer.json()["error"] == "invalid_grant"


async def test_a_code_expires_after_a_minute(at: Served) -> None:
    """It travels through a browser."""
    await at.portal()
    code = await at.code()
    at.clock.turn(seconds=61)
    assert (await at.token(redeeming(code))).json()["error"] == "invalid_grant"


async def test_a_code_used_twice_ends_the_login(at: Served) -> None:
    """One of the two was a thief, and nobody knows which."""
    await at.portal()
    code = await at.code()
    tokens = (await at.token(redeeming(code))).json()
    again = await at.token(redeeming(code))
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert (await at.whoami(tokens["access_token"])).status_code == 401
    assert (await at.token(refreshing(tokens["refresh_token"]))).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": "", "code_challenge_method": ""},
        {"code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge": ""},
        {"code_challenge": "short"},
    ],
)
async def test_pkce_is_for_everyone(at: Served, changes: dict[str, str]) -> None:
    """And only by S256; the refusal goes to the client."""
    await at.portal()
    answer = await at.http.get("/oauth/authorize", params=wanted(**changes))
    assert answer.status_code == 302
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (said["error"], said["iss"]) == (["invalid_request"], [at.address])


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"client_id": ""},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": f"{REDIRECT}/more"},
        {"redirect_uri": ""},
        {"redirect_uri": 'https://evil.example/"quoted"'},
        {"redirect_uri": "https://evil.example/ä"},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_not_registered(at: Served, changes: dict[str, str]) -> None:
    """The refusal stays here."""
    await at.portal()
    answer = await at.http.get("/oauth/authorize", params=wanted(**changes))
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert answer.json()["error"] in {"invalid_client", "invalid_request"}


async def test_an_unknown_scope_goes_back_to_the_client(at: Served) -> None:
    """With the state."""
    await at.portal()
    answer = await at.http.get("/oauth/authorize", params=wanted(scope="pets:read"))
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (said["error"], said["state"]) == (["invalid_scope"], ["xyz"])


async def test_only_people_of_the_clients_group_and_kind_are_offered(at: Served) -> None:
    """A persona of another kind is not a choice, even when sent by hand."""
    await at.portal()
    page = await at.http.post("/oauth/authorize", data={**wanted(), "persona": "auditor"})
    assert "There is nobody of that name here." in page.text
    await at.portal(client_id="elsewhere", tenant=OTHER_GROUP)
    page = await at.http.post("/oauth/authorize", data={**wanted(client_id="elsewhere"), "persona": "service-advisor"})
    assert "There is nobody of that name here." in page.text


async def test_where_nobody_logs_in_the_answer_says_so(at: Served) -> None:
    """An installation whose staff log in at their identity provider."""
    await at.portal()
    kept = at.logins.pop(Kind.STAFF)
    answer = await at.http.get("/oauth/authorize", params=wanted())
    at.logins[Kind.STAFF] = kept
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")


async def test_a_refresh_token_is_replaced_as_it_is_used(at: Served) -> None:
    """And the tokens go on for the same person."""
    await at.portal()
    first = await at.login()
    second = (await at.token(refreshing(first["refresh_token"]))).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert (await at.whoami(second["access_token"])).json()["subject"] == "demo|service-advisor"
    third = await at.token(refreshing(second["refresh_token"], scope="customers:read"))
    assert third.json()["scope"].split()[0] == "customers:read"
    assert (await at.token(refreshing(third.json()["refresh_token"], scope="service:read"))).json()["error"] == (
        "invalid_scope"
    )


async def test_a_refresh_token_used_twice_ends_the_login(at: Served) -> None:
    """Whoever has the newest one is out too, at once."""
    await at.portal()
    first = await at.login()
    second = (await at.token(refreshing(first["refresh_token"]))).json()
    reused = await at.token(refreshing(first["refresh_token"]))
    assert (reused.status_code, reused.json()["error"]) == (400, "invalid_grant")
    assert (await at.token(refreshing(second["refresh_token"]))).json()["error"] == "invalid_grant"
    assert (await at.whoami(second["access_token"])).status_code == 401


async def test_a_refresh_token_is_its_clients_own_and_expires(at: Served) -> None:
    """A day unused, thirty days in all."""
    await at.portal()
    await at.portal(client_id="other-portal")
    first = await at.login()
    stolen = refreshing(first["refresh_token"], client_id="other-portal")
    assert (await at.token(stolen)).json()["error"] == "invalid_grant"
    began, token = at.clock(), first["refresh_token"]
    for _ in range(33):
        at.clock.turn(hours=23)
        answer = (await at.token(refreshing(token))).json()
        if "error" in answer:
            break
        token = answer["refresh_token"]
    assert answer["error"] == "invalid_grant"
    assert (at.clock() - began).days == 30


async def test_a_portal_of_a_suspended_party_is_closed(at: Served) -> None:
    """Before anybody types anything."""
    await at.portal(client_id="auditors", kind=Kind.AUDITOR, party=PARTY)
    at.suspended.add(PARTY)
    answer = await at.http.get("/oauth/authorize", params=wanted(client_id="auditors"))
    at.suspended.clear()
    assert answer.json()["error"] == "unauthorized_client"


def refreshing(token: str, **changes: str) -> dict[str, str]:
    """The parameters that use a refresh token."""
    return {"grant_type": "refresh_token", "refresh_token": token, "client_id": "portal", **changes}
