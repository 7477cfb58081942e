"""The benchmark of appends gives everybody the same events, and leaves Python as it found it."""

import gc

from lifecycle_api.bench import append
from tests.support.postgres import Server


def test_the_recorder_and_copy_take_their_turns(server: Server) -> None:
    """The least of it is run here, and says what it measured."""
    before = gc.get_threshold()
    with server.database() as dsn:
        records = append.run(dsn, seconds=0.1, repetitions=2, callers=8, slower_ms=(0,))

    assert [(record["name"], record["against"]) for record in records] == [
        ("append", "dcb-recorder"),
        ("append", "copy"),
    ]
    assert min(min(record["ours"], record["theirs"], record["commit_ms"]) for record in records) > 0
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
