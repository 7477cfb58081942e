"""Followers of a log learn what concerns them when it can be read, and nothing is kept for slow ones."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from lifecycle_api.errors import InvalidArgument
from lifecycle_api.projector.watch import Checkpoint, Concern, Place, Watches
from lifecycle_api.store.headers import Header
from lifecycle_api.store.refusals import UnknownTenant
from tests.graphql.conftest import deployed_dsn
from tests.support.facts import a, noted, registered
from tests.support.graph import Graph, open_graph
from tests.support.waiting import PATIENCE_SECONDS

__all__ = ["deployed_dsn"]  # the database with the read models that are shipped

pytestmark = pytest.mark.anyio

AT_ONCE = 0.0


@pytest.fixture
async def graph(deployed_dsn: str) -> AsyncIterator[Graph]:
    """A dealer group without events."""
    async with open_graph(deployed_dsn) as opened:
        yield opened


def watches(graph: Graph) -> Watches:
    """Watchers of the logs."""
    return Watches(graph.parts.pool, graph.parts.store)


def timeline(graph: Graph) -> set[Checkpoint]:
    """The checkpoint of the timeline."""
    return {graph.resources.reading.planner.schemas.checkpoints["customer_timeline"]}


def about(who: str) -> Concern:
    """What concerns a customer."""
    return Concern(tags=frozenset({f"customer:{a(who)}"}))


async def read_to(position: int, *places: Place) -> None:
    """Wait until everything up to a position was read for these followers."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while any(place.visible < position for place in places):  # noqa: ASYNC110  # that is no event of theirs
            await asyncio.sleep(0)


async def test_a_follower_learns_what_concerns_it_once_it_is_visible(graph: Graph) -> None:
    """Not when it is recorded, not what concerns others, and once."""
    async with watches(graph).following(graph.tenant, about("ann"), timeline(graph), None) as ann:
        position = await graph.happened(registered("ann"), registered("ben"))
        assert not await ann.wait(0.05)
        await graph.shown()
        assert await ann.wait(PATIENCE_SECONDS)
        assert (ann.matched, ann.visible) == (position - 1, position)
        ann.delivered = ann.visible
        await graph.happened(noted("for Ben", customer="ben"))
        await graph.shown()
        assert not await ann.wait(0.05)


async def test_who_was_away_goes_on_where_they_were(graph: Graph) -> None:
    """What was recorded meanwhile may concern them, so they look once."""
    first = await graph.happened(registered("ann"))
    await graph.happened(noted("meanwhile"))
    await graph.shown()
    async with watches(graph).following(graph.tenant, about("ann"), timeline(graph), first) as place:
        assert await place.wait(PATIENCE_SECONDS)
        assert (place.delivered, place.visible) == (first, first + 1)


async def test_who_is_at_the_head_waits(graph: Graph) -> None:
    """There is nothing to look for."""
    head = await graph.happened(registered("ann"))
    await graph.shown()
    for after in (head, None):
        async with watches(graph).following(graph.tenant, about("ann"), timeline(graph), after) as place:
            assert not await place.wait(0.05)


async def test_what_does_not_concern_a_follower_is_passed_over(graph: Graph) -> None:
    """So that it goes on from there after a break, without looking at it again."""
    async with watches(graph).following(graph.tenant, about("ann"), (), None) as place:
        position = await graph.happened(registered("ben"))
        await read_to(position, place)
        assert not await place.wait(AT_ONCE)
        assert place.delivered == position


async def test_followers_of_one_log_share_a_watcher(graph: Graph) -> None:
    """Also those who join later; it ends with the last of them."""
    shared, other = watches(graph), uuid4()
    await graph.parts.store.create_tenant(other, "Another group")
    before = asyncio.all_tasks()
    async with shared.following(graph.tenant, Concern(), (), None) as first:
        position = await graph.happened(registered("ann"))
        assert await first.wait(PATIENCE_SECONDS)
        async with (
            shared.following(graph.tenant, Concern(), (), 0) as second,
            shared.following(other, Concern(), (), 0),
        ):
            assert await second.wait(PATIENCE_SECONDS)
            assert len(asyncio.all_tasks() - before) == 2
            position = await graph.happened(registered("ben"))
            await read_to(position, first, second)
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(("tenant", "after", "error"), [(None, 9, InvalidArgument), (UUID(int=7), None, UnknownTenant)])
async def test_what_is_not_there_cannot_be_followed(
    graph: Graph, tenant: UUID | None, after: int | None, error: type[Exception]
) -> None:
    """A position behind the head, or another group's log."""
    with pytest.raises(error):
        async with watches(graph).following(tenant or graph.tenant, Concern(), (), after):
            pass


def test_types_and_tags_both_have_to_fit() -> None:
    """One of each is enough, and nothing asked for means any."""
    header = Header(1, "note.recorded", frozenset({"customer:1", "note:2"}), frozenset({"customer", "note"}))
    for types, tags, kinds, fits in [
        ((), (), (), True),
        (("note.recorded", "lead.received"), (), (), True),
        (("lead.received",), (), (), False),
        (("note.recorded",), ("customer:1", "customer:9"), (), True),
        (("note.recorded",), ("customer:9",), (), False),
        (("lead.received",), ("customer:1",), (), False),
        ((), (), ("note",), True),
        ((), ("customer:9",), ("note",), True),
        ((), ("customer:9",), ("lead",), False),
        (("lead.received",), (), ("note",), False),
    ]:
        assert Concern(frozenset(types), frozenset(tags), frozenset(kinds)).matches(header) is fits


def test_a_place_moves_forward_only() -> None:
    """However late it hears of something."""
    place = Place(Concern(), (), delivered=5, matched=9, visible=7)
    place.move([Header(8, "a", frozenset(), frozenset())], 6)
    assert (place.matched, place.visible, place.due) == (9, 7, True)
    place.delivered = 7
    assert not place.due
