"""One simulated group for all tests that only read it."""

from datetime import date

import pytest

from lifecycle_api.simulator import write
from tests.simulator.reading import Group

END = date(2025, 11, 21)


@pytest.fixture(scope="session")
def group(tmp_path_factory: pytest.TempPathFactory) -> Group:
    """The group of the default arguments."""
    folder = tmp_path_factory.mktemp("group")
    write(folder, end=END)
    return Group(folder)
