"""The index of the decision records, from their titles and the sentence each of them decides."""

import re
from pathlib import Path
from typing import Final

from lifecycle_api.cli.docs.tables import table

_RECORD: Final = re.compile(r"\A# (\d{4})\. (.+?)\n.*?^## Decision\n+> (.+?)\n\n", re.DOTALL | re.MULTILINE)


def index(root: Path) -> str:
    """Number, title and decision of every record."""
    return table(("record", "decision"), map(_row, sorted((root / "docs" / "decisions").glob("[0-9]*.md"))))


def _row(path: Path) -> tuple[str, str]:
    found = _RECORD.match(path.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{path} needs a title `# NNNN. …`, and under `## Decision` a quoted sentence.")
    return f"[{found[1]} {found[2]}]({path.name})", found[3].replace("\n> ", " ")
