"""Writes the field tables of `docs/sources.md` from the shapes, so that the page cannot drift from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lifecycle_api.simulator.shapes import IN_ORDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lifecycle_api.simulator.shapes import Field, Shape

BEGIN = "<!-- the tables below are generated: python -m lifecycle_api.simulator.shapes.document docs/sources.md -->"


def tables() -> str:
    """Markdown of every shape, each with its scalar fields and its lists."""
    return "\n".join(_section(shape) for shape in IN_ORDER)


def refreshed(page: str) -> str:
    """The page with everything after the marker written anew. Raises ValueError when the marker is missing."""
    head, marker, _ = page.partition(BEGIN)
    if not marker:
        message = "the page has no marker line; put BEGIN where the tables should start"
        raise ValueError(message)
    return f"{head}{BEGIN}\n\n{tables()}"


def _section(shape: Shape) -> str:
    lists = "".join(
        f"\nList `{name}` (key of a line: `{rows[0].name}`)\n\n{_table(rows)}" for name, rows in shape.lists.items()
    )
    head = f"### {shape.kind}\n\nKey `{shape.key}`; systems: {shape.systems}. {shape.meaning}\n"
    return f"{head}\n{_table(shape.fields)}{lists}"


def _table(rows: Iterable[Field]) -> str:
    body = "".join(f"| `{row.name}` | {_meaning(row)} | `{row.example}` |\n" for row in rows)
    return f"| field | meaning | example |\n| --- | --- | --- |\n{body}"


def _meaning(row: Field) -> str:
    return f"{row.meaning} (not taken in)" if row.fate == "unread" else row.meaning


if __name__ == "__main__":
    import sys
    from pathlib import Path

    page = Path(sys.argv[1])
    page.write_text(refreshed(page.read_text("utf-8")), "utf-8")
