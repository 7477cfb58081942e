"""A partner is given access through the API or the command line, gets tokens with its key, and loses them again."""

from http.client import UNAUTHORIZED
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import pytest
from joserfc.jwk import ECKey, RSAKey

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.oauth import keyfile
from lifecycle_api.app import now
from tests.e2e.trust.conftest import Home
from tests.support.asking import SETTLING_SECONDS, Caller, codes
from tests.support.program import run
from tests.support.service import PUBLIC_URL

CLIENT = "client { clientId name scopes purposes rooftops keyThumbprints dpopRequired trustedOnly sandbox active }"
ANSWER = f"{CLIENT} position events {{ type }} replayed userErrors {{ code message path }}"
REGISTER = (
    f"mutation($input: RegisterPartnerClientInput!) {{ done: registerPartnerClient(input: $input) {{ {ANSWER} }} }}"
)
ROTATE = f"mutation($input: RotateClientKeysInput!) {{ done: rotateClientKeys(input: $input) {{ {ANSWER} }} }}"
REVOKE = f"mutation($input: RevokeClientInput!) {{ done: revokeClient(input: $input) {{ {ANSWER} }} }}"


def new_key() -> ECKey:
    """A key as a partner makes one."""
    return ECKey.generate_key("P-256", {"kid": str(uuid4())})


def wanted(home: Home, key: Any, **changed: Any) -> dict[str, Any]:
    """What registers a client with this key."""
    own = {
        "idempotencyKey": str(uuid4()),
        "party": f"party:{changed.pop('of', None) or home.party()}",
        "name": "Carfair, production",
        "scopes": ["vehicles:read", "leads:write"],
        "purposes": ["vehicle_history"],
        "jwks": {"keys": [keyfile.public(key)]},
    }
    return {**own, **changed}


def done(caller: Caller, mutation: str, given: dict[str, Any]) -> dict[str, Any]:
    """The payload of a mutation."""
    payload: dict[str, Any] = caller.data(mutation, input=given)["done"]
    return payload


def token_for(home: Home, client_id: str, key: ECKey) -> Any:
    """The answer of the token endpoint."""
    asked = {
        "grant_type": "client_credentials",
        "client_assertion_type": keyfile.ASSERTED,
        "client_assertion": keyfile.assertion(key, client_id, PUBLIC_URL, now()),
    }
    return home.caller.http.post("/oauth/token", data=asked).json()


def test_a_registered_client_reads_what_it_may(home: Home) -> None:
    """From the mutation to the answer; the grant is in the group's log."""
    key = new_key()
    payload = done(home.caller, REGISTER, wanted(home, key))
    assert payload["userErrors"] == []
    client = payload["client"]
    assert client["active"] is True
    assert client["rooftops"] is None
    assert client["keyThumbprints"] == [key.thumbprint()]
    assert [each["type"] for each in payload["events"]] == ["partner_access.granted"]
    assert home.events("partner_access.granted")[-1]["client_id"] == client["clientId"]
    token = token_for(home, client["clientId"], key)["access_token"]
    with home.service.asked_by(token) as carfair:
        carfair.http.headers["Lifecycle-Purpose"] = "vehicle_history"
        seen = carfair.data("{ viewer { kind scopes } }")["viewer"]
        assert seen == {"kind": "partner", "scopes": ["leads:write", "vehicles:read"]}


def test_asked_twice_it_is_registered_once(home: Home) -> None:
    """The same idempotency key is the same client, and does not undo what came after."""
    first, second = new_key(), new_key()
    given = wanted(home, first)
    client_id = done(home.caller, REGISTER, given)["client"]["clientId"]
    done(home.caller, ROTATE, {"idempotencyKey": str(uuid4()), "clientId": client_id, "jwks": _jwks(second)})
    again = done(home.caller, REGISTER, given)
    assert (again["replayed"], again["client"]["clientId"]) == (True, client_id)
    assert token_for(home, client_id, first)["error"] == "invalid_client"
    assert "access_token" in token_for(home, client_id, second)


def test_keys_overlap_while_they_are_rotated(home: Home) -> None:
    """Both count while both are named; then the old one is refused."""
    old, new = new_key(), new_key()
    client_id = done(home.caller, REGISTER, wanted(home, old))["client"]["clientId"]
    both = {"keys": [keyfile.public(old), keyfile.public(new)]}
    done(home.caller, ROTATE, {"idempotencyKey": str(uuid4()), "clientId": client_id, "jwks": both})
    assert "access_token" in token_for(home, client_id, old)
    assert "access_token" in token_for(home, client_id, new)
    payload = done(home.caller, ROTATE, {"idempotencyKey": str(uuid4()), "clientId": client_id, "jwks": _jwks(new)})
    assert [each["type"] for each in payload["events"]] == ["client.keys_rotated"]
    assert token_for(home, client_id, old)["error"] == "invalid_client"
    assert "access_token" in token_for(home, client_id, new)


