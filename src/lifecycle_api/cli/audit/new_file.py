"""Files that a command writes: new ones, so that no evidence is written over."""

from pathlib import Path
from typing import Any

import click


class NewFile(click.ParamType[Path]):
    """The path of a file that is not there yet. Refused before anything is done, or recorded."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Fails when something is there."""
        path = Path(value)
        if path.exists():
            self.fail(f"'{path}' exists; name a new file, so that nothing is written over.", param, ctx)
        return path
