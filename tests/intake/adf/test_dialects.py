"""Every dialect in `tests/fixtures/adf` is read exactly as the file beside it says."""

from pathlib import Path

import msgspec
import pytest

from lifecycle_api.intake.adf import parse

DIALECTS = Path(__file__).parents[2] / "fixtures" / "adf"
FILES = sorted(path for path in DIALECTS.iterdir() if path.suffix in {".xml", ".eml", ".txt"})
FOREIGN = {"foreign_date": "PY", "wrong_case": "NO"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dialect_is_read_as_expected(path: Path) -> None:
    """Everything is compared: each lead with all its values, each finding, and the level."""
    parsed = parse(path.read_bytes(), region=FOREIGN.get(path.stem, "US"))
    expected = msgspec.json.decode(path.with_suffix(".json").read_bytes())
    assert msgspec.json.decode(msgspec.json.encode(parsed)) == expected
