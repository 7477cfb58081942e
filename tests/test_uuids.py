"""UUIDs of the quicker class are UUIDs."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.uuids import new_uuid, uuid_of


@given(st.uuids())
def test_what_is_read_is_what_the_standard_library_reads(expected: UUID) -> None:
    """It is equal, hashes alike and is written alike, so that either finds the other."""
    for text in (str(expected), expected.hex, str(expected).upper()):
        read = uuid_of(text)

        assert isinstance(read, UUID)
        assert (read, hash(read), str(read), read.bytes) == (expected, hash(expected), str(expected), expected.bytes)


def test_what_is_none_is_refused() -> None:
    """As the standard library refuses it."""
    for text in ("", "no", "0" * 31, "0" * 33, "g" * 32, f"{uuid4()} ", "é" * 32, "\ud800" * 32):
        with pytest.raises(ValueError, match=r"UUID|surrogates"):
            uuid_of(text)


def test_new_ones_are_random_and_say_so() -> None:
    """Every one of them is another, of version 4 and the usual variant."""
    made = [new_uuid() for _ in range(1000)]

    assert len(set(made)) == len(made)
    assert {(each.version, each.variant) for each in made} == {(4, uuid4().variant)}
