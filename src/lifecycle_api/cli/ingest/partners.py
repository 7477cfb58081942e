"""Registers parties and their clients by hand, for the command line and the demo."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec
from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.oauth.client import Client
from lifecycle_api.app import Core, now
from lifecycle_api.cli.ingest.groups import by_hand
from lifecycle_api.commands.clients import ClientAdministration, Wanted
from lifecycle_api.domain import ids
from lifecycle_api.domain.envelope import Envelope, NewEvent
from lifecycle_api.domain.events.parties import PartyKind, PartyRegistered
from lifecycle_api.intake.rooftops import Rooftops


def administration(parts: Core) -> ClientAdministration:
    """What sets clients up."""
    return ClientAdministration(parts.store, parts.clients.clients, parts.clients.grants, now)


async def registered(
    parts: Core, group: UUID, *, party: str, kind: PartyKind, rooftops: Sequence[str], **details: Any
) -> Client:
    """Register a client; `rooftops` are codes, and none means all. Raises what registering raises.

    A party of a new name is registered with it, once it is known that nothing about the client is refused.
    """
    known = Rooftops(parts.store, group)
    where = tuple([(await known.by_code(code)).id for code in rooftops]) or None
    wanted, clients = Wanted(rooftops=where, **details), administration(parts)
    await clients.check(group, wanted)
    wanted = msgspec.structs.replace(wanted, party=await _party_of(parts, group, party, kind))
    return (await clients.register(group, str(uuid4()), wanted, by_hand()))[0]


async def _party_of(parts: Core, group: UUID, party: str, kind: PartyKind) -> UUID:
    """The group's party of this id or name; one of a new name is registered."""
    page = await parts.store.read(group, DCBQuery([DCBQueryItem(types=["party.registered"])]))
    known = [each.event for each in page.events if isinstance(each.event, PartyRegistered)]
    found = [each.party for each in known if party in {str(each.party), each.name}]
    if found:
        return found[0]
    new, by = ids.of(group, "party", party), by_hand()
    envelope = Envelope(id=ids.of(group, "event", "party.registered", new), occurred_at=by.at, actor=by.actor)
    event = PartyRegistered(party=new, kind=kind, name=party)
    await parts.store.append(group, [NewEvent(envelope, event)])
    return new
