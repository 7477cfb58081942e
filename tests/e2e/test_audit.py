"""The verifiable log as others see it: over HTTP, with real tokens, and offline with the program that verifies."""

import base64
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from lifecycle_api.access.matrix import Role
from lifecycle_api.access.scopes import Kind
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import Checkpoint, parse_checkpoint
from lifecycle_api.audit.tlog.keys import parse_vkey
from lifecycle_api.audit.tlog.merkle import check_inclusion, leaf_hash
from lifecycle_api.audit.tlog.proof import parse_proof
from lifecycle_api.audit.tlog.tiles import Edge, hashes_in
from tests.support.asking import Caller
from tests.support.service import Group, Service
from tests.support.waiting import PATIENCE_SECONDS

ADD_NOTHING = "mutation($p: RegisterPartyInput!) { registerParty(input: $p) { party { id } userErrors { message } } }"
ENGAGE = "mutation($e: OpenEngagementInput!) { openEngagement(input: $e) { engagement { id } userErrors { message } } }"
PROOF = """{
  logCheckpoint { origin size root note }
  eventProof(position: 1) { position leaf entry proof }
  none: eventProof(position: 999999999) { proof }
}"""
END = "mutation($e: EndEngagementInput!) { endEngagement(input: $e) { userErrors { message } } }"
REQUEST = """mutation($key: ID!) {
  requestAuditBundle(input: {idempotencyKey: $key}) { bundle { id state path } userErrors { code message } }
}"""


@pytest.fixture(scope="module")
def group(service: Service) -> Group:
    """A group with a rooftop."""
    return service.add_group("Auditable Motors", "north")


def checkpoint(caller: Caller, group: Group, size: int) -> tuple[Checkpoint, str]:
    """The served checkpoint, once it is over so many leaves."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = caller.http.get(f"/audit/{group.tenant}/checkpoint")
        if answer.status_code == 200:
            read = parse_checkpoint(notes.parse(answer.text).text)
            if read.size >= size:
                return read, answer.text
        assert time.monotonic() < deadline, answer.text
        answer.read()


def test_anybody_with_the_scope_can_rebuild_the_signed_tree(service: Service, group: Group) -> None:
    """Checkpoint, tile and entries fit together, and the key is the one that the command line tells."""
    told = service.command("audit", "keys", "--group", str(group.tenant))
    with service.asked_by(service.token(Kind.AUDITOR, group.tenant)) as auditor:
        size = service.position(group)
        read, note = checkpoint(auditor, group, size)
        base = f"/audit/{group.tenant}/tile"
        tile = auditor.http.get(f"{base}/0/000.p/{read.size}")
        entries = auditor.http.get(f"{base}/entries/000.p/{read.size}")
        proof = parse_proof(auditor.http.get(f"/audit/{group.tenant}/proof/1").text)
    edge = Edge()
    edge.append(hashes_in(tile.content))
    (key,) = (parse_vkey(vkey) for vkey in told["keys"])
    assert key in notes.signed_by(notes.parse(note), [key])
    assert edge.root() == read.root
    check_inclusion(0, read.size, hashes_in(tile.content)[0], proof.path, read.root)
    assert [leaf_hash(entry) for entry in unpacked(entries.content)] == hashes_in(tile.content)
    assert "immutable" in tile.headers["cache-control"]
    assert "private" in tile.headers["cache-control"]


def unpacked(data: bytes) -> list[bytes]:
    """The entries of a bundle."""
    found = []
    while data:
        length = int.from_bytes(data[:2], "big")
        found.append(data[2 : 2 + length])
        data = data[2 + length :]
    return found


def test_an_event_is_proved_over_graphql(service: Service, group: Group) -> None:
    """Entry, path and checkpoint are enough to check it with the log's key; what is not there has no proof."""
    told = service.command("audit", "keys", "--group", str(group.tenant))
    with service.asked_by(service.token(Kind.AUDITOR, group.tenant)) as auditor:
        checkpoint(auditor, group, 1)
        answer = auditor.data(PROOF)
    proof = parse_proof(answer["eventProof"]["proof"])
    note = notes.parse(proof.checkpoint)
    read = parse_checkpoint(note.text)
    (key,) = (parse_vkey(vkey) for vkey in told["keys"])
    assert key in notes.signed_by(note, [key])
    leaf = leaf_hash(base64.b64decode(answer["eventProof"]["entry"]))
    check_inclusion(0, read.size, leaf, proof.path, read.root)
    assert answer["eventProof"]["leaf"] == base64.b64encode(leaf).decode()
    assert answer["logCheckpoint"]["origin"] == read.origin
    assert answer["none"] is None


def test_the_log_is_shown_to_nobody_else(service: Service, group: Group) -> None:
    """No token, no scope, another group, tiles that are not there yet or not named as they should be."""
    other = service.add_group("Somebody Else", "south")
    auditor = service.token(Kind.AUDITOR, group.tenant)
    expected: list[tuple[str | None, str, int]] = [
        (None, f"{group.tenant}/checkpoint", 401),
        (service.token(Kind.AUDITOR, group.tenant, scope="timeline:read"), f"{group.tenant}/checkpoint", 403),
        (service.token(Kind.PARTNER, group.tenant), f"{group.tenant}/checkpoint", 403),
        (auditor, f"{other.tenant}/checkpoint", 404),
        (auditor, f"{other.tenant}/tile/0/000", 404),
        (auditor, f"{group.tenant}/tile/0/000", 404),
        (auditor, f"{group.tenant}/tile/0/0", 404),
        (auditor, f"{group.tenant}/proof/0", 404),
        (auditor, f"{group.tenant}/proof/1000000", 404),
        (auditor, f"{group.tenant}/tile/entries/x001/000", 404),
        (auditor, "nobody/checkpoint", 404),
    ]
    for token, path, status in expected:
        with service.asked_by(token) as someone:
            assert (path, someone.http.get(f"/audit/{path}").status_code) == (path, status)


