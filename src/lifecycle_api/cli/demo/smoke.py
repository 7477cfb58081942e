"""The smoke test: every saved operation, asked over HTTP by the persona it is for."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
import orjson

from lifecycle_api.access.personas import PersonaToken
from lifecycle_api.errors import LifecycleError
from lifecycle_api.http.operations import SavedOperation, operations_folder, saved_operations

COUNTS = "{ customers { count(upTo: 10000) { value } } vehicles { count(upTo: 10000) { value } } }"
PATIENCE_SECONDS = 30


class SmokeTestFailed(LifecycleError):
    """The demo answered, but not as it should."""

    code: ClassVar[str] = "SMOKE_TEST_FAILED"


@dataclass(frozen=True)
class Check:
    """Who asks an operation, and what has to be in the answer for it to be one."""

    persona: str
    answered: Callable[[dict[str, Any]], Any]


CHECKS = {
    "customer-story": Check("sales-manager", lambda data: data["customers"]["nodes"][0]["timeline"]["nodes"]),
    "sales-pipeline": Check("sales-manager", lambda data: data["leads"]["nodes"] and data["deals"]["nodes"]),
    "vehicle-life": Check("sales-manager", lambda data: data["vehicles"]["nodes"][0]["ownershipChain"]),
    "service-drive": Check("service-advisor", lambda data: data["repairOrders"]["nodes"] and data["declinedWork"]),
    "front-line": Check("marketplace", lambda data: data["vehicles"]["nodes"]),
    "what-happened": Check("auditor", lambda data: data["customers"]["nodes"] and data["sourceBatches"]["nodes"]),
    "my-record": Check("consumer", lambda data: len(data["customers"]["nodes"]) == 1),
}


async def smoke_test(url: str, tokens: Sequence[PersonaToken], facts: dict[str, Any]) -> None:
    """Ask everything and print `{"events", "customers", "vehicles", "queries": {name: ms}}`. Raises SmokeTestFailed."""
    held = {each.persona.key: each.token for each in tokens}
    _, counts = await _asked(url, held["sales-manager"], SavedOperation("counts", "Counts", COUNTS, {}))
    queries = {}
    for operation in saved_operations(operations_folder()):
        check = CHECKS[operation.name]
        milliseconds, data = await _asked(url, held[check.persona], operation)
        if not check.answered(data):
            raise SmokeTestFailed(f"{operation.name}, asked as {check.persona}, came back empty.", data=data)
        queries[operation.name] = round(milliseconds, 1)
    told = {
        "events": facts["events"],
        "customers": counts["customers"]["count"]["value"],
        "vehicles": counts["vehicles"]["count"]["value"],
        "queries": queries,
    }
    click.echo(orjson.dumps(told).decode())


async def _asked(url: str, token: str, operation: SavedOperation) -> tuple[float, dict[str, Any]]:
    body = orjson.dumps({"query": operation.query, "variables": operation.variables})
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    request = Request(f"{url}/graphql", body, headers)  # noqa: S310  # the address is our own
    started = time.perf_counter()
    answer = await asyncio.to_thread(_answer, request)
    milliseconds = (time.perf_counter() - started) * 1000
    if answer.get("errors"):
        raise SmokeTestFailed(f"{operation.name} was refused: {answer['errors']}")
    return milliseconds, answer["data"]


def _answer(request: Request) -> dict[str, Any]:
    try:
        with urlopen(request, timeout=PATIENCE_SECONDS) as response:  # noqa: S310  # the address is our own
            answer: dict[str, Any] = orjson.loads(response.read())
    except HTTPError as error:
        raise SmokeTestFailed(f"{request.full_url} answered {error.code}: {error.read().decode()}") from None
    return answer
