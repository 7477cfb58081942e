"""Contracts over HTTP: whatever an audience cannot use, it cannot ask for, and introspection does not tell of."""

from typing import Any

import httpx
import pytest
from graphql import build_client_schema, get_introspection_query

from tests.e2e.portal.conftest import House
from tests.support.waiting import PATIENCE_SECONDS

HIDDEN = {
    "marketplace": ("{ sourceBatches { nodes { id } } }", "Cannot query field 'sourceBatches' on type 'Query'."),
    "consumer": ("{ quarantine { nodes { id } } }", "Cannot query field 'quarantine' on type 'Query'."),
    "auditor": (
        'mutation { recordNote(input: {idempotencyKey: "1", customer: "customer:1", text: "x"}) { replayed } }',
        "Cannot query field 'recordNote' on type 'Mutation'.",
    ),
}


def ask(house: House, persona: str, query: str, **body: Any) -> dict[str, Any]:
    """The answer to a persona."""
    headers = {"Authorization": f"Bearer {house.tokens[persona]}"}
    with httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as http:
        answer: dict[str, Any] = http.post(house.url, json={"query": query, **body}, headers=headers).json()
    return answer


@pytest.mark.parametrize("persona", ["sales-manager", "marketplace", "auditor", "consumer"])
def test_introspection_tells_of_ones_own_contract(persona: str, house: House) -> None:
    """And is answered without any purpose: no data is asked for. The file that is served says the same."""
    shown = build_client_schema(ask(house, persona, get_introspection_query())["data"])
    contract = {"sales-manager": "dealer", "marketplace": "partner"}.get(persona, persona)
    address = house.url.replace("/graphql", f"/schema/{contract}.graphql")
    headers = {"Authorization": f"Bearer {house.tokens[persona]}"}
    served = httpx.get(address, headers=headers, trust_env=False, timeout=PATIENCE_SECONDS)
    assert served.status_code == 200
    assert {name for name in shown.type_map if f"type {name} " in served.text} == {
        line.split()[1] for line in served.text.splitlines() if line.startswith("type ")
    }


@pytest.mark.parametrize("persona", HIDDEN)
def test_what_is_hidden_does_not_exist(persona: str, house: House) -> None:
    """The refusal is the one that a word of nonsense gets, and names nothing that is near."""
    query, told = HIDDEN[persona]
    answer = ask(house, persona, query)
    assert "data" not in answer
    assert told in [error["message"] for error in answer["errors"]]
    assert "errors" not in ask(house, "administrator", query) or persona == "auditor"


def test_a_type_that_is_hidden_has_no_name(house: House) -> None:
    """Asking for it by name finds nothing."""
    query = '{ __type(name: "SourceBatch") { name } }'
    assert ask(house, "marketplace", query)["data"] == {"__type": None}
    assert ask(house, "sales-manager", query)["data"] == {"__type": {"name": "SourceBatch"}}
