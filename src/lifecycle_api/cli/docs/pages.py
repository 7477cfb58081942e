"""Finds the generated blocks of Markdown pages and writes them anew.

A block stands between `<!-- generated: NAME WORDS -->` and `<!-- end -->`; NAME says who writes it, WORDS are
handed to it. Everything outside blocks is written by people and stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, Final

from lifecycle_api.errors import LifecycleError

Block = Callable[..., str]
_BLOCK: Final = re.compile(
    r"^<!-- generated: ([\w-]+)((?: [\w-]+)*) -->\n(.*?)^<!-- end -->$", re.DOTALL | re.MULTILINE
)


class DocsStale(LifecycleError):
    """The generated parts of the documentation are not up to date; run `lifecycle-api docs --write`."""

    code: ClassVar[str] = "DOCS_STALE"


class UnknownBlock(LifecycleError):
    """A page asks for a generated block that nothing writes."""

    code: ClassVar[str] = "UNKNOWN_BLOCK"


def pages(root: Path) -> list[Path]:
    """Every page of a checkout that may hold generated blocks."""
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def refreshed(text: str, blocks: Mapping[str, Block]) -> str:
    """The page with all of its blocks written anew. Raises UnknownBlock."""

    def written(found: re.Match[str]) -> str:
        name, words = found[1], found[2].split()
        if name not in blocks:
            raise UnknownBlock(f"Nothing writes a block called {name}; there are {', '.join(sorted(blocks))}.")
        marker = " ".join([name, *words])
        return f"<!-- generated: {marker} -->\n\n{blocks[name](*words).strip()}\n\n<!-- end -->"

    return _BLOCK.sub(written, text)


def refresh(root: Path, blocks: Mapping[str, Block], *, write: bool) -> list[str]:
    """The pages that were not up to date, by their paths inside `root`; with `write` they are now."""
    stale = []
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        if (now := refreshed(text, blocks)) != text:
            stale.append(page.relative_to(root).as_posix())
            if write:
                page.write_text(now, encoding="utf-8")
    return stale
