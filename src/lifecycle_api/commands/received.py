"""Which leads a party received: only of these can it say to whom it passed them on."""

from typing import Final
from uuid import UUID

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.access.principal import Principal
from lifecycle_api.commands.command import NotFound
from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.events.disclosures import DataDisclosed
from lifecycle_api.domain.events.leads import LeadReceived
from lifecycle_api.domain.registry import registry
from lifecycle_api.store.log import EventStore

SENT: Final = ("lead.received", "lead.resent")
"""What records that somebody sent a lead."""

_DISCLOSED: Final = [registry.declaration(DataDisclosed).name]


def no_such_lead() -> NotFound:
    """What is said of a lead that the party never had: the same as of one that there is not."""
    return NotFound("There is no such lead that you received.", argument="lead")


class ReceivedLeads:
    """Tells from the log whether a party sent a lead, or was shown it. What is there stays: it need not be locked."""

    def __init__(self, store: EventStore) -> None:
        self._store = store

    async def check(self, principal: Principal, lead: UUID) -> None:
        """Raise NotFound unless the principal's party sent this lead, or an answer to it held the lead's customer's."""
        asked = DCBQuery([DCBQueryItem(types=list(SENT), tags=[f"lead:{lead}"])])
        sent = await self._store.read(principal.tenant, asked)
        if any(_by(principal, each) for each in sent.events):
            return
        for each in sent.events:
            if isinstance(each.event, LeadReceived) and await self._shown(
                principal, each.event.customer, each.position
            ):
                return
        raise no_such_lead()

    async def _shown(self, principal: Principal, customer: UUID, since: int) -> bool:
        """Whether leads of a customer were in an answer that the party got once this one was known."""
        tags = [f"party:{principal.party}", f"customer:{customer}"]
        answers = DCBQuery([DCBQueryItem(types=_DISCLOSED, tags=tags)])
        page = await self._store.read(principal.tenant, answers, after=since)
        return any(isinstance(each.event, DataDisclosed) and _held_leads(each.event, since) for each in page.events)


def _by(principal: Principal, sent: Recorded) -> bool:
    actor = sent.envelope.actor
    mine = principal.party is not None and sent.envelope.originator == f"party:{principal.party}"
    return mine or (actor.type == "partner" and actor.id == principal.subject)


def _held_leads(answer: DataDisclosed, since: int) -> bool:
    # An answer names the customers and the fields, and not each row: of a customer's leads, all that were there count.
    return answer.decided_on >= since and any(field.startswith("Lead.") for field in answer.fields)
