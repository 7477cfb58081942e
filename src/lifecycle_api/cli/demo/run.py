"""Runs the demo: prepare, load, project, and serve or smoke-test."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from socket import socket
from typing import Any
from uuid import UUID

import click
import orjson
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem
from tqdm import tqdm

from lifecycle_api import app
from lifecycle_api.access.dev import DevIssuer
from lifecycle_api.access.oauth.login import PersonaLogin
from lifecycle_api.access.personas import Persona, PersonaToken, personas
from lifecycle_api.access.scopes import Kind
from lifecycle_api.cli.demo.sample import Sample
from lifecycle_api.cli.demo.smoke import smoke_test
from lifecycle_api.cli.ingest.folder import load_manifest
from lifecycle_api.domain import ids
from lifecycle_api.http.console import Console
from lifecycle_api.http.cors import Origins
from lifecycle_api.http.operations import operations_folder, saved_operations
from lifecycle_api.http.serving import address, listen, serve
from lifecycle_api.intake.tags import source
from lifecycle_api.settings import Settings
from lifecycle_api.simulator import last_whole_day
from lifecycle_api.store.outbox import Message
from lifecycle_api.store.refusals import UnknownTenant
from lifecycle_api.trust import Issuers, consumer_login

HOST = "127.0.0.1"


class Demo:
    """The demo in one data folder and database."""

    def __init__(self, data: Path, dsn: str, settings: Settings) -> None:
        self._data = data
        self._dsn = dsn
        self._settings = settings
        self._sample = Sample(data)

    async def run(self, *, port: int | None, smoke: bool) -> None:
        """Do everything; returns when the service was stopped, or the smoke test has passed."""
        issuer = DevIssuer(self._data, host=HOST, now=app.now)
        listener = self._listen(port, smoke=smoke)
        await app.prepare(self._dsn, self._settings)
        key = app.key_of(self._settings, self._data)
        async with app.core(self._dsn, key, self._settings, folder=self._data) as parts:
            facts = await self._load(parts, quiet=smoke)
            tokens = self._tokens(issuer, facts)
            edge = app.Edge(
                issuers=self._issuers(parts, issuer, address(listener), facts),
                origins=Origins(allowed=self._settings.cors_origins, local=True),
                limits=app.limits_of(self._settings),
                allowances=app.allowances_of(self._settings),
                console=Console(saved_operations(operations_folder()), lambda: tokens),
            )
            async with app.working(parts):
                served = await app.application(parts, edge)
                url = address(listener)
                if smoke:
                    meanwhile = partial(smoke_test, url, tokens, facts)
                    await serve(served, listener, log_level="warning", meanwhile=meanwhile)
                else:
                    await serve(served, listener, log_level="warning", announce=partial(_welcome, url, tokens))

    def _listen(self, port: int | None, *, smoke: bool) -> socket:
        wanted = port if port is not None else 0 if smoke else self._settings.port
        listener = listen(HOST, wanted, or_any=port is None)
        found = listener.getsockname()[1]
        if wanted and found != wanted:
            click.echo(f"Port {wanted} is taken; this is {found}.")
        return listener

    async def _load(self, parts: app.Core, *, quiet: bool) -> dict[str, Any]:
        known = self._sample.loaded()
        if known is not None and await _is_there(parts, known):
            return known
        self._sample.write(last_whole_day(datetime.now(UTC)), quiet=quiet)
        tenant = await load_manifest(parts, self._sample.folder, quiet=quiet)
        head = await parts.store.head(tenant)
        with tqdm(total=head, desc="Projecting", unit="event", disable=quiet, file=sys.stderr) as bar:
            await parts.projector.catch_up(tenant, progress=bar.update)
        facts = await self._facts(parts, tenant, head)
        self._sample.remember(facts)
        return facts

    async def _facts(self, parts: app.Core, tenant: UUID, head: int) -> dict[str, Any]:
        record = self._sample.showcase()["records"][0]
        tag = DCBQuery([DCBQueryItem(types=["customer.record_linked"], tags=[source(record["system"], record["id"])])])
        (linked,) = (await parts.store.read(tenant, tag, limit=1)).events
        return {
            "group": str(tenant),
            "rooftops": [str(ids.rooftop(tenant, record["rooftop"]))],
            "customer": str(linked.event.as_dict()["customer"]),
            "events": head,
        }

    def _tokens(self, issuer: DevIssuer, facts: dict[str, Any]) -> Sequence[PersonaToken]:
        return [PersonaToken(each, issuer.issue(each.claims)) for each in _people(facts)]

    def _issuers(self, parts: app.Core, issuer: DevIssuer, url: str, facts: dict[str, Any]) -> Issuers:
        """The dev issuer for the tokens that are printed, and the authorization server for those that are asked for."""
        login = PersonaLogin(lambda: _people(facts), app.now)
        consumers = consumer_login(parts.pool, parts.store, parts.keys, app.now, _shown)
        logins = {Kind.STAFF: login, Kind.AUDITOR: login, Kind.CONSUMER: consumers}
        return Issuers(audience=issuer.audience, others=[issuer.verifier()], public_url=url, logins=logins)


def _shown(message: Message) -> None:
    click.echo(f"To {message.to}: {message.text}")


def _people(facts: dict[str, Any]) -> list[Persona]:
    return personas(
        UUID(facts["group"]),
        rooftops=[UUID(each) for each in facts["rooftops"]],
        customer=UUID(facts["customer"]),
    )


async def _is_there(parts: app.Core, facts: dict[str, Any]) -> bool:
    try:
        head = await parts.store.head(UUID(facts["group"]))
    except UnknownTenant:
        return False
    return head >= int(facts["events"])


def _welcome(url: str, tokens: Sequence[PersonaToken]) -> None:
    saved = next(each for each in saved_operations(operations_folder()) if each.name == "customer-story")
    body = orjson.dumps({"query": " ".join(saved.query.split("\n")[1:]).strip(), "variables": saved.variables}).decode()
    manager = next(each for each in tokens if each.persona.key == "sales-manager")
    click.echo(f"\nServing {url}/graphql   Console: {url}/console   (stop with Ctrl-C)\n")
    click.echo("Tokens, valid for twelve hours on this machine only:\n")
    for each in tokens:
        click.echo(f"  {each.persona.key}: {each.persona.description}\n  {each.token}\n")
    click.echo("The whole story of one customer, ready to paste:\n")
    click.echo(
        f"curl -s {url}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer {manager.token}'"
        f" --data '{body}'\n"
    )
