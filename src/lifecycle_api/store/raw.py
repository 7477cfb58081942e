"""Events without declaration: any type, any bytes, as the recorders of `eventsourcing` carry them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import msgspec
from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBSequencedEvent

from lifecycle_api.store import door, sealing
from lifecycle_api.store.codec import Encoded, Stored
from lifecycle_api.store.requests import Prepared

_encoder = msgspec.json.Encoder(order="sorted")


class _Clear(msgspec.Struct):
    type: str
    tags: list[str]


_decoder = msgspec.json.Decoder(_Clear)


def prepared(events: Sequence[DCBEvent], condition: DCBAppendCondition | None) -> Prepared:
    """A request to record raw events now. Raises PayloadRefused."""
    now = datetime.now(UTC)
    if condition is not None:
        door.check_query(condition.fail_if_events_match)
    tags = tuple({tag: None for event in events for tag in event.tags})
    door.check_tags(tags)
    return Prepared(tuple(_encoded(event, now) for event in events), tags, condition=condition)


def sequenced(row: Stored) -> DCBSequencedEvent:
    """A row of the log as the library's event."""
    clear = _decoder.decode(row.clear)
    return DCBSequencedEvent(DCBEvent(clear.type, row.sealed or b"", clear.tags), row.position)


def _encoded(event: DCBEvent, now: datetime) -> Encoded:
    door.check_name("type", event.type, door.MAX_TYPE_BYTES)
    clear = _encoder.encode(_Clear(event.type, event.tags))
    door.check_text(clear)
    return Encoded(
        uuid4(),
        event.type,
        0,
        now,
        clear,
        event.data,
        sealing.digest(clear, event.data),
        tuple(dict.fromkeys(event.tags)),
    )
