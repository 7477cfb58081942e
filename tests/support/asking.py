"""Asks the service over HTTP, as its clients do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx

from tests.support.waiting import PATIENCE_SECONDS

SETTLING_SECONDS = PATIENCE_SECONDS


class Caller:
    """Somebody with a token, or without one."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def post(self, query: str, **variables: Any) -> httpx.Response:
        """The response to one GraphQL request."""
        return self.http.post("/graphql", json={"query": query, "variables": variables})

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """The whole answer to one GraphQL request, errors and all."""
        answer: dict[str, Any] = self.post(query, **variables).json()
        return answer

    def data(self, query: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer that has no errors."""
        answer = self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def deliver(self, lead: bytes, *, rooftop: str | None = None) -> httpx.Response:
        """The response to a lead that is posted as it is."""
        where = {} if rooftop is None else {"rooftop": rooftop}
        headers = {"Content-Type": "application/octet-stream"}
        return self.http.post("/intake/adf", content=lead, params=where, headers=headers)

    def settled(self) -> dict[str, Any]:
        """How the read models of all groups stand once they have caught up or stopped, or do not in time."""
        deadline = monotonic() + SETTLING_SECONDS
        while True:
            report: dict[str, Any] = self.http.get("/health/ready").json()["checks"]["projections"]
            if report["stopped"] or report["lag"] == 0 or monotonic() > deadline:
                return report

    def every(self, field: str, selection: str, *, arguments: str = "") -> list[Any]:
        """All nodes of a connection at the root, page by page."""
        nodes: list[Any] = []
        after: str | None = None
        pick = f"{field}(first: 100, after: $after {arguments}) {{ nodes {{ {selection} }} {PAGE} }}"
        query = f"query($after: String) {{ {pick} }}"
        while True:
            page = self.data(query, after=after)[field]
            nodes += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            after = page["pageInfo"]["endCursor"]


PAGE = "pageInfo { hasNextPage endCursor }"


def codes(answer: Mapping[str, Any]) -> list[str]:
    """The codes of an answer's errors."""
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


@contextmanager
def caller(address: str, token: str | None = None) -> Iterator[Caller]:
    """Somebody who calls the service at an address, directly: no proxy of the environment is used."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS, trust_env=False) as http:
        yield Caller(http)
