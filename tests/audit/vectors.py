"""The test vectors, as files that a verifier in another language can share."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "fixtures" / "audit"


def vectors(name: str) -> Any:
    """The JSON of a file."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