def test_an_auditor_far_away_gets_and_verifies_a_bundle(service: Service, group: Group, tmp_path: Path) -> None:
    """Engaged, asked for, prepared, fetched in two pieces, verified offline; and their looking is on record."""
    with service.asked_by(service.staff(group.tenant, role=Role.ADMINISTRATOR)) as administrator:
        party, engagement = engaged(administrator)
    token = service.token(Kind.AUDITOR, group.tenant, party=str(party), engagement=str(engagement))
    with service.asked_by(token) as auditor:
        told = auditor.data(REQUEST, key="b1")["requestAuditBundle"]
        assert told["userErrors"] == []
        base = told["bundle"]["path"]
        state = ready(auditor, base)
        half = state["bytes"] // 2
        pieces = [auditor.http.get(f"{base}/bundle.zip", headers={"Range": f"bytes=0-{half - 1}"})]
        pieces.append(auditor.http.get(f"{base}/bundle.zip", headers={"Range": f"bytes={half}-"}))
        policy = auditor.http.get(f"{base}/policy").text
        with service.asked_by(service.staff(group.tenant, role=Role.ADMINISTRATOR)) as administrator:
            ending = {"idempotencyKey": "x", "engagement": f"engagement:{engagement}", "reason": "done"}
            assert administrator.data(END, e=ending)["endEngagement"]["userErrors"] == []
        late = auditor.http.get(f"{base}/bundle.zip")
    assert (late.status_code, late.json()["errors"][0]["extensions"]["code"]) == (403, "ENGAGEMENT_OVER")
    (tmp_path / "bundle.zip").write_bytes(b"".join(piece.content for piece in pieces))
    (tmp_path / "policy").write_text(policy, encoding="utf-8")
    assert [piece.status_code for piece in pieces] == [206, 206]
    verdict = verified(tmp_path / "bundle.zip", "--policy", tmp_path / "policy")
    facts = {check["check"]: check["fact"] for check in verdict["checks"]}
    assert (verdict["verdict"], "engagement" in facts) == ("verified", True)
    assert "1 disclosures" in facts["decisions"]


def engaged(administrator: Caller) -> tuple[UUID, UUID]:
    """An auditor who is engaged on everything."""
    party = {"idempotencyKey": "p", "kind": "AUDITOR", "name": "Ledger & Sons"}
    told = administrator.data(ADD_NOTHING, p=party)["registerParty"]
    assert told["userErrors"] == []
    wanted = {"idempotencyKey": "e", "party": told["party"]["id"], "matter": "Yearly", "endsOn": "2100-01-01"}
    opened = administrator.data(ENGAGE, e=wanted)["openEngagement"]
    assert opened["userErrors"] == []
    ids = (told["party"]["id"], opened["engagement"]["id"])
    party_id, engagement_id = (UUID(each.partition(":")[2]) for each in ids)
    return party_id, engagement_id


def ready(auditor: Caller, base: str) -> dict[str, Any]:
    """The state of the bundle, when it is done."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer: httpx.Response = auditor.http.get(base)
        state: dict[str, Any] = answer.json()
        if state["state"] not in {"queued", "preparing"}:
            assert state["state"] == "ready", state
            return state
        assert time.monotonic() < deadline, state


def verified(bundle: Path, *words: str | Path) -> dict[str, Any]:
    """What the verifier says in a process of its own."""
    command: list[str | Path] = [sys.executable, "-m", "lifecycle_api.audit.verify", bundle, *words, "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_command_line_exports_signs_and_rotates(service: Service, group: Group, tmp_path: Path) -> None:
    """A bundle, then a new key, then a bundle that goes on from the first under the policy of the first."""
    first, second, policy = tmp_path / "first.zip", tmp_path / "second.zip", tmp_path / "policy"
    where = ("--group", str(group.tenant))
    service.command("audit", "export", "--out", str(first), "--policy-out", str(policy), *where)
    signed = service.command("audit", "checkpoint", *where)
    kept = tmp_path / "checkpoint"
    kept.write_text(signed["note"], encoding="utf-8")
    rotated = service.command("audit", "rotate-key", "--overlap-days", "0", *where)
    service.add_group("Auditable Motors", "north", "east")
    service.command("audit", "export", "--out", str(second), "--since", str(kept), *where)
    after = tmp_path / "next"
    verdict = verified(second, "--policy", policy, "--policy-out", after)
    assert verified(first, "--policy", policy)["verdict"] == "verified"
    assert (verdict["verdict"], verdict["exit_code"]) == ("verified", 0)
    assert rotated["key"] in after.read_text(encoding="utf-8")
    assert verified(first, "--policy", after)["exit_code"] == 1
    assert verified(second)["exit_code"] == 4
