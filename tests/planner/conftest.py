"""The same dealer group as in the tests of the schema."""

from tests.graphql.conftest import deployed_dsn, graph

__all__ = ["deployed_dsn", "graph"]
