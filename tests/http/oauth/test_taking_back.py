"""Tokens can be taken back before they expire, and told about to those they were given to."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lifecycle_api.access.oauth.client import Standing
from lifecycle_api.access.oauth.facts import Cancellation, Decided
from lifecycle_api.access.scopes import Kind
from lifecycle_api.store.oauth.cancellations import LONGEST_TOKEN_LIFE
from tests.support.oauth import ASSERTED, OTHER_GROUP, PARTY, Holder, Served

pytestmark = pytest.mark.anyio


def about(holder: Holder, token: str, **more: str) -> dict[str, str]:
    """The parameters of a request about a token."""
    return {"client_assertion_type": ASSERTED, "client_assertion": holder.assertion(), "token": token, **more}


async def token_of(at: Served, holder: Holder) -> str:
    """A fresh token of a registered client."""
    token: str = (await at.token(holder.asking())).json()["access_token"]
    return token


async def test_an_access_token_is_taken_back(at: Served) -> None:
    """At once where it was asked for; other tokens of the client stay."""
    carfair = await at.partner()
    token, other = await token_of(at, carfair), await token_of(at, carfair)
    assert (await at.http.post("/oauth/revoke", data=about(carfair, token))).status_code == 200
    assert (await at.whoami(token)).status_code == 401
    assert (await at.whoami(other)).status_code == 200
    await at.authority.memory.cancellations.look()
    assert (await at.whoami(token)).status_code == 401


async def test_a_hint_that_is_not_known_changes_nothing(at: Served) -> None:
    """It is no more than a hint (RFC 7009 §2.2)."""
    carfair = await at.partner()
    token = await token_of(at, carfair)
    for path, said in (("introspect", True), ("revoke", None), ("introspect", False)):
        answer = await at.http.post(f"/oauth/{path}", data=about(carfair, token, token_type_hint="saml"))
        assert (answer.status_code, answer.json().get("active")) == (200, said)


@pytest.mark.parametrize("path", ["/oauth/revoke", "/oauth/introspect"])
async def test_without_a_token_the_answer_says_what_is_missing(at: Served, path: str) -> None:
    """As every refusal does."""
    carfair = await at.partner()
    answer = await at.http.post(path, data=about(carfair, ""))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert "token" in answer.json()["error_description"]


async def test_with_a_refresh_token_the_login_ends(at: Served) -> None:
    """Every token that came of it."""
    await at.portal()
    tokens = await at.login()
    gone = {"token": tokens["refresh_token"], "client_id": "portal", "token_type_hint": "refresh_token"}
    assert (await at.http.post("/oauth/revoke", data=gone)).status_code == 200
    assert (await at.whoami(tokens["access_token"])).status_code == 401
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "portal"}
    assert (await at.token(again)).json()["error"] == "invalid_grant"


async def test_nobody_takes_back_the_token_of_another_client(at: Served) -> None:
    """And an unknown token is no error (RFC 7009 §2.2)."""
    carfair, other = await at.partner(), await at.partner(at.holder("other"))
    token = await token_of(at, carfair)
    answer = await at.http.post("/oauth/revoke", data=about(other, token))
    assert answer.json()["error"] == "invalid_grant"
    assert (await at.whoami(token)).status_code == 200
    assert (await at.http.post("/oauth/revoke", data=about(carfair, "unknown"))).status_code == 200


async def test_what_another_process_took_back_is_known_a_look_later(at: Served) -> None:
    """Every process looks each second; a client's tokens go all at once."""
    carfair = await at.partner(at.holder("leaver"))
    token = await token_of(at, carfair)
    elsewhere = Cancellation("client", "leaver", at.clock() + LONGEST_TOKEN_LIFE)
    await _commit_elsewhere(at, elsewhere)
    assert (await at.whoami(token)).status_code == 200
    await at.authority.memory.cancellations.look()
    assert (await at.whoami(token)).status_code == 401


async def test_a_revoked_client_gets_nothing(at: Served) -> None:
    """Its key proves who it is, and that is no use."""
    carfair = await at.partner(at.holder("revoked"), standing=Standing.REVOKED)
    assert (await at.token(carfair.asking())).json()["error"] == "invalid_client"


async def test_a_client_is_told_about_its_own_token(at: Served) -> None:
    """As its claims; somebody else's looks as if it did not count."""
    carfair, other = await at.partner(), await at.partner(at.holder("other"))
    token = await token_of(at, carfair)
    told = (await at.http.post("/oauth/introspect", data=about(carfair, token))).json()
    assert (told["active"], told["client_id"], told["token_type"]) == (True, "carfair", "Bearer")
    assert (await at.http.post("/oauth/introspect", data=about(other, token))).json() == {"active": False}
    assert (await at.http.post("/oauth/introspect", data=about(carfair, "unknown"))).json() == {"active": False}
    at.clock.turn(minutes=7)
    assert (await at.http.post("/oauth/introspect", data=about(carfair, token))).json() == {"active": False}


async def test_a_service_is_told_about_the_tokens_of_its_group(at: Served) -> None:
    """And of no other group."""
    carfair = await at.partner()
    token = await token_of(at, carfair)
    ours = await at.partner(at.holder("ours"), kind=Kind.SERVICE, party=None)
    theirs = await at.partner(at.holder("theirs"), kind=Kind.SERVICE, party=None, tenant=OTHER_GROUP)
    assert (await at.http.post("/oauth/introspect", data=about(ours, token))).json()["active"] is True
    assert (await at.http.post("/oauth/introspect", data=about(theirs, token))).json() == {"active": False}


async def test_a_token_that_lets_nobody_in_is_not_called_active(at: Served) -> None:
    """While the party is suspended, or once its access has ended."""
    carfair = await at.partner()
    token = await token_of(at, carfair)
    ours = await at.partner(at.holder("ours"), kind=Kind.SERVICE, party=None)
    at.suspended.add(PARTY)
    assert (await at.http.post("/oauth/introspect", data=about(ours, token))).json() == {"active": False}
    at.suspended.clear()
    assert (await at.http.post("/oauth/introspect", data=about(ours, token))).json()["active"] is True
    await at.partner(carfair, until=at.clock().date() - timedelta(days=1))
    assert (await at.http.post("/oauth/introspect", data=about(ours, token))).json() == {"active": False}


async def test_who_asks_proves_who_they_are(at: Served) -> None:
    """A public client may take its tokens back, but is told nothing."""
    await at.portal()
    tokens = await at.login()
    asked = {"token": tokens["access_token"], "client_id": "portal"}
    told = await at.http.post("/oauth/introspect", data=asked)
    assert (told.status_code, told.json()["error"]) == (401, "invalid_client")
    assert (await at.http.post("/oauth/revoke", data=asked)).status_code == 200
    assert (await at.whoami(tokens["access_token"])).status_code == 401


async def _commit_elsewhere(at: Served, cancelled: Cancellation) -> None:
    """Cancel as another process would: in the database only."""
    grants = at.authority.memory.grants
    known = at.authority.memory.cancellations._known
    await grants.commit(Decided(cancel=[cancelled, Cancellation("token", str(uuid4()), cancelled.until)]), at.clock())
    at.authority.memory.cancellations._known = known
