"""Of many who use something up at the same moment, one wins: in one process, and in two."""

import asyncio

import pytest

from lifecycle_api.access.oauth.single_use import SingleUse
from lifecycle_api.store.oauth.signing import SigningKeys
from lifecycle_api.store.oauth.used_ids import UsedIdStore
from tests.support.oauth import Served, redeeming

pytestmark = pytest.mark.anyio
RACERS = 8


async def test_an_assertion_is_taken_once(at: Served) -> None:
    """The others are refused as replays."""
    carfair = await at.partner()
    asked = carfair.asking()
    answers = await asyncio.gather(*(at.token(asked) for _ in range(RACERS)))
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * (RACERS - 1)


async def test_a_proof_is_taken_once(at: Served) -> None:
    """Also when all of them share a round trip."""
    carfair = await at.partner()
    asked = await at.token(carfair.asking(), DPoP=carfair.proof("POST", f"{at.address}/oauth/token"))
    token = asked.json()["access_token"]
    proof = carfair.proof("GET", f"{at.address}/whoami", token)
    answers = await asyncio.gather(*(at.whoami(token, "DPoP", DPoP=proof) for _ in range(RACERS)))
    assert sorted(answer.status_code for answer in answers) == [200] + [401] * (RACERS - 1)


async def test_a_code_is_redeemed_once_and_then_ends_the_login(at: Served) -> None:
    """Whoever won has lost too."""
    await at.portal()
    code = await at.code()
    answers = await asyncio.gather(*(at.token(redeeming(code)) for _ in range(RACERS)))
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await at.whoami(won["access_token"])).status_code == 401


async def test_a_refresh_token_is_used_once_and_then_ends_the_login(at: Served) -> None:
    """The new refresh token is worth nothing either."""
    await at.portal()
    first = await at.login()
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], "client_id": "portal"}
    answers = await asyncio.gather(*(at.token(again) for _ in range(RACERS)))
    (won,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await at.token({**again, "refresh_token": won["refresh_token"]})).json()["error"] == "invalid_grant"


async def test_two_processes_share_what_was_used(at: Served) -> None:
    """The memory is the database's."""
    pool = at.authority.possession.used._pool  # type: ignore[attr-defined]  # the port does not show it
    here, there = UsedIdStore(pool), UsedIdStore(pool)
    ids = [SingleUse("proof", "a key", f"id {number}", at.clock()) for number in range(20)]
    took = await asyncio.gather(*(store.spend([each]) for each in ids for store in (here, there)))
    assert [sum(took[place : place + 2]) for place in range(0, len(took), 2)] == [1] * len(ids)
    assert not await here.spend([ids[0], SingleUse("proof", "a key", "fresh", at.clock())])
    assert await here.spend([SingleUse("proof", "another key", "id 0", at.clock())])


async def test_two_processes_make_one_first_key(at: Served) -> None:
    """Both sign with it, and either verifies what the other has signed."""
    signing = at.authority.memory.signing
    others = [SigningKeys(signing._pool, signing._keys, at.clock) for _ in range(RACERS)]
    signers = await asyncio.gather(*(each.signer() for each in others))
    assert len({key.kid for key in signers}) == 1
