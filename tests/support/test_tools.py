"""Programs for tests: installed by one of those who want them at once, and again after an attempt that failed."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support.tools import missing

CALLERS = 8


@pytest.fixture
def wanted(tmp_path: Path) -> Path:
    """A file that says what is wanted."""
    file = tmp_path / "requirements.txt"
    file.write_text("one", encoding="utf-8")
    return file


def test_one_installs_while_the_others_wait(tmp_path: Path, wanted: Path) -> None:
    """What the others then find is whole."""
    place = tmp_path / "place"

    def install(_: int) -> tuple[bool, int]:
        with missing(place, wanted) as wanting:
            if wanting:
                place.mkdir()
                for number in range(5):
                    (place / str(number)).touch()
                    time.sleep(0.01)
            return wanting, len(list(place.glob("[0-9]")))

    with ThreadPoolExecutor(CALLERS) as callers:
        found = list(callers.map(install, range(CALLERS)))
    assert sorted(found) == [(False, 5)] * (CALLERS - 1) + [(True, 5)]


def test_what_was_begun_and_not_ended_is_missing(tmp_path: Path, wanted: Path) -> None:
    """A folder that is there proves nothing; and what is there is outdated when something else is wanted."""
    place = tmp_path / "place"
    place.mkdir()
    with pytest.raises(ConnectionError), missing(place, wanted):
        raise ConnectionError
    for expected in (True, False):
        with missing(place, wanted) as wanting:
            assert wanting is expected
    wanted.write_text("two", encoding="utf-8")
    with missing(place, wanted) as wanting:
        assert wanting
