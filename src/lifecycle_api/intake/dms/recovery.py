"""What the log itself says was told of a record, for when the memory beside it is behind."""

from collections.abc import Iterable
from itertools import count

from eventsourcing.dcb.api import DCBQuery, DCBQueryItem

from lifecycle_api.domain.envelope import Recorded
from lifecycle_api.domain.registry import registry
from lifecycle_api.intake.dms.context import Fact
from lifecycle_api.intake.dms.differ import Mac, fingerprint
from lifecycle_api.intake.dms.origin import Origin
from lifecycle_api.intake.dms.state import Groups
from lifecycle_api.intake.moments import Moment
from lifecycle_api.store.log import EventStore


async def told_in_log(store: EventStore, origin: Origin, facts: Iterable[Fact], mac: Mac, known: Groups) -> Groups:
    """The newest version of each fact's group that is in the log, with its fingerprint; none older than is `known`."""
    facts = list(facts)
    tags = {registry.declaration(type(fact.event)).tags(fact.event)[0] for fact in facts}
    query = DCBQuery(items=[DCBQueryItem(tags=[tag]) for tag in sorted(tags)])
    page = await store.read(origin.tenant, query)
    found = {event.envelope.id: event for event in page.events}
    groups: Groups = {}
    for fact in facts:
        version, _ = known.get(fact.group, (0, ""))
        # What is known may have been silent: it is not in the log, and what came after it is.
        for each in count(version):
            if recorded := found.get(origin.event_id(fact.group, each)):
                groups[fact.group] = (each, _fingerprint(fact, recorded, mac))
            elif each > version:
                break
    return groups


def _fingerprint(fact: Fact, recorded: Recorded, mac: Mac) -> str:
    moment = Moment(recorded.envelope.occurred_at, recorded.envelope.occurred_precision)
    return fingerprint(fact.group, recorded.event, moment if fact.dated else None, mac)
