"""What a command writes to: something new, so that nothing is written over."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a disk that takes no more, without saying which file it was."""


class NewPath(click.ParamType[Path]):
    """The path of a file or a folder that is not there yet. Refused before anything is done, or recorded."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Fails when something is there or nothing can be, and when another option names it, too."""
        path = Path(value)
        if path.exists():
            self.fail(f"'{path}' exists; name a new one, so that nothing is written over.", param, ctx)
        place = next(each for each in path.absolute().parents if each.exists())
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            self.fail(f"'{path}' cannot be written: '{place}' is no folder that takes it.", param, ctx)
        if ctx is not None:
            named = ctx.meta.setdefault(__name__, set())
            if path.resolve() in named:
                self.fail(f"'{path}' is named twice.", param, ctx)
            named.add(path.resolve())
        return path


@contextmanager
def growing(path: Path) -> Iterator[IO[bytes]]:
    """A new file that is there when the block has ended well, and not before.

    Meanwhile it has a name of its own, by which the next one finds what a killed one left behind.
    """
    unfinished = path.with_name(f"{path.name}.unfinished")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, in a folder that is made for it if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
