"""A served toy application, shared by the tests of the edge."""

from collections.abc import Iterator

import httpx
import pytest

from lifecycle_api.http.app import create_app
from tests.http.toy import Toy, toy
from tests.support.serving import serving
from tests.support.waiting import PATIENCE_SECONDS


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """What is served."""
    return toy(tmp_path_factory.mktemp("issuer"))


@pytest.fixture(scope="session")
def address(app: Toy) -> Iterator[str]:
    """Where it is served."""
    with serving(create_app(app.services)) as base:
        yield base


@pytest.fixture(scope="session")
def anyone(address: str) -> Iterator[httpx.Client]:
    """A caller without a token."""
    with httpx.Client(base_url=address, timeout=PATIENCE_SECONDS) as client:
        yield client


@pytest.fixture(scope="session")
def sam(address: str, app: Toy) -> Iterator[httpx.Client]:
    """The service advisor."""
    headers = {"Authorization": f"Bearer {app.tokens['service-advisor']}"}
    with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as client:
        yield client
