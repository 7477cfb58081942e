"""The benchmark of disclosures compares the same page, for a partner and for staff, and nobody is refused it."""

from lifecycle_api.bench import disclosure
from tests.support.postgres import Server


def test_a_partner_and_staff_are_told_the_same(server: Server) -> None:
    """It refuses to compare what differs; the least of it is run here, and says what it measured."""
    with server.database() as dsn:
        (record,) = disclosure.run(dsn, repetitions=2, seconds=0.2)

    assert (record["name"], record["against"], record["callers"]) == ("disclosure", "staff", 64)
    assert min(record["ours"], record["theirs"]) > 0
