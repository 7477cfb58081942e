"""Serve the API of an installation."""

import asyncio
from pathlib import Path

import click

from lifecycle_api.cli.data import Database, chosen, data_option
from lifecycle_api.errors import InvalidSetting
from lifecycle_api.settings import Settings


@click.command()
@data_option
def serve(data: Path | None) -> None:
    """Serve the API, trusting the issuer that LIFECYCLE_ISSUER names, and giving tokens at LIFECYCLE_PUBLIC_URL."""
    settings = Settings.from_environment()
    database = chosen(data, settings)
    with database.opened() as dsn:
        asyncio.run(_serve(database, dsn, settings))


async def _serve(database: Database, dsn: str, settings: Settings) -> None:
    from lifecycle_api import app
    from lifecycle_api.http.cors import Origins
    from lifecycle_api.http.serving import address, listen
    from lifecycle_api.http.serving import serve as serve_application

    if settings.issuer is None and settings.public_url is None:
        raise InvalidSetting(
            "Set LIFECYCLE_ISSUER to who signs your access tokens, or LIFECYCLE_PUBLIC_URL to give tokens here.",
            variable="LIFECYCLE_ISSUER",
        )
    listener = listen(settings.host, settings.port)
    if database.url is None:
        await app.prepare(dsn, settings)
    opened = app.core(dsn, app.key_of(settings, database.folder), settings, folder=database.folder)
    async with opened as parts, app.working(parts):
        edge = app.Edge(
            issuers=await app.issuers_of(settings, parts.fetch),
            origins=Origins(allowed=settings.cors_origins, local=False),
            limits=app.limits_of(settings),
            allowances=app.allowances_of(settings),
        )
        application = await app.application(parts, edge)
        click.echo(f"Serving {address(listener)}/graphql")
        await serve_application(application, listener, log_level=settings.log_level)
