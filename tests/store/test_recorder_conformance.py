"""The library's own suite for DCB recorders holds against our log."""

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from eventsourcing.dcb.tests import DCBRecorderTestCase

from lifecycle_api.store.sync import SyncRecorder


@pytest.fixture
def recorder(empty_dsn: str) -> Iterator[SyncRecorder]:
    """A recorder on a database that nobody has migrated."""
    with SyncRecorder(empty_dsn, uuid4()) as recorder:
        yield recorder


def test_append_and_read_behave_as_the_library_expects(recorder: SyncRecorder) -> None:
    """Every assertion of the library about appending and reading holds, unmodified."""
    DCBRecorderTestCase()._test_append_read(recorder)


def test_subscriptions_behave_as_the_library_expects(recorder: SyncRecorder) -> None:
    """Every assertion of the library about subscribing holds, unmodified."""
    DCBRecorderTestCase()._test_append_subscribe(recorder)


def test_a_second_recorder_finds_what_the_first_one_wrote(empty_dsn: str) -> None:
    """Migrating and creating the tenant again changes nothing."""
    tenant = uuid4()
    for initial in (0, 13):
        with SyncRecorder(empty_dsn, tenant) as recorder:
            assert (recorder.read().head or 0) == initial
            if not initial:
                DCBRecorderTestCase()._test_append_read(recorder)


def test_a_database_that_is_not_there_leaves_no_thread_behind() -> None:
    """Making a recorder fails with the driver's error, and its loop is gone."""
    before = threading.active_count()
    with pytest.raises(OSError, match="Connect call failed"):
        SyncRecorder("postgresql://nobody@127.0.0.1:1/nothing", uuid4())

    assert threading.active_count() == before
