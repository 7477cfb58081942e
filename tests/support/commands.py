"""The command line in this process, on an installation that a test has set up."""

import base64
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from lifecycle_api.cli.main import main
from tests.support.log import MASTER_KEY

Call = Callable[..., Result]
"""Runs a command, given as words of any type, to its end."""


def environment_for(dsn: str) -> dict[str, str]:
    """The settings that lead to a database, with the master key of the tests."""
    return {"DATABASE_URL": dsn, "LIFECYCLE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode()}


def calling(dsn: str, **settings: str | Path) -> Call:
    """What runs commands on a database, with the master key of the tests and more settings."""
    environment = {**environment_for(dsn), **{name: str(value) for name, value in settings.items()}}

    def call(*words: object) -> Result:
        return CliRunner(env=environment).invoke(main, [str(word) for word in words])

    return call
