"""`lifecycle-api unsubscribe` makes links that can be followed."""

import pytest

from tests.support.commands import Call, calling

CONTACT = "ann@example.com"


@pytest.fixture
def call(dsn: str) -> Call:
    """What runs commands on a database with one dealer group."""
    run = calling(dsn)
    assert run("group", "add", "Pinecrest Group").exit_code == 0
    return run


def test_the_address_of_a_link_may_end_with_a_slash(call: Call) -> None:
    """The link is the same."""
    one, other = (call("unsubscribe", CONTACT, "--url", f"https://cars.example{end}").stdout for end in ("", "/"))
    assert one == other
    assert one.startswith("https://cars.example/privacy/unsubscribe?link=")


@pytest.mark.parametrize(
    "url", ["nonsense", "http://cars.example", "https://", "https://cars.example?a=1", "https://["]
)
def test_a_link_that_nobody_could_follow_is_not_made(call: Call, url: str) -> None:
    """A mail program follows https only, and what comes after a question mark is the link's."""
    refused = call("unsubscribe", CONTACT, "--url", url)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "https address" in refused.stderr
