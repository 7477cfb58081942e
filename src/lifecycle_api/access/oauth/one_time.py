"""How consumers log in: they say where they can be reached, and show the code that reached them there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.facts import SignedIn
from lifecycle_api.access.oauth.login import Field, Form
from lifecycle_api.access.scopes import Kind

CONTACT: Final = "contact"
CODE: Final = "code"
LONGEST: Final = 320
_SENT: Final = "If this is where we reach you, a code of eight digits is on its way. It is good for ten minutes."
_WRONG: Final = "This code is wrong, used or too old. After five attempts a new one is needed."


class Binds(Protocol):
    """Sends codes, and finds out whose they were."""

    async def send(self, group: UUID, written: str) -> None:
        """Send a code, if anybody is known to be there."""
        ...

    async def bind(self, group: UUID, written: str, code: str) -> UUID | None:
        """The customer who was sent this code, or None."""
        ...


class OneTimeLogin:
    """Asks for a number or an address, then for the code. It never says whether anybody is known there."""

    def __init__(self, binding: Binds, now: Callable[[], datetime]) -> None:
        self._binding = binding
        self._now = now

    async def answer(self, client: Client, given: Mapping[str, str]) -> Form | SignedIn:
        """See Login."""
        contact, code = given.get(CONTACT, "")[:LONGEST], given.get(CODE)
        if not contact.strip():
            return Form("Log in", f"{client.name} asks who you are.", [Field(CONTACT, "Your phone number or e-mail")])
        if code is None:
            await self._binding.send(client.tenant, contact)
            return _asking_for_code(contact)
        customer = await self._binding.bind(client.tenant, contact, code[:LONGEST])
        return _asking_for_code(contact, _WRONG) if customer is None else self._signed_in(client, customer)

    def _signed_in(self, client: Client, customer: UUID) -> SignedIn:
        # No name: what tokens say is kept by others, where erasing does not reach.
        return SignedIn(
            subject=f"customer:{customer}",
            kind=Kind.CONSUMER,
            tenant=client.tenant,
            name="Customer",
            at=self._now(),
            customer=customer,
        )


def _asking_for_code(contact: str, trouble: str | None = None) -> Form:
    fields = [Field(CONTACT, value=contact), Field(CODE, "The code", kind="text")]
    return Form("Enter the code", _SENT, fields, "Log in", trouble)
