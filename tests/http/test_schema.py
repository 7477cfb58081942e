"""The schema is served by contract, to those it is for."""

import httpx
import pytest
from graphql import build_schema

from lifecycle_api.access.contracts import Contract
from tests.http.toy import Toy
from tests.support.waiting import PATIENCE_SECONDS


def asked(address: str, app: Toy, persona: str, contract: str, **headers: str) -> httpx.Response:
    """The answer to a persona that asks for a contract."""
    token = {"Authorization": f"Bearer {app.tokens[persona]}"}
    return httpx.get(f"{address}/schema/{contract}.graphql", headers={**token, **headers}, timeout=PATIENCE_SECONDS)


@pytest.mark.parametrize(
    ("persona", "shown"),
    [
        ("service-advisor", set(Contract)),
        ("marketplace", {Contract.PARTNER}),
        ("auditor", {Contract.AUDITOR}),
        ("consumer", {Contract.CONSUMER}),
    ],
)
def test_everybody_reads_their_own_contract(address: str, app: Toy, persona: str, shown: set[Contract]) -> None:
    """Staff read all, to pass them on; to anybody else the others do not exist."""
    served = {each: asked(address, app, persona, each) for each in Contract}
    assert {each for each, response in served.items() if response.status_code == 200} == shown
    assert {response.status_code for each, response in served.items() if each not in shown} <= {404}
    for each in shown:
        assert build_schema(served[each].text).query_type is not None
        assert served[each].headers["content-type"] == "application/graphql; charset=utf-8"


def test_a_contract_that_is_none_does_not_exist(address: str, app: Toy) -> None:
    """For staff either."""
    assert asked(address, app, "service-advisor", "everything").status_code == 404


def test_nobody_reads_none(anyone: httpx.Client) -> None:
    """Without a token there is no schema."""
    assert anyone.get("/schema/partner.graphql").status_code == 401


def test_what_has_not_changed_is_not_sent_again(address: str, app: Toy) -> None:
    """Whoever has it is told so."""
    etag = asked(address, app, "consumer", "consumer").headers["etag"]
    again = asked(address, app, "consumer", "consumer", **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
