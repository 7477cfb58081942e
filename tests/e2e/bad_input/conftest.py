"""A dealer group that is sent nonsense, and somebody who sends it."""

from collections.abc import Iterator

import pytest

from tests.support.asking import Caller
from tests.support.service import Group, Service


@pytest.fixture(scope="session")
def group(service: Service) -> Group:
    """The dealer group."""
    return service.add_group("Hard Knocks Motors", "north", "south")


@pytest.fixture(scope="session")
def neighbour(service: Service) -> Group:
    """Another dealer group in the same database."""
    return service.add_group("Next Door Cars", "east")


@pytest.fixture
def sender(service: Service, group: Group) -> Iterator[Caller]:
    """Somebody who sends nonsense; the service has no fault to mask meanwhile."""
    assert service.program is not None
    before = service.program.said.count("fault request_id")
    with service.asked_by(service.staff(group.tenant)) as someone:
        yield someone
    assert service.program.said.count("fault request_id") == before, service.program.said
