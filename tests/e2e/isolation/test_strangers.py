"""Who shows no token, or not a good one, learns nothing, not even what could be asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lifecycle_api.access.dev import DevIssuer
from lifecycle_api.access.scopes import Kind
from tests.e2e.isolation.conftest import House
from tests.support.asking import Caller, caller, codes
from tests.support.service import Service

QUESTIONS = (
    "{ viewer { name } }",
    "{ __typename viewer { name } }",
    "{ a: __typename __schema { types { name } } }",
    "{ __schema { queryType { name } } }",
    '{ __type(name: "Customer") { fields { name } } }',
    "{ customers { nodes { id } } }",
    '{ vehicle(vin: "1HGCM82633A004352") { vin } }',
    'mutation { addGroup(input: {idempotencyKey: "1", name: "Mine"}) { group } }',
    "{ nonsense }",
    "{ __typename @nonsense }",
)


@pytest.fixture
def nobody(service: Service) -> Any:
    """Somebody without a token."""
    with caller(service.address) as someone:
        yield someone


def test_anyone_may_ask_what_this_is(nobody: Caller) -> None:
    """The one question that tells nothing: by POST and by GET, under any alias."""
    by_get = nobody.http.get("/graphql", params={"query": "{ __typename }"}).json()
    for answer, name in ((nobody.ask("{ __typename }"), "__typename"), (nobody.ask("{ a: __typename }"), "a")):
        assert answer["data"] == {name: "Query"}
        assert answer.get("extensions", {}).keys() <= {"cost"}
    assert by_get["data"] == {"__typename": "Query"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_anyone_gets_no_other_answer(nobody: Caller, question: str) -> None:
    """The refusal is the same for what exists and for what does not."""
    for answer in (nobody.ask(question), nobody.http.get("/graphql", params={"query": question}).json()):
        assert not answer.get("data")
        assert answer["errors"]
        assert "Customer" not in str(answer)
        assert "Did you mean" not in str(answer)


def test_anyone_is_refused_at_every_other_address(nobody: Caller) -> None:
    """Except that the service lives and is ready; the console and its tokens are the demo's."""
    assert nobody.deliver(b"<adf/>").status_code == 401
    assert nobody.http.get("/health/live").status_code == 200
    for path in ("/console", "/console/personas.json", "/", "/docs", "/graphql/schema"):
        assert nobody.http.get(path).status_code == 404, path


def test_a_bad_token_is_not_nobody(service: Service, ours: House, tmp_path: Path) -> None:
    """Expired, of another issuer, for another audience, of another type, tampered with, or no token at all."""
    other = DevIssuer(tmp_path, host="127.0.0.1", now=lambda: datetime.now(UTC))
    good = service.staff(ours.tenant)
    claims = {"sub": "x", "client_id": "x", "kind": "staff", "tenant": str(ours.tenant), "rooftops": "*"}
    head, body, signature = good.split(".")
    bad = {
        "expired": service.token(Kind.STAFF, ours.tenant, lifetime=timedelta(minutes=-5)),
        "of another issuer": other.issue(claims),
        "of an issuer of another name": service.issuer.issue({**claims, "iss": "https://elsewhere.example"}),
        "for another audience": service.issuer.issue({**claims, "aud": "elsewhere"}),
        "without a kind": service.issuer.issue({**claims, "kind": "owner"}),
        "without a signature": f"{head}.{body}.",
        "with another signature": f"{head}.{body}.{signature[:-4]}AAAA",
        "with another body": f"{head}.{body[:-4]}AAAA.{signature}",
        "no token": "please",
    }
    for what, token in bad.items():
        with caller(service.address, token) as stranger:
            answer = stranger.post("{ __typename }")
            assert answer.status_code == 401, what
            expected = "TOKEN_EXPIRED" if what == "expired" else "TOKEN_INVALID"
            assert codes(answer.json()) == [expected], what
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert stranger.deliver(b"<adf/>").status_code == 401


def test_a_token_opens_what_its_scopes_say(service: Service, ours: House) -> None:
    """Without any, not even the lists."""
    with service.asked_by(service.token(Kind.STAFF, ours.tenant, scope="", roles=["sales_manager"])) as someone:
        assert codes(someone.ask("{ customers { nodes { id } } }")) == ["SCOPE_MISSING"]
        assert someone.deliver(b"<adf/>").status_code == 403
