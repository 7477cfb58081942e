"""Which dealer group a command is about: the one named, or the only one there is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import click

from lifecycle_api.cli.data import Database
from lifecycle_api.errors import InvalidArgument

if TYPE_CHECKING:
    from lifecycle_api.commands.organisation import Authority, SetUp

T = TypeVar("T")

group_option = click.option(
    "--group", "group_name", help="Name or id of the dealer group; needed when there are several."
)


def run(database: Database, work: Callable[[Any], Awaitable[T]]) -> T:
    """Open the parts of the service on a database, and do the work with them."""
    with database.opened() as dsn:
        return asyncio.run(_run(database, dsn, work))


async def _run(database: Database, dsn: str, work: Callable[[Any], Awaitable[T]]) -> T:
    async with _opened(database, dsn) as parts:
        return await work(parts)


@asynccontextmanager
async def _opened(database: Database, dsn: str) -> AsyncIterator[Any]:
    from lifecycle_api import app
    from lifecycle_api.settings import Settings

    settings = Settings.from_environment()
    if database.url is None:
        await app.prepare(dsn, settings)
    async with app.core(dsn, app.key_of(settings, database.folder), settings, folder=database.folder) as parts:
        yield parts


async def chosen_group(parts: Any, name: str | None) -> UUID:
    """The group of that name or id, or the only one. Raises InvalidArgument."""
    from lifecycle_api import sqlfiles
    from lifecycle_api.domain import ids

    statements = sqlfiles.load(Path(__file__).parent, "groups")
    groups = {row["tenant_id"]: row["name"] for row in await parts.pool.fetch(statements["groups"])}
    if name is not None:
        found = [tenant for tenant in groups if str(tenant) == name or tenant == ids.group(name)]
    else:
        found = list(groups)
    if len(found) != 1:
        known = ", ".join(sorted(groups.values())) or "none yet: lifecycle-api group add NAME"
        asked = "Say which dealer group is meant with --group" if name is None else f"There is no dealer group {name!r}"
        raise InvalidArgument(f"{asked}; known are {known}.", argument="group")
    (tenant,) = found
    return UUID(str(tenant))


def by_hand() -> "Authority":
    """What is set up on the command line is set up by whoever runs the installation."""
    from lifecycle_api.app import now
    from lifecycle_api.commands.organisation import Authority
    from lifecycle_api.domain.envelope import Actor

    return Authority(Actor("system", "setup"), now())


def plain(found: Any) -> dict[str, Any]:
    """A struct as JSON values, its fields named as in the API."""
    import msgspec
    from strawberry.utils.str_converters import to_camel_case

    return {to_camel_case(name): value for name, value in msgspec.to_builtins(found).items()}


def told(done: "SetUp") -> dict[str, object]:
    """What was set up, as plain JSON values."""
    return {"id": str(done.id), "position": done.position, "created": done.created}
