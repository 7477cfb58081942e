"""Limits, buckets and prices can be asked for, before anything is refused."""

from typing import Any

import msgspec
import orjson
import pytest

from lifecycle_api.access.buckets import Allowance, Buckets
from lifecycle_api.access.scopes import Kind
from lifecycle_api.graphql.admission import Admission
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.limits import Limits
from lifecycle_api.graphql.question import Asker, Question
from tests.support.facts import NOON
from tests.support.graph import ADMISSION, SCHEMA, Graph
from tests.support.people import staff

pytestmark = pytest.mark.anyio

LONG = "a" * 64  # an alias that PostgreSQL would cut: the stock executor answers
DRY_RUN = """
query ($text: String, $variables: JSON, $name: String) {
  operationCost(document: $text, variables: $variables, operationName: $name) {
    points limit breakdown { path points } scopes categories planned refusal
  }
}"""


async def dry_run(graph: Graph, document: str, **given: Any) -> Any:
    """What the service advisor is told of an operation."""
    answer = await graph.ask(staff(graph.tenant), DRY_RUN, text=document, **given)
    assert answer.errors == ()
    return answer.data["operationCost"]


@pytest.mark.parametrize("alias", ["bucket", LONG])
async def test_limits_and_bucket_can_be_read(graph: Graph, alias: str) -> None:
    """With what this very operation has taken out, whether it was planned or not."""
    admission = Admission(SCHEMA._schema, Limits(), Buckets({Kind.STAFF: Allowance(900, 1)}, lambda: NOON))
    document = f"{{ limits {{ points depth pageSize }} {alias}: rateLimit {{ max available restoreRate resetAt }} }}"
    answer = await graph.answer(staff(graph.tenant), document, admission=admission)
    assert not answer.errors
    assert b'"limits":{"points":900,"depth":20,"pageSize":100}' in answer.body
    assert f'"{alias}":{{"max":900,"available":899,"restoreRate":1,"resetAt":"'.encode() in answer.body


async def test_who_has_no_limit_has_no_bucket(graph: Graph) -> None:
    """And is told so."""
    reply = await graph.ask(staff(graph.tenant), "{ rateLimit { max } }")
    assert reply.data == {"rateLimit": None}
    assert "bucket" not in reply.extensions["cost"]


async def test_a_dry_run_tells_what_an_operation_would_cost_and_need(graph: Graph) -> None:
    """With these variables; nothing of it is read."""
    document = """query ($n: Int!) {
      customers(first: $n, search: "ann") { nodes { name contactPoints { value } timeline(first: 2) { nodes { id } } } }
    }"""
    assert await dry_run(graph, document, variables={"n": 10}) == {
        "points": 1 + 11 + 10 * (11 + 3),
        "limit": 10**9,
        "breakdown": [
            {"path": "customers.nodes.contactPoints", "points": 110},
            {"path": "customers.nodes.timeline", "points": 30},
            {"path": "customers", "points": 11},
        ],
        "scopes": ["customers:read", "timeline:read"],
        "categories": ["contact", "identity"],
        "planned": True,
        "refusal": None,
    }


async def test_a_dry_run_of_a_mutation_records_nothing(graph: Graph) -> None:
    """Every event of a batch has its price."""
    document = """mutation ($input: RecordEventsInput!) {
      recordEvents(input: $input) { results { position } userErrors { code } }
    }"""
    event = {"type": "note.recorded", "data": {}, "occurredAt": "2026-05-04T09:30:00Z", "idempotencyKey": "k"}
    told = await dry_run(graph, document, variables={"input": {"items": [event] * 3}})
    assert (told["points"], told["scopes"], told["planned"]) == (1 + 10 + 3, ["events:write"], False)
    assert len(await graph.events()) == 5


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ("{ customers(orderBy: NAME) { nodes { id } } }", "CATEGORY_NOT_READABLE"),
        ("{ customers { nodes { id } } }", "SCOPE_MISSING"),
    ],
)
async def test_a_dry_run_tells_what_would_be_refused(graph: Graph, document: str, refusal: str) -> None:
    """By its code, to whom it would be refused."""
    scopes = frozenset({"vehicles:read"} if refusal == "SCOPE_MISSING" else {"customers:read"})
    who = staff(graph.tenant, roles=frozenset(), scopes=scopes)
    reply = await graph.ask(who, DRY_RUN, text=document)
    assert reply.errors == ()
    assert (reply.data["operationCost"]["refusal"], reply.data["operationCost"]["planned"]) == (refusal, False)


async def test_a_dry_run_tells_what_is_read_field_by_field(graph: Graph) -> None:
    """It runs all the same."""
    told = await dry_run(graph, f"{{ {LONG}: viewer {{ name }} }}")
    assert (told["planned"], told["refusal"]) == (False, None)


async def test_a_document_may_be_named_by_its_id(graph: Graph) -> None:
    """By argument or by variable, as when it is asked for."""
    documents = graph.resources.writing.documents
    known = {sha: text for sha, text in documents.shipped.items() if text.count("query ") == 1}
    sha, text = next(iter(known.items()))
    question = Question(
        query=f"query ($id: ID!) {{ a: operationCost(documentId: $id) {{ points }} "
        f'b: operationCost(documentId: "sha256:{sha}") {{ points }} }}',
        variables={"id": sha},
    )
    answering = Answering(SCHEMA, graph.resources, ADMISSION, documents)
    answer = await answering.answer(question, Asker(staff(graph.tenant), "test"))
    assert not answer.errors
    told = orjson.loads(answer.body)["data"]
    assert told["a"] == told["b"] == {"points": (await dry_run(graph, text))["points"]}
    unknown = msgspec.structs.replace(question, variables={"id": "0" * 64})
    refused = await answering.answer(unknown, Asker(staff(graph.tenant), "test"))
    assert [each["extensions"]["code"] for each in refused.errors] == ["DOCUMENT_UNKNOWN"]


@pytest.mark.parametrize(
    ("document", "given", "code"),
    [
        (None, {}, "INVALID_ARGUMENT"),
        ("{", {}, "INVALID_ARGUMENT"),
        ("{ nothing }", {}, "INVALID_ARGUMENT"),
        ("{ viewer { name } }", {"name": "Other"}, "INVALID_ARGUMENT"),
        ("{ viewer { name } }", {"variables": [1]}, "INVALID_ARGUMENT"),
        ("{ leads(first: 101) { nodes { id } } }", {}, "INVALID_ARGUMENT"),
        ("query ($n: Int!) { leads(first: $n) { nodes { id } } }", {}, "INVALID_ARGUMENT"),
        ("{" + " ".join(f"a{number}: __typename" for number in range(61)) + "}", {}, "GRAPHQL: "),
    ],
)
async def test_what_cannot_be_an_operation_has_no_cost(
    graph: Graph, document: str | None, given: dict[str, Any], code: str
) -> None:
    """What is wrong with it is said."""
    reply = await graph.ask(staff(graph.tenant), DRY_RUN, text=document, **given)
    assert [each.startswith(code) for each in reply.errors] == [True]
