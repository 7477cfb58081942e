"""Whatever valid document anyone asks, the plan's answer is the stock executor's."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lifecycle_api.domain.categories import Category
from lifecycle_api.planner import pages, shown
from lifecycle_api.planner.audience import Audience
from lifecycle_api.planner.deciding import Deciding
from lifecycle_api.planner.selection import table_of
from tests.support.documents import Document, documents
from tests.support.duel import Different, Duel, Somebody, duel
from tests.support.foliage import whole
from tests.support.harvest import TYPES
from tests.support.postgres import Server

SHARDS, DOCUMENTS = 4, 520
OFTEN = {
    "sales manager": 6,
    "service advisor": 4,
    "consumer": 4,
    "administrator": 2,
    "sibling": 3,
    "sibling who sells": 2,
    "auditor": 3,
    "marketplace": 4,
    "marketplace for histories": 2,
    "booth": 2,
}
NARROW = {"inspector", "marketplace for listings", "partner without a purpose", "staff for customers only"}
AS_THEY_COME = settings(deadline=None, suppress_health_check=list(HealthCheck))
NODES = [name for name, type_ in TYPES.items() if any(each.name == "Node" for each in getattr(type_, "interfaces", ()))]


@pytest.fixture(scope="session")
def two(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duel]:
    """Planner and oracle on one simulated group."""
    with server.database() as dsn, duel(dsn, tmp_path_factory.mktemp("simulated") / "group") as made:
        yield made


def questions(two: Duel) -> st.SearchStrategy[tuple[Somebody, Document]]:
    """Somebody, and what they ask."""
    weighted = [who for name, who in two.people().items() for _ in range(OFTEN.get(name, 1))]
    cursors = two.graph.resources.reading.cursors

    def ask(who: Somebody) -> st.SearchStrategy[tuple[Somebody, Document]]:
        return st.tuples(st.just(who), documents(two.harvest, cursors, who.viewer))

    return st.sampled_from(weighted).flatmap(ask)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_plan_answers_as_the_oracle_does(two: Duel, shard: int, capfd: pytest.CaptureFixture[str]) -> None:
    """In data, the order of keys, errors and redactions; nearly all is planned, and most of it finds something."""

    @settings(AS_THEY_COME, max_examples=DOCUMENTS)
    @given(questions(two))
    def run(question: tuple[Somebody, Document]) -> None:
        two.compare(*question)

    two.counted()
    run()
    seen = two.counted()
    with capfd.disabled():
        sys.stderr.write(f"\nPlan and oracle agree (shard {shard}): {seen}\n")
    assert seen.documents >= DOCUMENTS
    assert seen.outside >= 0.2 * DOCUMENTS
    assert seen.share_planned >= 0.95
    assert seen.share_filled >= 0.5
    assert seen.grouped >= DOCUMENTS / 8


@pytest.mark.parametrize("type_", NODES)
def test_every_field_is_the_same(two: Duel, type_: str) -> None:
    """Of up to forty rows of each type and of what they lead to, for everybody who sees some of them."""
    two.counted()
    compare_every_field(two, type_)
    seen = two.counted()
    assert seen.refused < seen.documents


def compare_every_field(two: Duel, type_: str) -> None:
    """Ask everybody's plan and oracle for rows of a type, whole. Raises Different."""
    table = table_of(TYPES[type_])
    assert table is not None
    ids = two.harvest.ids[table.prefix or ""]
    query = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {whole(TYPES[type_])} }} }}"
    for name, who in two.people().items():
        if name not in NARROW:
            two.compare(who, Document(query, {"ids": ids}))


def unmasked(self: Any, sql: str, *_: Any) -> str:
    """A mask that hides nothing."""
    return sql


def turned(source: Any, chosen: str | None) -> Any:
    """The order that was asked for, the other way round."""
    name = chosen or next(iter(source.orders))
    order = source.orders[name]
    return name, replace(order, descending=not order.descending)


def nothing(*_: Any) -> list[str]:
    """No conditions."""
    return []


def permitted(self: Any, decided: Any, category: Category) -> str:
    """A decision that permits everything."""
    self.needed[decided.number].add(category)
    return "true"


def regardless(*_: Any) -> bool:
    """Whatever the role."""
    return True


def unheard(*_: Any) -> None:
    """No stop of any number."""


@pytest.mark.parametrize(
    ("owner", "name", "broken"),
    [
        (shown, "_masked", unmasked),
        (pages, "_order_of", turned),
        (pages.Page, "_chosen", nothing),
        (pages.Page, "_after", nothing),
        (pages.Page, "_joined", nothing),
        (Audience, "_rooftop", nothing),
        (Audience, "_person", nothing),
        (Audience, "reads", regardless),
        (Deciding, "read", permitted),
    ],
    ids=["a mask", "the order", "filters", "the cursor", "the parent", "rooftops", "persons", "a role", "a decision"],
)
def test_a_broken_plan_is_caught(
    two: Duel, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, broken: Callable[..., Any]
) -> None:
    """Whatever it loses: soon some document shows it."""
    anew = replace(two)

    @settings(AS_THEY_COME, max_examples=DOCUMENTS, phases=[Phase.generate], database=None, derandomize=True)
    @given(questions(anew))
    def run(question: tuple[Somebody, Document]) -> None:
        anew.compare(*question)

    monkeypatch.setattr(owner, name, broken)
    with pytest.raises(Different):
        run()


def test_a_stop_that_is_not_heard_is_caught(two: Duel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few documents ask for the numbers of those who said it: so every number is asked for."""
    anew = replace(two)
    monkeypatch.setattr(Deciding, "stopped", unheard)
    with pytest.raises(Different):
        compare_every_field(anew, "Customer")