def test_a_revoked_client_is_out_at_once(home: Home) -> None:
    """No new token, and the ones it has count no more."""
    key = new_key()
    client_id = done(home.caller, REGISTER, wanted(home, key))["client"]["clientId"]
    token = token_for(home, client_id, key)["access_token"]
    given = {"idempotencyKey": str(uuid4()), "clientId": client_id, "reason": "The contract has ended."}
    payload = done(home.caller, REVOKE, given)
    assert payload["client"]["active"] is False
    assert [each["type"] for each in payload["events"]] == ["partner_access.revoked"]
    assert token_for(home, client_id, key)["error"] == "invalid_client"
    with home.service.asked_by(token) as carfair:
        assert carfair.post("{ viewer { kind } }").status_code == 401


def test_a_revoked_client_is_revoked_once(home: Home) -> None:
    """Asked again, the answer is the revocation there is, whatever the reason; a key stands for one request still."""
    key = new_key()
    client_id = done(home.caller, REGISTER, wanted(home, key))["client"]["clientId"]
    given = {"idempotencyKey": str(uuid4()), "clientId": client_id, "reason": "The contract has ended."}
    first = done(home.caller, REVOKE, given)
    again = done(home.caller, REVOKE, {**given, "idempotencyKey": str(uuid4()), "reason": "They left."})
    assert (again["position"], again["events"], again["replayed"]) == (first["position"], first["events"], True)
    assert again["client"] == first["client"]
    (reused,) = done(home.caller, REVOKE, {**given, "reason": "They left."})["userErrors"]
    assert reused["code"] == "IDEMPOTENCY_KEY_REUSED"
    new = {"idempotencyKey": str(uuid4()), "clientId": client_id, "jwks": {"keys": [keyfile.public(new_key())]}}
    (refused,) = done(home.caller, ROTATE, new)["userErrors"]
    assert refused["code"] == "POLICY_REFUSED"


def test_a_suspended_party_gets_no_token(home: Home) -> None:
    """Until it is reinstated."""
    key, party = new_key(), home.party()
    client_id = done(home.caller, REGISTER, wanted(home, key, of=party))["client"]["clientId"]
    home.change("suspendParty", party)
    assert token_for(home, client_id, key)["error"] == "unauthorized_client"
    home.change("reinstateParty", party)
    assert "access_token" in token_for(home, client_id, key)


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"jwks": None}, "INVALID_ARGUMENT", ["input", "jwks"]),
        ({"jwks": {"keys": []}}, "CLIENT_KEY_UNUSABLE", ["input", "jwks"]),
        ({"jwks": [1]}, "INVALID_ARGUMENT", ["input", "jwks"]),
        ({"jwks": {"keys": [new_key().as_dict(private=True)]}}, "CLIENT_KEY_UNUSABLE", ["input", "jwks"]),
        (
            {"jwks": {"keys": [RSAKey.generate_key(2048, {"kid": "r"}).as_dict(private=False)]}},
            "CLIENT_KEY_UNUSABLE",
            ["input", "jwks"],
        ),
        ({"jwksUri": "https://carfair.example/jwks"}, "INVALID_ARGUMENT", ["input", "jwks"]),
        ({"jwks": None, "jwksUri": "http://carfair.example/jwks"}, "INVALID_ARGUMENT", ["input", "jwksUri"]),
        ({"jwks": None, "jwksUri": "https://["}, "INVALID_ARGUMENT", ["input", "jwksUri"]),
        ({"scopes": ["customers:write"]}, "SCOPE_NOT_GRANTABLE", ["input", "scopes"]),
        ({"scopes": ["pets:read"]}, "SCOPE_NOT_GRANTABLE", ["input", "scopes"]),
        ({"scopes": []}, "INVALID_ARGUMENT", ["input", "scopes"]),
        ({"until": "2020-01-31"}, "INVALID_ARGUMENT", ["input", "until"]),
        ({"purposes": ["fun"]}, "UNKNOWN_PURPOSE", ["input", "purposes"]),
        ({"party": f"party:{uuid4()}"}, "NOT_FOUND", ["input", "party"]),
        ({"rooftops": [f"rooftop:{uuid4()}"]}, "NOT_FOUND", ["input", "rooftops"]),
        ({"rooftops": []}, "INVALID_ARGUMENT", ["input", "rooftops"]),
        ({"name": " "}, "INVALID_ARGUMENT", ["input", "name"]),
    ],
)
def test_a_bad_registration_says_what_is_wrong(home: Home, changes: dict[str, Any], code: str, path: list[str]) -> None:
    """And nothing is registered."""
    payload = done(home.caller, REGISTER, wanted(home, new_key(), **changes))
    (error,) = payload["userErrors"]
    assert (error["code"], error["path"]) == (code, path)
    assert payload["client"] is None


