"""Whatever is asked of the log, in whatever order, it answers as the library's in-memory recorder does."""

from uuid import uuid4

from eventsourcing.dcb.api import DCBAppendCondition, DCBEvent, DCBQuery, DCBQueryItem, DCBRecorder
from eventsourcing.dcb.popo import InMemoryDCBRecorder
from eventsourcing.persistence import IntegrityError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from msgspec.structs import replace

from lifecycle_api.errors import LifecycleError
from lifecycle_api.store import raw
from lifecycle_api.store.journal import Journal
from lifecycle_api.store.refusals import AppendConflict, IdempotencyKeyReused
from lifecycle_api.store.requests import Appended
from lifecycle_api.store.sync import SyncRecorder

TYPES = st.sampled_from(["a", "b", "c"])
TAGS = st.sampled_from(["x:1", "x:2", "y:1", 'odd "\\,{}'])
SOME_TAGS = st.lists(TAGS, max_size=3)
ITEMS = st.builds(DCBQueryItem, types=st.lists(TYPES, max_size=2), tags=SOME_TAGS)
QUERIES = st.builds(DCBQuery, items=st.lists(ITEMS, max_size=3))
POSITIONS = st.none() | st.integers(0, 12) | st.just(10**9)
CONDITIONS = st.none() | st.builds(DCBAppendCondition, fail_if_events_match=QUERIES, after=POSITIONS)
EVENTS = st.lists(st.builds(DCBEvent, type=TYPES, data=st.binary(max_size=3), tags=SOME_TAGS), min_size=1, max_size=3)
REQUESTS = st.lists(st.tuples(EVENTS, CONDITIONS), min_size=1, max_size=5)


def appended(recorder: DCBRecorder, events: list[DCBEvent], condition: DCBAppendCondition | None) -> int | None:
    """The position, or None for a conflict."""
    try:
        return recorder.append(events, condition)
    except IntegrityError:
        return None


class StoreModel(RuleBasedStateMachine):
    """Two recorders side by side: ours on PostgreSQL, and the library's oracle."""

    ours: SyncRecorder
    journal: Journal

    @initialize()
    def start(self) -> None:
        """A new tenant and an empty oracle."""
        self.tenant = uuid4()
        self.ours._wait(self.journal.create_tenant(self.tenant, "model"))
        self.ours._tenant = self.tenant
        self.oracle = InMemoryDCBRecorder()
        self.keys: dict[str, tuple[bytes, int]] = {}

    @rule(events=EVENTS, condition=CONDITIONS)
    def append(self, events: list[DCBEvent], condition: DCBAppendCondition | None) -> None:
        """One append: the same position or the same refusal."""
        assert appended(self.ours, events, condition) == appended(self.oracle, events, condition)

    @rule(requests=REQUESTS)
    def append_in_order(self, requests: list[tuple[list[DCBEvent], DCBAppendCondition | None]]) -> None:
        """A list of appends is as good as one after the other."""
        prepared = [raw.prepared(events, condition) for events, condition in requests]
        results = self.ours._wait(self.journal.write_in_order(self.tenant, prepared))
        expected = [appended(self.oracle, events, condition) for events, condition in requests]

        assert [last(result) for result in results] == expected

    @rule(key=st.sampled_from(["k1", "k2"]), content=st.sampled_from([b"one", b"two"]), condition=CONDITIONS)
    def append_with_key(self, key: str, content: bytes, condition: DCBAppendCondition | None) -> None:
        """A key is good for one content, and repeats its first outcome."""
        events = [DCBEvent("a", content, ["x:1"])]
        request = replace(raw.prepared(events, condition), key=key, digest=content)
        result = self.ours._wait(self.journal.write(self.tenant, request))
        if key in self.keys:
            used, position = self.keys[key]
            assert isinstance(result, IdempotencyKeyReused) if used != content else last(result) == position
            return
        expected = appended(self.oracle, events, condition)
        assert last(result) == expected
        if expected is not None:
            self.keys[key] = (content, expected)

    @rule(query=st.none() | QUERIES, after=POSITIONS, limit=st.none() | st.integers(0, 5))
    def read(self, query: DCBQuery | None, after: int | None, limit: int | None) -> None:
        """The same events in the same order, and the same head."""
        ours = self.ours.read(query, after=after, limit=limit)
        theirs = self.oracle.read(query, after=after, limit=limit)

        assert list(ours) == list(theirs)
        assert ours.head == theirs.head

    @invariant()
    def positions_have_no_gap(self) -> None:
        """From one to the head."""
        if hasattr(self, "oracle"):
            events = list(self.ours.read())
            assert [event.position for event in events] == list(range(1, len(events) + 1))


def last(result: Appended | LifecycleError) -> int | None:
    """The position, or None for a conflict; anything else is a failure."""
    assert isinstance(result, Appended | AppendConflict)
    return result.last if isinstance(result, Appended) else None


def test_the_log_behaves_as_the_in_memory_recorder(dsn: str) -> None:
    """Appends, lists, keys, conditions and reads, in random order."""
    with SyncRecorder(dsn, uuid4()) as recorder:

        class Model(StoreModel):
            """On this test's database."""

            ours = recorder
            journal = recorder._journal

        run_state_machine_as_test(
            Model,
            settings=settings(
                max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
