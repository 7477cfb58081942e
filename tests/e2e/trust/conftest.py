"""A dealer group with a partner and a customer, in the served installation."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from lifecycle_api.access.matrix import Role
from tests.support.asking import Caller
from tests.support.service import Group, Service

RECORD = """mutation($items: [EventInput!]!) { recordEvents(input: {items: $items}) {
  results { position userError { code message path } }
} }"""
REGISTER_PARTY = """mutation($input: RegisterPartyInput!) { done: registerParty(input: $input) {
  party { id } userErrors { code message path }
} }"""


class Home:
    """A dealer group, and somebody of its staff who records what happened."""

    def __init__(self, service: Service, group: Group, caller: Caller) -> None:
        self.service = service
        self.group = group
        self.caller = caller

    @property
    def tenant(self) -> UUID:
        """Its tenant."""
        return self.group.tenant

    def record(self, event: str, /, **data: Any) -> None:
        """Record an event of this type, at the group's rooftop."""
        item = {
            "type": event,
            "data": data,
            "occurredAt": "2026-03-02T12:00:00Z",
            "rooftop": f"rooftop:{self.group.rooftops['north']}",
            "idempotencyKey": str(uuid4()),
        }
        (result,) = self.caller.data(RECORD, items=[item])["recordEvents"]["results"]
        assert result["userError"] is None, result

    def party(self, name: str = "Carfair") -> UUID:
        """A new marketplace."""
        given = {"idempotencyKey": str(uuid4()), "kind": "MARKETPLACE", "name": name}
        done = self.caller.data(REGISTER_PARTY, input=given)["done"]
        assert done["userErrors"] == []
        return UUID(done["party"]["id"].removeprefix("party:"))

    def change(self, mutation: str, party: UUID) -> None:
        """Suspend a party, or reinstate it."""
        self._done(mutation, party=f"party:{party}", reason="A leak is looked into.")

    def link(self, customer: UUID, other: UUID) -> None:
        """Say that two customers are one person."""
        pair = {"customer": f"customer:{customer}", "other": f"customer:{other}"}
        self._done("linkIdentities", **pair, method="MANUAL", reason="They showed the same licence.")

    def unlink(self, customer: UUID, other: UUID) -> None:
        """Say that they are two."""
        pair = {"customer": f"customer:{customer}", "other": f"customer:{other}"}
        self._done("unlinkIdentities", **pair, reason="They are sisters.")

    def _done(self, mutation: str, **given: str) -> None:
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        document = f"mutation($input: {kind}!) {{ done: {mutation}(input: $input) {{ userErrors {{ message }} }} }}"
        assert self.caller.data(document, input={"idempotencyKey": str(uuid4()), **given})["done"]["userErrors"] == []

    def customer(self, *contacts: str) -> UUID:
        """A new customer who can be reached there."""
        customer = uuid4()
        name = {"full": "Ann Smith"}
        self.record("customer.registered", customer=str(customer), name=name, first_seen_via="dms")
        for contact in contacts:
            kind = "email" if "@" in contact else "phone"
            point = {"contact_point": str(uuid4()), "kind": kind, "value": contact}
            self.record("contact_point.added", customer=str(customer), **point)
        return customer

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The data of the events of this type, as it stands in the log for all to read; oldest first."""
        return asyncio.run(_clear(self.service.dsn, self.tenant, kind))


@pytest.fixture(scope="session")
def home(service: Service) -> Iterator[Home]:
    """The group."""
    group = service.add_group(f"Trust {uuid4()}", "north")
    with service.asked_by(service.staff(group.tenant, role=Role.ADMINISTRATOR)) as caller:
        yield Home(service, group, caller)


async def _clear(dsn: str, tenant: UUID, kind: str) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(dsn)
    try:
        rows = await connection.fetch(
            "SELECT clear FROM lifecycle.event WHERE tenant_id = $1 AND type = $2 ORDER BY position", tenant, kind
        )
    finally:
        await connection.close()
    return [json.loads(row["clear"])["data"] for row in rows]
