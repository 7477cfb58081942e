"""Partners: their clients get tokens with keys, for one dealer group."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, plain, run
from lifecycle_api.domain.events.parties import PartyKind
from lifecycle_api.errors import InvalidArgument, LifecycleError

if TYPE_CHECKING:
    from lifecycle_api.access.oauth.client import Client
    from lifecycle_api.app import Core

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_client = click.argument("client_id")
_new_key = click.option(
    "--new-key",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Make a key, keep the private half in this new file, and register the public one.",
)
_jwks = click.option(
    "--jwks", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file with public keys as a JWKS."
)
_jwks_uri = click.option("--jwks-uri", help="The https address where the client publishes its keys.")


class TokenRefused(LifecycleError):
    """The authorization server gave no token."""

    code = "TOKEN_REFUSED"


@click.group()
def partner() -> None:
    """Partners: their clients get tokens with keys, for one dealer group."""


@partner.command()
@group_option
@click.option("--party", required=True, help="The partner: its name, or the id of a registered party.")
@click.option(
    "--kind", type=click.Choice(get_args(PartyKind)), default="marketplace", help="What a new party is. [marketplace]"
)
@click.option("--name", help="A name for the client; the party's when left out.")
@click.option("--scope", "scopes", multiple=True, help="A scope it may ask for; may be repeated.")
@click.option("--purpose", "purposes", multiple=True, help="A purpose it may name; may be repeated.")
@click.option("--rooftop", "rooftops", multiple=True, help="Code of a rooftop; all of them when left out.")
@click.option("--dpop", "dpop_required", is_flag=True, help="Bind its tokens to a key.")
@click.option("--trusted-only", is_flag=True, help="Let it run registered operations only.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Its last day.")
@_new_key
@_jwks
@_jwks_uri
@_json
@with_database
def register(
    database: Database,
    *,
    group_name: str | None,
    party: str,
    kind: PartyKind,
    name: str | None,
    rooftops: tuple[str, ...],
    until: datetime | None,
    new_key: Path | None,
    jwks: Path | None,
    jwks_uri: str | None,
    as_json: bool,
    **details: Any,
) -> None:
    """Register a client of a partner; a party of a new name is registered with it."""

    async def work(parts: "Core") -> "Client":
        from lifecycle_api.cli.ingest.partners import registered

        group = await chosen_group(parts, group_name)
        with _keys(new_key, jwks) as keys:
            return await registered(
                parts,
                group,
                party=party,
                kind=kind,
                name=name or party,
                rooftops=rooftops,
                until=_day(until),
                jwks=keys,
                jwks_uri=jwks_uri,
                **details,
            )

    _tell(run(database, work), as_json=as_json)


@partner.command()
@_client
@group_option
@_new_key
@_jwks
@_jwks_uri
@_json
@with_database
def rotate(
    database: Database,
    client_id: str,
    *,
    group_name: str | None,
    new_key: Path | None,
    jwks: Path | None,
    jwks_uri: str | None,
    as_json: bool,
) -> None:
    """Replace a client's keys; those that are not named count no more."""

    async def work(parts: "Core") -> "Client":
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.cli.ingest.partners import administration

        group = await chosen_group(parts, group_name)
        with _keys(new_key, jwks) as keys:
            done = await administration(parts).rotate(group, client_id, jwks=keys, jwks_uri=jwks_uri, by=by_hand())
        return done[0]

    _tell(run(database, work), as_json=as_json)


@partner.command()
@_client
@group_option
@click.option("--reason", required=True, help="Why; whoever audits the group reads it.")
@_json
@with_database
def revoke(database: Database, client_id: str, group_name: str | None, reason: str, *, as_json: bool) -> None:
    """End a client's access; the tokens it has count no more within a second."""

    async def work(parts: "Core") -> "Client":
        from lifecycle_api.cli.ingest.groups import by_hand
        from lifecycle_api.cli.ingest.partners import administration

        group = await chosen_group(parts, group_name)
        done = await administration(parts).revoke(group, client_id, reason, by_hand())
        return done[0]

    _tell(run(database, work), as_json=as_json)


@partner.command("list")
@group_option
@_json
@with_database
def list_clients(database: Database, group_name: str | None, *, as_json: bool) -> None:
    """List the clients of a group, those of its portals too."""

    async def work(parts: "Core") -> "list[Client]":
        return await parts.clients.clients.of_group(await chosen_group(parts, group_name))

    clients = run(database, work)
    if as_json:
        click.echo(json.dumps([_plain(each) for each in clients]))
        return
    for each in clients:
        click.echo(f"{each.client_id}  {each.standing:9}  {each.kind:8}  {each.name}")


@partner.command()
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where the service is.")
@click.option("--client", "client_id", required=True, help="The client's id.")
@click.option(
    "--key", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file with its private key."
)
@click.option("--scope", default="", help="Scopes and purposes, separated by blanks; everything when left out.")
@_json
def token(url: str, client_id: str, key: Path, scope: str, *, as_json: bool) -> None:
    """Ask the service for a token, as a partner's program would, and print it."""
    import httpx

    from lifecycle_api.access.oauth import keyfile
    from lifecycle_api.app import now

    url = url.rstrip("/")  # as the issuer spells itself
    asked = {
        "grant_type": "client_credentials",
        "client_assertion_type": keyfile.ASSERTED,
        "client_assertion": keyfile.assertion(keyfile.load(key), client_id, url, now()),
        **({"scope": scope} if scope else {}),
    }
    try:
        answer = httpx.post(f"{url}/oauth/token", data=asked)
        said = answer.json()
        told = said["error" if answer.is_error else "access_token"]
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        raise TokenRefused(f"There is no authorization server at {url}.", url=url) from None
    if answer.is_error:
        raise TokenRefused(f"{told}: {said.get('error_description')}", error=told)
    click.echo(json.dumps(said) if as_json else told)


def _plain(client: "Client") -> dict[str, Any]:
    """A client as JSON, its keys by their thumbprints."""
    from lifecycle_api.access.oauth.registration import thumbprints

    return plain(client) | {"keys": list(thumbprints(client.keys))}


def _tell(client: "Client", *, as_json: bool) -> None:
    click.echo(json.dumps(_plain(client)) if as_json else f"{client.client_id}  {client.standing}  {client.name}")


@contextmanager
def _keys(new_key: Path | None, jwks: Path | None) -> Iterator[dict[str, Any] | None]:
    """The public keys to register; a file that was made for a registration that is refused does not stay."""
    from lifecycle_api.access.oauth import keyfile
    from lifecycle_api.commands.command import NotFound, PolicyRefused
    from lifecycle_api.commands.organisation import UnknownRooftop

    if new_key is None:
        yield None if jwks is None else _read(jwks)
        return
    made = keyfile.make(new_key)
    try:
        yield {"keys": [made]}
    except (InvalidArgument, NotFound, PolicyRefused, UnknownRooftop):
        new_key.unlink()
        raise


def _read(jwks: Path) -> dict[str, Any]:
    try:
        read = json.loads(jwks.read_bytes())
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise InvalidArgument(f"{jwks} holds no JSON object.", argument="jwks")
    return read


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
