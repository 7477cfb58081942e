"""Ids on the command line: as the API gives them, such as `customer:0190…`, or the UUID alone."""

from typing import Any
from uuid import UUID

import click


class GlobalId(click.ParamType[UUID]):
    """The id of something of one kind; the value is its UUID."""

    name = "id"

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        """The UUID in it. Fails for an id of another kind."""
        if isinstance(value, UUID):
            return value
        try:
            return UUID(str(value).removeprefix(f"{self._kind}:"))
        except ValueError:
            self.fail(f"{value!r} is neither an id such as {self._kind}:0190… nor the UUID in it.", param, ctx)
