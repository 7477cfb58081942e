"""What a party saw on a day is reproduced from the log, decision included, and no data with it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from lifecycle_api.audit.replay.seen import Seeing
from lifecycle_api.store.codec import Opened
from tests.audit.conftest import Audited
from tests.audit.story import Story
from tests.support.log import NOON

pytestmark = pytest.mark.anyio


def anything(_: Opened) -> bool:
    """The reach of somebody who may look into everything."""
    return True


async def test_a_disclosure_is_shown_with_its_decisions_taken_again(here: Audited) -> None:
    """Also after the consent was withdrawn: it was right then, and one after that is not."""
    story = Story(here.log)
    await story.begin()
    position = await story.disclosed(story.ann)
    await story.tell(story.withdrawn(story.ann))
    await story.disclosed(story.ann)

    first, second = await Seeing(here.log.store).by(
        here.log.tenant, story.market, NOON, NOON + timedelta(days=2), anything
    )

    assert (first.position, first.fields, first.customers) == (position, ("Customer.name",), (str(story.ann),))
    assert [(each.category, each.effect, each.reproduced) for each in first.decisions] == [
        ("identity", "permit", True),
        ("contact", "permit", True),
    ]
    assert [each.reproduced for each in second.decisions] == [False, False]


async def test_other_days_and_other_parties_have_seen_nothing(here: Audited) -> None:
    """The end of the period is not part of it."""
    story = Story(here.log)
    await story.begin()
    await story.disclosed(story.ann)
    seeing, tenant, day = Seeing(here.log.store), here.log.tenant, NOON + timedelta(days=1)

    assert await seeing.by(tenant, story.market, NOON, day, anything) == []
    assert await seeing.by(tenant, uuid4(), NOON, day + timedelta(days=9), anything) == []
    assert len(await seeing.by(tenant, story.market, day, day + timedelta(seconds=1), anything)) == 1
