"""The bundle that other verifiers share: it verifies for ever, and each forgery of it is found where it was found."""

import zipfile
from typing import Any

import pytest

from lifecycle_api.audit.tlog.policy import parse_policy
from tests.audit.tampering import Loose, loose
from tests.audit.vectors import FOLDER, vectors

EXPECTED: dict[str, Any] = vectors("bundle")


@pytest.fixture(scope="module")
def kept() -> Loose:
    """The bundle as it was once made."""
    return loose(FOLDER / "bundle.zip", parse_policy((FOLDER / "bundle.policy").read_text(encoding="utf-8")), [])


def test_a_bundle_made_before_still_verifies(kept: Loose) -> None:
    """Whatever has changed in the program since."""
    assert zipfile.is_zipfile(FOLDER / "bundle.zip")
    assert kept.failures() == {}


@pytest.mark.parametrize("forgery", EXPECTED["forgeries"], ids=lambda each: f"{each['file']}@{each['offset']}")
def test_each_forgery_is_found_where_it_was_found(kept: Loose, forgery: dict[str, Any]) -> None:
    """By the same checks, at the same index, in the same field."""
    found = kept.flipped(forgery["file"], forgery["offset"], forgery["xor"]).failures()
    told = {check: [{"index": index, "field": part} for index, part in some] for check, some in found.items()}
    assert told == forgery["found"]
