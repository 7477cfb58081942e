"""The ``lifecycle-api`` command: finds the others, and says in one line what was refused."""

import json
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click

from lifecycle_api import cli
from lifecycle_api.cli.new_path import FULL
from lifecycle_api.errors import LifecycleError

_NOT_COMMANDS = frozenset({"main", "data", "ids", "new_path"})
_AS_JSON = f"{__name__}.as_json"
_STOPPED = 130
"""What shells say of a program that was ended by Ctrl-C: 128 and the number of SIGINT."""


class FileUnusable(LifecycleError):
    """A file or folder cannot be read or written."""

    code = "FILE_UNUSABLE"


class Commands(click.Group):
    """The modules of this package, each imported only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, sorted."""
        del ctx  # the same in every context
        return sorted(found.name for found in iter_modules(cli.__path__) if found.name not in _NOT_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or ``None``."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = getattr(import_module(f"{cli.__name__}.{cmd_name}"), cmd_name)
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember whether JSON was asked for, in case the command never comes to read it."""
        ctx.meta[_AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a refusal becomes one line on standard error, JSON if that was asked for."""
        try:
            return super().invoke(ctx)
        except LifecycleError as error:
            _refuse(ctx, error)
        except OSError as error:
            if error.filename is None and error.errno not in FULL:  # such as a reader of ours that has gone
                raise
            file = error.filename or "What is written to"
            _refuse(ctx, FileUnusable(f"{file} cannot be used: {error.strerror}.", file=error.filename))
        except KeyboardInterrupt:
            click.echo("\nStopped.", err=True)
            ctx.exit(_STOPPED)


def _refuse(ctx: click.Context, error: LifecycleError) -> None:
    told = json.dumps({"error": error.as_dict()}, default=str)
    click.echo(told if ctx.meta[_AS_JSON] else f"Error: {error.message}", err=True)
    ctx.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lifecycle-api")
def main() -> None:
    """Record, read and prove what happened to a dealership's customers and vehicles."""