def test_only_who_runs_the_group_gives_access(home: Home) -> None:
    """The scope is needed, and a token for all rooftops; another group's client does not exist."""
    with home.service.asked_by(home.service.staff(home.tenant)) as manager:
        given = wanted(home, new_key())
        assert codes(manager.ask(REGISTER, input=given)) in ([], ["SCOPE_MISSING"])
    north = home.group.rooftops["north"]
    with home.service.asked_by(home.service.staff(home.tenant, north, role=Role.ADMINISTRATOR)) as local:
        (error,) = done(local, REGISTER, wanted(home, new_key()))["userErrors"]
        assert error["code"] == "POLICY_REFUSED"
    client_id = done(home.caller, REGISTER, wanted(home, new_key()))["client"]["clientId"]
    other = home.service.add_group(f"Elsewhere {uuid4()}", "south")
    with home.service.asked_by(home.service.staff(other.tenant, role=Role.ADMINISTRATOR)) as stranger:
        given = {"idempotencyKey": str(uuid4()), "clientId": client_id, "reason": "It is not mine."}
        (error,) = done(stranger, REVOKE, given)["userErrors"]
        assert error["code"] == "NOT_FOUND"


def test_a_registration_that_is_refused_leaves_no_key_and_no_party(home: Home, tmp_path: Path) -> None:
    """So that the same command, put right, finds its file free."""
    words = ("partner", "register", "--group", str(home.tenant), "--party", "Motor Mile", "--new-key")
    key = tmp_path / "mile.jwk"
    refused = run(*words, key, "--scope", "staff:write", **home.service.settings)
    assert (refused.returncode, key.exists()) == (1, False)
    assert "Motor Mile" not in {each["name"] for each in home.events("party.registered")}
    made = run(*words, key, "--scope", "vehicles:read", **home.service.settings)
    assert (made.returncode, key.exists()) == (0, True)
    assert "Motor Mile" in {each["name"] for each in home.events("party.registered")}
    again = run(*words, key, "--scope", "vehicles:read", **home.service.settings)
    assert again.returncode == 1
    assert again.stderr.endswith("Name a new file.\n")
    keyfile.load(key)


def test_the_command_line_does_the_same(home: Home, tmp_path: Path) -> None:
    """Register with a new key, get a token, rotate, revoke; the service hears of it from the database."""
    command, key, later = home.service.command, tmp_path / "carfair.jwk", tmp_path / "later.jwk"
    group = str(home.tenant)
    made = command(
        "partner", "register", "--group", group, "--party", "Motor Bazaar", "--new-key", str(key),
        "--scope", "vehicles:read", "--purpose", "vehicle_history", "--rooftop", "north",
    )  # fmt: skip
    client_id = made["clientId"]
    assert made["rooftops"] == [str(home.group.rooftops["north"])]
    assert "access_token" in token_for(home, client_id, keyfile.load(key))
    command("partner", "rotate", client_id, "--group", group, "--new-key", str(later))
    assert token_for(home, client_id, keyfile.load(key))["error"] == "invalid_client"
    token = token_for(home, client_id, keyfile.load(later))["access_token"]
    revoked = command("partner", "revoke", client_id, "--group", group, "--reason", "Tried out.")
    assert revoked["standing"] == "revoked"
    assert token_for(home, client_id, keyfile.load(later))["error"] == "invalid_client"
    with home.service.asked_by(token) as carfair:
        deadline = monotonic() + SETTLING_SECONDS
        while carfair.post("{ viewer { kind } }").status_code != UNAUTHORIZED:
            assert monotonic() < deadline


def test_signing_keys_are_rotated_on_the_command_line(home: Home) -> None:
    """The new one is published before it signs; tokens go on."""
    key = new_key()
    client_id = done(home.caller, REGISTER, wanted(home, key))["client"]["clientId"]
    token = token_for(home, client_id, key)["access_token"]
    home.service.command("keys", "rotate")
    with home.service.asked_by(token) as carfair:
        carfair.http.headers["Lifecycle-Purpose"] = "vehicle_history"
        assert carfair.data("{ viewer { kind } }")["viewer"]["kind"] == "partner"


def _jwks(key: ECKey) -> dict[str, Any]:
    return {"keys": [keyfile.public(key)]}
