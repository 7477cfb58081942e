"""What was planned before is planned alike, and opens nothing to whoever asks next."""

from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from graphql import parse

from lifecycle_api.access.principal import Principal
from lifecycle_api.access.scopes import ScopeMissing
from lifecycle_api.access.visibility import viewer_of
from lifecycle_api.errors import LifecycleError
from lifecycle_api.planner.plan import Schemas
from lifecycle_api.planner.planner import Asked, Planner
from lifecycle_api.planner.selection import NotPlannable
from tests.support.facts import a
from tests.support.graph import SCHEMA
from tests.support.people import consumer, staff

PROJECTIONS = Path(__file__).parents[2] / "projections"
PLAIN = """query($id: ID!, $first: Int!, $after: String) {
  customer(id: $id) { name timeline(first: $first, after: $after) { nodes { id } } leads(first: 3) { nodes { id } } }
}"""
SWITCHED = """query($id: ID!, $first: Int!, $more: Boolean!) {
  customer(id: $id) { id name @include(if: $more) notes(first: $first) { nodes { text } } }
}"""
SHAPED = """query($id: ID!, $first: Int!, $order: CustomerOrder, $position: EventPosition) {
  node(id: $id, consistency: {atLeast: $position}) { id }
  customers(first: $first, orderBy: $order) { nodes { id } }
}"""
ANN = f"customer:{a('ann')}"
VARIED: dict[str, dict[str, list[Any]]] = {
    PLAIN: {"id": [ANN, "customer:1", 7], "first": [2, 5, 101], "after": ["x", None, "a\0b"]},
    SWITCHED: {"id": [ANN, "vehicle:1"], "first": [2, 0], "more": [True, False, None]},
    SHAPED: {"id": [ANN, "vehicle:1"], "first": [2], "order": ["NAME", "LAST_VISIT", None], "position": ["1", None]},
}
PEOPLE = [
    staff(UUID(int=1)),
    staff(UUID(int=2)),
    staff(UUID(int=1), a("north")),
    consumer(UUID(int=1), a("ann")),
]


def planner() -> Planner:
    """A planner that has seen nothing, on read models that need not be there."""
    names = {folder.name: "somewhere" for folder in PROJECTIONS.iterdir() if folder.is_dir()}
    positions = dict.fromkeys(names, ("somewhere", 1))
    return Planner(SCHEMA._schema, Schemas(live=names, scratch=names, checkpoints=positions))


def planned(by: Planner, document: str, variables: dict[str, Any], who: Principal) -> Any:
    """The statement and the values of its fields, or how it was refused."""
    try:
        found = by.operation(Asked(document, parse(document), None, variables), who, viewer_of(who))
    except (LifecycleError, NotPlannable) as refusal:
        return type(refusal), str(refusal)
    return found.plan.sql, list(found.values), found.replayed


@pytest.mark.parametrize("document", VARIED)
def test_what_was_asked_before_changes_nothing(document: str) -> None:
    """Whoever asked it, and with whatever variables: what is planned is what one who had seen nothing would plan."""
    varied, seasoned = VARIED[document], planner()
    asked = [(dict(zip(varied, values, strict=True)), who) for values in product(*varied.values()) for who in PEOPLE]
    for variables, who in [*asked, *reversed(asked)]:
        assert planned(seasoned, document, variables, who) == planned(planner(), document, variables, who)


def test_a_plan_at_hand_opens_nothing() -> None:
    """Each who asks needs the scopes themselves, however often others asked the same."""
    by, may = planner(), staff(UUID(int=1))
    may_not = msgspec.structs.replace(may, scopes=frozenset({"customers:read"}))
    asked = Asked(PLAIN, parse(PLAIN), None, {"id": ANN, "first": 2, "after": "x"})
    assert by.operation(asked, may, viewer_of(may)).plan is by.operation(asked, may, viewer_of(may)).plan
    with pytest.raises(ScopeMissing):
        by.operation(asked, may_not, viewer_of(may_not))
