"""Marks are cut out of an answer's text, and nothing else is; a whole answer rests on what one taken apart would."""

import json
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.access.policy import PERMIT, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.planner.cutting import cut
from lifecycle_api.planner.plan import Plan
from lifecycle_api.planner.releasing import release
from tests.support.facts import NOON

PERSON, ROOFTOP, AGREEMENT, CONSENT = (str(UUID(int=each)) for each in range(1, 5))
DECISIONS = (("none", "identity", "contact"), ("none",))
TEXTS = st.sampled_from(['"#":[1]', '#"', "#", '\\"##":', '"#stopped":true', "##", "a,b", "é"]) | st.text(max_size=5)
NAMES = st.text("abc_", min_size=1, max_size=3)


def matrix(ranks: list[int]) -> str:
    """What one person's row was decided by, as the database says it."""
    said = [each for rank in ranks for each in (rank, AGREEMENT, CONSENT)]
    return json.dumps([ROOFTOP, PERSON, None, None, *said])


def mark(rank: int, at: str | None) -> list[Any]:
    """The mark of a row of its own, whose name is decided on by `rank`."""
    return [0, at, None, matrix([PERMIT, rank, PERMIT]), None]


def marks(moments: list[str]) -> list[Any]:
    """The marks of a page of permitted rows."""
    if not moments:
        return ["nodes", 1, 0, True, None, None, None, None, None]
    return ["nodes", 1, len(moments), True, min(moments), None, 1, None, {"1": matrix([PERMIT])}]


MOMENTS = st.sampled_from(["2026-01-02T03:04:05+00:00", "2026-02-02T03:04:05.5+00:00"])
PAGES = st.builds(
    lambda rows: {"nodes": [{"title": text} for _, text in rows], "##": marks([at for at, _ in rows])},
    st.lists(st.tuples(MOMENTS, TEXTS), max_size=3),
)
NUMBERS = st.fixed_dictionaries({"value": TEXTS, "#stopped": st.sampled_from([None, None, None, True])})
RANKS = st.sampled_from([PERMIT, PERMIT, PERMIT, Reason.CONSENT_NONE.rank])
CUSTOMERS = st.builds(
    lambda name, numbers, page, rank, at: {
        "name": None if rank != PERMIT else name,
        "numbers": [each | {"value": None} if each["#stopped"] else each for each in numbers],
        "timeline": page,
        "#": mark(rank, at),
    },
    TEXTS,
    st.lists(NUMBERS, max_size=2),
    PAGES,
    RANKS,
    st.none() | MOMENTS,
)
ANSWERS = st.dictionaries(NAMES, st.none() | CUSTOMERS, min_size=1, max_size=3)


def plan(answer: dict[str, Any], *, whole: bool) -> Plan:
    """What such an answer is released by."""
    paths: list[tuple[tuple[str, ...], Category]] = [((key, "name"), Category.IDENTITY) for key in answer]
    paths += [((key, "numbers", "value"), Category.CONTACT) for key in answer]
    return Plan("", (), (), {}, frozenset(), paths, frozenset(), DECISIONS, ("Customer.name",), whole=whole)


def bare(value: Any) -> Any:
    """A value without its marks."""
    if isinstance(value, list):
        return [bare(each) for each in value]
    if isinstance(value, dict):
        return {key: bare(each) for key, each in value.items() if not key.startswith("#")}
    return value


def counted(value: Any, key: str) -> int:
    """How often a value has this key."""
    if isinstance(value, list):
        return sum(counted(each, key) for each in value)
    if isinstance(value, dict):
        return (key in value) + sum(counted(each, key) for each in value.values())
    return 0


def written(answer: Any) -> str:
    """An answer as PostgreSQL writes it: rows without blanks, what is built of parts with some."""
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).replace('},{"title"', '}, {"title"')


@given(ANSWERS)
def test_marks_are_cut_out_and_nothing_else(answer: dict[str, Any]) -> None:
    """Whatever texts are made of."""
    left = cut(written(answer))
    assert json.loads(left.data) == bare(answer)
    assert len(left.rows) == counted(answer, "#")
    assert len(left.pages) == counted(answer, "##")
    assert len(left.stops) == counted(answer, "#stopped")


@given(st.permutations(["#", "a", "#stopped", "##"]), st.sampled_from([":", " : "]))
def test_marks_are_cut_out_wherever_they_stand(order: list[str], colon: str) -> None:
    """First, last or between."""
    for length in range(len(order) + 1):
        found = cut(f"[{{{','.join(f'{json.dumps(key)}{colon}[{length}]' for key in order[:length])}}}]")
        assert json.loads(found.data) == [{"a": [length]} if "a" in order[:length] else {}]


@given(ANSWERS)
def test_a_whole_answer_rests_on_what_one_taken_apart_does(answer: dict[str, Any]) -> None:
    """It says the same, and so does what is recorded of it; what is kept back is told of either way."""
    row = {"data": written(answer), "head": 7, "decided_at": NOON}
    (whole, one), (apart, other) = (release(row, plan(answer, whole=each), "marketing") for each in (True, False))
    assert json.loads(whole) == json.loads(apart)
    assert set(one.rulings) == set(other.rulings)
    assert (one.rows, one.withheld, set(one.customers)) == (other.rows, other.withheld, set(other.customers))
    kept_back = any(each and (each["name"] is None or counted(each, "#stopped")) for each in answer.values())
    assert kept_back or not one.withheld
