"""The reference of the command line, from the commands themselves."""

from collections.abc import Iterator

import click

from lifecycle_api.cli.docs.tables import table
from lifecycle_api.cli.main import main

NAME = "lifecycle-api"


def commands() -> str:
    """A section for every command, with usage, meaning and options."""
    return "\n\n".join(_sections(main, click.Context(main, info_name=NAME)))


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inside = click.Context(command, info_name=name, parent=context)
        if isinstance(command, click.Group):
            yield from _sections(command, inside)
        else:
            yield _section(command, inside)


def _section(command: click.Command, context: click.Context) -> str:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    records = (option.get_help_record(context) for option in command.params if isinstance(option, click.Option))
    rows = [(f"`{option}`", meaning) for option, meaning in filter(None, records)]
    parts = [f"### {context.command_path}", f"    {usage}", " ".join((command.help or "").split("\f")[0].split())]
    return "\n\n".join(part for part in (*parts, table(("option", "meaning"), rows) if rows else "") if part)
