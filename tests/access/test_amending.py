"""What differs between two texts of agreements, and whether the partner gets more."""

from typing import Any

import pytest

from lifecycle_api.access.amending import Change, differences

READ: dict[str, Any] = {
    "id": "4.1",
    "page": 6,
    "effect": "permit",
    "actions": ["read"],
    "purposes": ["lead_followup"],
    "categories": ["contact"],
    "territory": ["US"],
}
BAN: dict[str, Any] = {"id": "7.2", "page": 11, "effect": "prohibit", "actions": ["resell"]}
DUTY: dict[str, Any] = {"id": "9.3", "page": 15, "effect": "duty", "fields": ["lead.source"], "delay_hours": 24}


def test_the_same_text_differs_in_nothing() -> None:
    """Not even in another order."""
    assert list(differences([READ, BAN], [BAN, READ])) == []


@pytest.mark.parametrize(
    ("clause", "changed", "part", "widens"),
    [
        (READ, {"categories": ["contact", "financial"]}, "categories", True),
        (READ, {"categories": []}, "categories", False),
        (READ, {"territory": []}, "territory", True),
        (READ, {"territory": ["US", "CA"]}, "territory", True),
        (READ, {"onward": "yes"}, "onward", True),
        (READ, {"retention_days": 30}, "retention_days", False),
        (BAN, {"actions": ["resell", "assign"]}, "actions", False),
        (BAN, {"actions": ["assign"]}, "actions", True),
        (BAN, {"categories": ["contact"]}, "categories", True),
        (BAN, {"effect": "permit"}, "effect", True),
        (READ, {"effect": "prohibit", "categories": []}, "effect", False),
        (DUTY, {"fields": []}, "fields", True),
        (DUTY, {"delay_hours": 72}, "delay_hours", True),
        (DUTY, {"delay_hours": 1}, "delay_hours", False),
    ],
)
def test_a_change_says_whether_the_partner_gets_more(
    clause: dict[str, Any], changed: dict[str, Any], part: str, *, widens: bool
) -> None:
    """More for a permission is more; more for a prohibition or a duty is less."""
    (found,) = differences([clause], [{**clause, **changed}])
    assert (found.change, found.part, found.widens) == (Change.CHANGED, part, widens)


def test_clauses_come_and_go_with_their_pages() -> None:
    """A permission that is new and a prohibition that is gone both widen."""
    added, removed = differences([BAN, DUTY], [READ, DUTY])
    assert (added.change, added.clause, added.page_after, added.widens) == (Change.ADDED, "4.1", 6, True)
    assert (removed.change, removed.clause, removed.page_before, removed.widens) == (Change.REMOVED, "7.2", 11, True)
