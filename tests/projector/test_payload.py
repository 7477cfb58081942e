"""What projections are given of events."""

import msgspec

from lifecycle_api.projector.payload import Encoder, Route, Values, by_type, joined

LAYOUT = {
    "note.recorded": Route(0, ["text"], {"3": ["note", ":position"]}),
    "note.corrected": Route(1, ["text", "reason"], {}),
}


def event(position: int, type_: str) -> Values:
    """A flat event."""
    return {":position": position, ":type": type_, "note": f"n{position}", "text": "so, [it] was", "reason": None}


def test_parts_that_are_joined_are_the_whole() -> None:
    """A batch is encoded a few events at a time; its function cannot tell, and takes them in order."""
    types = ["note.recorded", "note.corrected", "note.recorded", "lead.lost", "note.corrected", "note.recorded"]
    events = [event(position, type_) for position, type_ in enumerate(types, 1)]
    encoder = Encoder(LAYOUT)
    parts = joined(encoder.part(by_type(some)) for some in (events[:2], events[2:4], events[4:]))
    whole = encoder.encode(by_type(events))
    assert parts is not None
    assert whole is not None
    assert msgspec.json.decode(parts) == msgspec.json.decode(whole)
    assert [row[1] for row in msgspec.json.decode(parts)["each"]] == [1, 2, 3, 5, 6]


def test_of_parts_that_nobody_wants_nothing_is_sent() -> None:
    """A projection is not called for events that are no business of its own."""
    encoder = Encoder(LAYOUT)
    assert joined(encoder.part(by_type([event(position, "lead.lost")])) for position in (1, 2)) is None
