"""What of an export means nothing yet is documented as such, and named to whoever sends it."""

import pytest

from lifecycle_api.intake.dms.kinds import kind_named
from lifecycle_api.intake.dms.texts import Source
from lifecycle_api.intake.dms.unread import columns, lists, unread
from lifecycle_api.simulator.shapes import SHAPES


@pytest.mark.parametrize("kind", SHAPES)
def test_the_page_says_what_is_not_taken_in(kind: str) -> None:
    """Every described column is read, or is marked; the marks stand in the shapes, from which the page is written."""
    shape, row = SHAPES[kind], kind_named(kind).row
    marked = {field.name for field in shape.fields if field.fate == "unread"}
    assert marked == set(shape.columns()) - columns(row)
    for name, fields in shape.lists.items():
        read = columns(lists(row)[name]) if name in lists(row) else frozenset()
        marked = {field.name for field in fields if field.fate == "unread"}
        assert marked == set(shape.line_columns(name)) - read, name


def test_columns_with_values_of_which_nothing_is_made_are_named() -> None:
    """Empty ones, those that are read and what tells the states of a record apart are not."""
    deal = {"dealNumber": "D1", "apr": "5.90", "termMonths": "", "submittedToFinanceTime": "10:00", "sparkle": "Y"}
    trade = {"dealNumber": "D1", "changedDate": "2024-05-14", "tradeNo": "1", "payoff": "0.00", "acv": ""}
    records = [
        Source(deal, {"trades": [trade], "products": [{"product": "GAP"}], "stipulations": []}, b""),
        Source({"apr": ""}, {"products": []}, b""),
    ]
    assert unread(kind_named("deals"), records) == {
        "deals.apr",
        "deals.sparkle",
        "deals.trades.payoff",
        "deals.products",
    }
