"""What was used last is remembered, and not much more."""

from lifecycle_api.recent import Recent


def test_the_entries_used_last_are_kept() -> None:
    """However many others come, as many as were promised stay."""
    recent: Recent[int, int] = Recent(3)
    for number in range(100):
        recent.put(number, number)

        assert [recent.get(last) for last in range(max(0, number - 2), number + 1)] == list(
            range(max(0, number - 2), number + 1)
        )


def test_an_entry_that_is_used_outlives_others() -> None:
    """Looking it up counts as using it."""
    recent: Recent[str, int] = Recent(3)
    recent.put("used", 1)
    for number in range(100):
        recent.put(str(number), number)

        assert recent.get("used") == 1


def test_no_more_than_twice_as_many_are_kept() -> None:
    """Memory is bounded."""
    recent: Recent[int, int] = Recent(3)
    for number in range(100):
        recent.put(number, number)

    assert sum(recent.get(number) is not None for number in range(94)) == 0


def test_what_is_dropped_is_gone_however_long_ago_it_was_used() -> None:
    """A key that may no longer be used is not found again, young or old."""
    recent: Recent[int, str] = Recent(2)
    for number in range(3):
        recent.put(number, "x")
    recent.drop(lambda _, value: value == "x")

    assert [recent.get(number) for number in range(3)] == [None, None, None]


def test_an_entry_is_what_it_was_put_as_last() -> None:
    """Also if an older one of the same name was still remembered."""
    recent: Recent[str, int] = Recent(1)
    for number in range(5):
        recent.put("a", number)
        recent.put("b", number)

        assert (recent.get("a"), recent.get("b")) == (number, number)
