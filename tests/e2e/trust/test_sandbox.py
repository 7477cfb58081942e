"""A sandbox is a dealer group of synthetic people; who is registered there gets tokens for it, and for nothing else."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from lifecycle_api.access.oauth import keyfile
from tests.e2e.trust.conftest import Home
from tests.e2e.trust.test_partners import token_for


def claims_of(token: str) -> dict[str, Any]:
    """What a token says."""
    body = token.split(".")[1]
    read: dict[str, Any] = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return read


def test_a_partner_tries_itself_out(home: Home, tmp_path: Path) -> None:
    """The cars of the sandbox are there, those of the real group are not."""
    command, key = home.service.command, tmp_path / "carfair.jwk"
    sandbox = command("sandbox", "create", "--name", "Playground", "--customers", "10", "--months", "4")
    assert sandbox["events"] > 100
    made = command(
        "partner", "register", "--group", "Playground", "--party", "Carfinder", "--new-key", str(key),
        "--scope", "vehicles:read", "--purpose", "vehicle_history",
    )  # fmt: skip
    assert made["sandbox"] is True
    token = token_for(home, made["clientId"], keyfile.load(key))["access_token"]
    said = claims_of(token)
    assert (said["tenant"], said["sandbox"]) == (sandbox["id"], True)
    with home.service.asked_by(token) as carfair:
        carfair.http.headers["Lifecycle-Purpose"] = "vehicle_history"
        assert carfair.settled() == {"stopped": [], "lag": 0}
        seen = carfair.data("{ vehicles(first: 5) { nodes { vin } } }")["vehicles"]["nodes"]
    assert seen


def test_a_partner_of_a_real_group_gets_no_sandbox_token(home: Home, tmp_path: Path) -> None:
    """Whatever it asks for."""
    key = tmp_path / "carfair.jwk"
    made = home.service.command(
        "partner", "register", "--group", str(home.tenant), "--party", "Carfair", "--new-key", str(key),
        "--scope", "vehicles:read",
    )  # fmt: skip
    assert made["sandbox"] is False
    said = claims_of(token_for(home, made["clientId"], keyfile.load(key))["access_token"])
    assert "sandbox" not in said
    assert said["tenant"] == str(home.tenant)
