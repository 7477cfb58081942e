"""Which database a command works on: ``--data DIR`` (embedded), ``DATABASE_URL``, or the usual folder."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from lifecycle_api.cli.new_path import FULL
from lifecycle_api.embedded import Cluster
from lifecycle_api.errors import LifecycleError
from lifecycle_api.settings import Settings


class _Folder(click.Path):
    """A folder. The empty word, as of a variable that is not set, is none, and not this one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path. Fails for the empty word."""
        if value == "":
            self.fail("It is empty; write . to mean this folder.", param, ctx)
        return super().convert(value, param, ctx)


data_option = click.option(
    "--data",
    "data",
    type=_Folder(file_okay=False, path_type=Path),
    help="Use the embedded PostgreSQL in this folder (otherwise DATABASE_URL, or LIFECYCLE_DATA).",
)


class DatabaseUnusable(LifecycleError):
    """The database cannot be used: nobody answers at its address, or it lets this login do nothing."""

    code = "DATABASE_UNUSABLE"


@dataclass(frozen=True, slots=True)
class Database:
    """Where a command's data is: a server of our own in ``folder``, or one at ``url``."""

    folder: Path
    url: str | None

    @contextmanager
    def opened(self) -> Iterator[str]:
        """The DSN, while the block lasts; an embedded server that nobody else needs stops with it."""
        if self.url is not None:
            with _usable():
                yield self.url
        else:
            with _ended_politely(), Cluster(self.folder).use() as dsn:
                yield dsn


@contextmanager
def _usable() -> Iterator[None]:
    """Name what an operator can mend; the driver's own words may quote values."""
    import asyncpg

    refusals = (
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InvalidCatalogNameError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.CannotConnectNowError,
        asyncpg.TooManyConnectionsError,
    )
    try:
        yield
    except refusals as error:
        raise DatabaseUnusable(f"The database refuses this: {type(error).__name__}.") from None
    except OSError as error:
        if error.filename is not None or isinstance(error, BrokenPipeError) or error.errno in FULL:
            raise
        raise DatabaseUnusable(f"The database does not answer: {error.strerror or error}.") from None


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Let SIGTERM and a closed terminal unwind the stack, so that what was started is stopped."""
    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda got, _: sys.exit(128 + got)) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def chosen(data: Path | None, settings: Settings, *, admin: bool = False) -> Database:
    """The database meant by the option and the settings; ``admin`` prefers the DSN for schema changes."""
    url = (settings.database_admin_url if admin else None) or settings.database_url
    return Database(data or settings.data, None if data else url)


def with_database(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option ``--data`` and the argument ``database``: a :class:`Database`."""

    @data_option
    @wraps(command)
    def wrapper(*args: Any, data: Path | None, **kwargs: Any) -> Any:
        return command(*args, database=chosen(data, Settings.from_environment()), **kwargs)

    return wrapper
