"""GET with entity tags: staff may keep what they read; what others read, and every POST, is never kept."""

from pathlib import Path

import pytest

from lifecycle_api.access.scopes import Kind
from tests.graphql.conftest import deployed_dsn, graph
from tests.support.facts import a, noted
from tests.support.graph import Graph
from tests.support.wire import served

__all__ = ["deployed_dsn", "graph"]

pytestmark = pytest.mark.anyio

PAGE = {"query": f'{{ customer(id: "customer:{a("ann")}") {{ name }} }}'}


async def test_what_staff_have_is_not_sent_again(graph: Graph, tmp_path: Path) -> None:
    """304 without a body, until something is recorded; whoever keeps it may do so for themselves alone."""
    await graph.shown()
    async with served(graph, tmp_path) as wire, wire.http(wire.token()) as client:
        first = await client.get("/graphql", params=PAGE)
        assert first.headers["cache-control"] == "private, no-cache"
        assert first.headers["vary"] == "Authorization, Accept, Origin"
        kept = {"If-None-Match": f'W/"another", {first.headers["etag"]}'}
        again = await client.get("/graphql", params=PAGE, headers=kept)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        await graph.happened(noted())
        await graph.shown()
        after = await client.get("/graphql", params=PAGE, headers=kept)
        assert (after.status_code, after.json()["data"]) == (200, first.json()["data"])


async def test_nothing_else_is_kept(graph: Graph, tmp_path: Path) -> None:
    """Not by a consumer or a partner, not a POST, and no refusal."""
    await graph.shown()
    async with served(graph, tmp_path) as wire:
        for token in (wire.token(Kind.CONSUMER, customer=str(a("ann"))), wire.token(Kind.PARTNER)):
            async with wire.http(token) as client:
                answer = await client.get("/graphql", params=PAGE)
                assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)
        async with wire.http(wire.token()) as client:
            posted = await client.post("/graphql", json=PAGE)
            refused = await client.get("/graphql", params={"query": "{ nothing }"})
            for answer in (posted, refused):
                assert (answer.headers["cache-control"], "etag" in answer.headers) == ("no-store", False)


async def test_developers_ask_how_it_was_answered(graph: Graph, tmp_path: Path) -> None:
    """By a header, with the scope for it."""
    await graph.shown()
    async with served(graph, tmp_path) as wire, wire.http(wire.token()) as client:
        plain = await client.post("/graphql", json=PAGE)
        told = await client.post("/graphql", json=PAGE, headers={"GraphQL-Explain": "1"})
    assert "explain" not in plain.json()["extensions"]
    assert told.json()["extensions"]["explain"]["path"] == "plan"
