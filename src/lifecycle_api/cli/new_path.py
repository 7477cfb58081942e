"""What a command writes to: something new, so that nothing is written over."""

import os
from pathlib import Path
from typing import Any

import click


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


def write_new(path: Path, content: bytes) -> None:
    """Write a new file, in a folder that is made for it if need be. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)
