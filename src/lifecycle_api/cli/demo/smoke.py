"""The smoke test: the saved operations, asked over HTTP by the personas they are for."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import click
import orjson

from lifecycle_api.access.personas import PersonaToken
from lifecycle_api.errors import LifecycleError
from lifecycle_api.http.operations import SavedOperation, operations_folder, saved_operations

COUNTS = "{ customers { count(upTo: 10000) { value } } vehicles { count(upTo: 10000) { value } } }"
PATIENCE_SECONDS = 30
DIRECTLY = build_opener(ProxyHandler({}))
"""What is asked is on this machine, whatever proxy its environment names for others."""


class SmokeTestFailed(LifecycleError):
    """The demo answered, but not as it should."""

    code: ClassVar[str] = "SMOKE_TEST_FAILED"


ANSWERED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "customer-story": lambda data: data["customers"]["nodes"][0]["timeline"]["nodes"],
    "sales-pipeline": lambda data: data["leads"]["nodes"] and data["deals"]["nodes"],
    "vehicle-life": lambda data: data["vehicles"]["nodes"][0]["ownershipChain"],
    "service-drive": lambda data: data["repairOrders"]["nodes"] and data["declinedWork"]["nodes"],
    "find-customer": lambda data: data["customers"]["nodes"],
    "lead-inbox": lambda data: data["leads"],
    "front-line": lambda data: data["vehicles"]["nodes"],
    "stock-search": lambda data: data["vehicles"],
    "what-happened": lambda data: data["customers"]["nodes"][0]["timeline"]["nodes"],
    "my-record": lambda data: len(data["customers"]["nodes"]) == 1,
    "my-choices": lambda data: data["customers"]["nodes"][0]["consents"]["nodes"],
    "shared-customers": lambda data: any(each["name"] for each in data["customers"]["nodes"]),
    "who-has-my-data": lambda data: any(each["recipient"]["name"] for each in data["disclosures"]["nodes"]),
    "agreements": lambda data: data["agreements"]["nodes"][0]["clauses"],
    "intake-health": lambda data: data["sourceBatches"]["nodes"],
}
"""What has to be in the answers of the operations that anybody can ask without knowing an id, in the order asked.

Who has someone's data is asked after the marketplace looked, and at least as of that look.
"""

PURPOSES = {"marketplace": "lead_followup", "auditor": "audit"}
"""What those ask for on whom each answer is decided: without one purpose they get nothing."""


async def smoke_test(url: str, tokens: Sequence[PersonaToken], facts: dict[str, Any]) -> None:
    """Ask everything and print `{"events", "customers", "vehicles", "queries": {name: ms}}`. Raises SmokeTestFailed."""
    held = {each.persona.key: each.token for each in tokens}
    counted = SavedOperation("sales-manager", "counts", "Counts", COUNTS, {})
    _, counts = await _asked(url, held[counted.persona], counted)
    queries, disclosed = {}, "0"
    saved = {each.name: each for each in saved_operations(operations_folder())}
    for name, answered in ANSWERED.items():
        operation = saved[name]
        if "$atLeast" in operation.query:
            operation = replace(operation, variables={**operation.variables, "atLeast": disclosed})
        milliseconds, answer = await _asked(url, held[operation.persona], operation)
        if not answered(answer["data"]):
            raise SmokeTestFailed(f"{operation.name}, asked as {operation.persona}, came back empty.", answer=answer)
        disclosed = answer["extensions"].get("disclosure", {}).get("position", disclosed)
        queries[operation.name] = round(milliseconds, 1)
    told = {
        "events": facts["events"],
        "customers": counts["data"]["customers"]["count"]["value"],
        "vehicles": counts["data"]["vehicles"]["count"]["value"],
        "queries": queries,
    }
    click.echo(orjson.dumps(told).decode())


async def _asked(url: str, token: str, operation: SavedOperation) -> tuple[float, dict[str, Any]]:
    purpose = PURPOSES.get(operation.persona)
    asked = {"query": operation.query, "variables": operation.variables}
    body = orjson.dumps(asked if purpose is None else {**asked, "extensions": {"purpose": purpose}})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = Request(f"{url}/graphql", body, headers)  # noqa: S310  # the address is our own
    started = time.perf_counter()
    answer = await asyncio.to_thread(_answer, request)
    milliseconds = (time.perf_counter() - started) * 1000
    if answer.get("errors"):
        raise SmokeTestFailed(f"{operation.name} was refused: {answer['errors']}")
    return milliseconds, answer


def _answer(request: Request) -> dict[str, Any]:
    try:
        with DIRECTLY.open(request, timeout=PATIENCE_SECONDS) as response:
            answer: dict[str, Any] = orjson.loads(response.read())
    except HTTPError as error:
        raise SmokeTestFailed(f"{request.full_url} answered {error.code}: {error.read().decode()}") from None
    return answer
