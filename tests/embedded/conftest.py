"""Servers of their own, for the tests of starting and stopping them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from lifecycle_api.embedded import Cluster


@pytest.fixture
def make_cluster() -> Iterator[Callable[[Path], Cluster]]:
    """Make a cluster in a folder; it is stopped after the test whatever happens."""
    with ExitStack() as cleanup:

        def make(folder: Path) -> Cluster:
            cluster = Cluster(folder, fast=True)
            cleanup.callback(cluster.stop)
            return cluster

        yield make


@pytest.fixture
def cluster(make_cluster: Callable[[Path], Cluster], tmp_path: Path) -> Cluster:
    """A cluster that has not been started."""
    return make_cluster(tmp_path / "data")
