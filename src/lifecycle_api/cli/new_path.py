"""What a command writes to: something new, so that nothing is written over."""

from pathlib import Path
from typing import Any

import click


class NewPath(click.ParamType[Path]):
    """The path of a file or a folder that is not there yet. Refused before anything is done, or recorded."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path. Fails when something is there."""
        path = Path(value)
        if path.exists():
            self.fail(f"'{path}' exists; name a new one, so that nothing is written over.", param, ctx)
        return path
