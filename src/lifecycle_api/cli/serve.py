"""Serve the API of an installation."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from lifecycle_api.cli.data import Database, chosen, data_option
from lifecycle_api.errors import InvalidSetting
from lifecycle_api.settings import Settings

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.store.outbox import Message
    from lifecycle_api.trust import Issuers


@click.command()
@data_option
def serve(data: Path | None) -> None:
    """Serve the API, trusting the issuer that LIFECYCLE_ISSUER names, and giving tokens at LIFECYCLE_PUBLIC_URL."""
    settings = Settings.from_environment()
    database = chosen(data, settings)
    with database.opened() as dsn:
        asyncio.run(_serve(database, dsn, settings))


async def _issuers(settings: Settings, parts: "Core") -> "Issuers":
    from lifecycle_api import app
    from lifecycle_api.access.claim_map import ClaimMap
    from lifecycle_api.access.dev import is_loopback
    from lifecycle_api.access.scopes import Kind
    from lifecycle_api.trust import Issuers, consumer_login, identity_provider, introspected

    try:
        claims = ClaimMap(settings.claims)
    except ValueError as error:
        raise InvalidSetting(f"LIFECYCLE_CLAIMS cannot be used: {error}.", variable="LIFECYCLE_CLAIMS") from None
    others = []
    if settings.issuer is not None:
        provider = identity_provider(
            settings.issuer,
            audience=settings.audience,
            jwks=settings.jwks,
            origins=settings.jwks_origins,
            algorithms=settings.algorithms,
            claims=claims,
            fetch=parts.fetch,
            now=app.now,
        )
        others.append(await provider)
    opaque = None
    if others and settings.introspection is not None:
        opaque = await introspected(others[0], settings.introspection, fetch=parts.fetch, now=app.now)
    # Behind a proxy on the same machine it listens on the loopback too, but is called by another name.
    called = urlsplit(settings.public_url or "").hostname or ""
    show = _shown if is_loopback(settings.host) and is_loopback(called) else None
    consumers = consumer_login(parts.pool, parts.store, parts.keys, app.now, show)
    logins = {Kind.CONSUMER: consumers}
    return Issuers(
        audience=settings.audience, others=others, public_url=settings.public_url, logins=logins, opaque=opaque
    )


def _shown(message: "Message") -> None:
    # On this machine, whoever started the service may read what it sends.
    click.echo(f"To {message.to}: {message.text}")


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
            issuers=await _issuers(settings, parts),
            origins=Origins(allowed=settings.cors_origins, local=False),
            limits=app.limits_of(settings),
            allowances=app.allowances_of(settings),
        )
        application = await app.application(parts, edge)
        click.echo(f"Serving {address(listener)}/graphql")
        await serve_application(application, listener, log_level=settings.log_level)
