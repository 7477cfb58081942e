"""Two mutations to try rules on that hold for all of them: a note about Ann, and assigning her to Sam."""

from typing import Any

from tests.support.facts import a
from tests.support.graph import Graph

NOTE = """
  mutation Note($input: RecordNoteInput!) {
    recordNote(input: $input) {
      note { id text }
      position
      replayed
      events { id position }
      userErrors { __typename code message path }
    }
  }
"""
ASSIGN = """
  mutation Assign($input: AssignCustomerInput!) {
    assignCustomer(input: $input) {
      customer { version }
      position
      userErrors { __typename code path ... on VersionConflictError { currentVersion } }
    }
  }
"""


def note(key: str = "k1", **changed: Any) -> dict[str, Any]:
    """The input of a note about Ann."""
    return {"idempotencyKey": key, "customer": f"customer:{a('ann')}", "text": "Likes blue.", **changed}


def assignment(key: str = "k1", **changed: Any) -> dict[str, Any]:
    """The input that assigns Ann to Sam."""
    given = {"customer": f"customer:{a('ann')}", "employee": f"employee:{a('sam')}", "slot": "SALES"}
    return {"idempotencyKey": key, **given, **changed}


async def refusal(graph: Graph, who: Any, document: str, given: dict[str, Any]) -> dict[str, Any]:
    """The one user error of a mutation that recorded nothing."""
    before = await graph.parts.store.head(graph.tenant)
    reply = await graph.ask(who, document, input=given)
    assert reply.errors == ()
    ((done),) = reply.data.values()
    assert done["position"] is None
    assert await graph.parts.store.head(graph.tenant) == before
    (error,) = done["userErrors"]
    error.pop("message", None)
    return dict(error)
