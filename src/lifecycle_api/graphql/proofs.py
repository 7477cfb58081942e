"""What the verifiable log proves: its newest signed checkpoint, and that an event stands under it."""

from typing import Any

import strawberry
from strawberry.types import Info

from lifecycle_api.access.principal import Principal
from lifecycle_api.audit.tlog.checkpoint import parse_checkpoint
from lifecycle_api.audit.tlog.merkle import leaf_hash
from lifecycle_api.audit.tlog.note import parse
from lifecycle_api.audit.tlog.text import encoded
from lifecycle_api.audit.trees import NoCheckpoint, NotInTheTree, Signed, Trees
from lifecycle_api.graphql.asking import OVERSIGHT, computed, explained
from lifecycle_api.graphql.scalars import EventPosition

SCOPE = "audit:read"


@strawberry.type(description="The head of the group's hash tree, signed by the log and cosigned by its witnesses.")
class LogCheckpoint:
    """A checkpoint."""

    origin: str = strawberry.field(description="The name of the log, for all time.")
    size: EventPosition = strawberry.field(description="How many events are under it: the position of the last one.")
    root: str = strawberry.field(description="The root hash over them, in base64.")
    note: str = strawberry.field(
        description="Origin, size, root and signatures as C2SP tlog-checkpoint writes them: keep this and compare."
    )


@strawberry.type(description="That one event stands in the log, for whoever has the event and the log's key.")
class EventProof:
    """A proof."""

    position: EventPosition = strawberry.field(description="The event.")
    leaf: str = strawberry.field(description="The hash of its entry, in base64.")
    entry: str = strawberry.field(
        description="Its entry in base64: position, time, id, type and digests, as docs/bundle.md lays them out."
    )
    proof: str = strawberry.field(
        description="The path from the leaf to the root, and the checkpoint, in the format C2SP tlog-proof."
    )


def _trees(info: Info[Any, Any]) -> tuple[Principal, Trees]:
    principal: Principal = info.context["principal"]
    principal.require(SCOPE)
    return principal, info.context["services"].trees


async def _checkpoint(info: Info[Any, Any]) -> LogCheckpoint | None:
    principal, trees = _trees(info)
    try:
        signed: Signed = await trees.checkpoint(principal.tenant)
    except NoCheckpoint:
        return None
    read = parse_checkpoint(parse(signed.note).text)
    return LogCheckpoint(origin=read.origin, size=EventPosition(read.size), root=encoded(read.root), note=signed.note)


async def _proof(
    info: Info[Any, Any],
    position: explained(EventPosition, "Position of the event."),  # type: ignore[valid-type]
) -> EventProof | None:
    principal, trees = _trees(info)
    try:
        proof = await trees.inclusion(principal.tenant, position - 1)
    except (NoCheckpoint, NotInTheTree):
        return None
    (entry,) = await trees.entries(principal.tenant, position - 1, position)
    return EventProof(
        position=EventPosition(position),
        leaf=encoded(leaf_hash(entry.data)),
        entry=encoded(entry.data),
        proof=proof.text,
    )


@strawberry.type(description="What the verifiable log proves.")
class ProofsQuery:
    """Root fields."""

    log_checkpoint: LogCheckpoint | None = computed(
        _checkpoint, "The newest checkpoint that counts; null while nothing is signed.", scope=SCOPE, to=OVERSIGHT
    )
    event_proof: EventProof | None = computed(
        _proof,
        "That an event is under the newest checkpoint; null if it is not, or not yet.",
        scope=SCOPE,
        to=OVERSIGHT,
    )
