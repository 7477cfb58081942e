"""Declaring an event is where its data is classified; nothing slips through."""

from typing import Annotated
from uuid import UUID, uuid4

import pytest

from lifecycle_api.domain import events
from lifecycle_api.domain.bearing import Bearing
from lifecycle_api.domain.categories import RULES, Category
from lifecycle_api.domain.events.notes import NoteRecorded
from lifecycle_api.domain.events.organisation import EmployeeOnboarded
from lifecycle_api.domain.fields import Classified, Content, CustomerRef, DealerConfidential, Fact, Identity, NoteRef
from lifecycle_api.domain.registry import (
    BadDeclaration,
    Event,
    Registry,
    UnknownEventType,
    UnknownEventVersion,
    registry,
)

ENOUGH_FOR_A_STORY = 45


def test_an_unclassified_field_is_refused() -> None:
    """A field that names no category would be neither sealed nor masked, so the service does not start with it."""

    class Gossiped(Event):
        """Somebody said something."""

        customer: CustomerRef
        words: str

    with pytest.raises(BadDeclaration, match=r"gossip\.heard\.words must name exactly one category"):
        Registry().register("gossip.heard", 1, Gossiped, Bearing.HAPPENING)


def test_a_field_with_two_categories_is_refused() -> None:
    """Which of the two would count?"""

    class Doubled(Event):
        """Something happened twice."""

        words: Annotated[str, Classified(Category.NONE), Classified(Category.CONTENT)]

    with pytest.raises(BadDeclaration, match="exactly one category"):
        Registry().register("words.doubled", 1, Doubled, Bearing.HAPPENING)


def test_a_sealed_field_is_about_someone_the_event_names() -> None:
    """A value can only be erased with the key of a subject that is known."""

    class Misplaced(Event):
        """Something about nobody."""

        words: Annotated[str, Classified(Category.CONTENT, of="stranger")]

    with pytest.raises(BadDeclaration, match="not a field of the event"):
        Registry().register("words.misplaced", 1, Misplaced, Bearing.HAPPENING)


def test_a_name_is_taken_once() -> None:
    """Two classes under one name could not be told apart in the log."""
    mine = Registry()
    mine.register("note.recorded", 1, NoteRecorded, Bearing.HAPPENING)
    with pytest.raises(BadDeclaration, match="declared twice"):
        mine.register("note.recorded", 1, EmployeeOnboarded, Bearing.HAPPENING)


def test_an_event_says_what_happened() -> None:
    """The docstring is the documentation of the type."""

    class Silent(Event):
        note: NoteRef

    with pytest.raises(BadDeclaration, match="docstring"):
        Registry().register("note.silenced", 1, Silent, Bearing.HAPPENING)


def test_the_subject_is_the_customer_unless_said_otherwise() -> None:
    """Content about a customer is sealed under the customer's key, a secret of the dealer under the rooftop's."""

    class Priced(Event):
        """A price was made."""

        customer: CustomerRef
        words: Content[str]
        cost: DealerConfidential[int]
        code: Fact[str]

    mine = Registry()
    mine.register("price.made", 1, Priced, Bearing.HAPPENING)
    fields = mine.get("price.made").fields
    subjects = {name: spec.subject for name, spec in fields.items()}
    assert subjects == {"customer": None, "words": "customer", "cost": "rooftop", "code": None}


def test_tags_come_from_references() -> None:
    """The log is read by the entities that an event names."""
    note, customer = uuid4(), uuid4()
    recorded = NoteRecorded(note=note, customer=customer, text="Wants a red one", vehicle="1HGCV1F38MA100001")
    assert registry.declaration(NoteRecorded).tags(recorded) == [
        f"note:{note}",
        f"customer:{customer}",
        "vehicle:1HGCV1F38MA100001",
    ]


def test_an_unknown_type_is_refused_by_name() -> None:
    """The refusal says which type it was."""
    with pytest.raises(UnknownEventType) as refusal:
        registry.get("customer.cloned")
    assert refusal.value.data == {"type": "customer.cloned"}


def test_old_data_is_brought_to_the_current_version_step_by_step() -> None:
    """Each upcast knows one step only."""

    class Renamed(Event):
        """Something has had three shapes."""

        customer: CustomerRef
        full_name: Identity[str]

    mine = Registry()
    mine.register("name.changed", 3, Renamed, Bearing.HAPPENING)
    mine.add_upcast("name.changed", 1, lambda data: {**data, "name": data["first"] + " " + data["last"]})
    mine.add_upcast("name.changed", 2, lambda data: {"customer": data["customer"], "full_name": data["name"]})
    mine.check_upcasts()
    customer = str(UUID(int=1))
    old = {"customer": customer, "first": "Ann", "last": "Lee"}
    assert mine.upcast("name.changed", 1, old) == {"customer": customer, "full_name": "Ann Lee"}
    with pytest.raises(UnknownEventVersion):
        mine.upcast("name.changed", 4, old)


def test_a_missing_upcast_is_found() -> None:
    """A version that cannot be read any more would be lost history."""

    class Shaped(Event):
        """Something has had two shapes."""

        customer: CustomerRef

    mine = Registry()
    mine.register("shape.changed", 2, Shaped, Bearing.HAPPENING)
    with pytest.raises(BadDeclaration, match="no upcast from version 1"):
        mine.check_upcasts()


def test_the_catalogue_is_whole() -> None:
    """Enough types for a full story, every one readable in every version it ever had."""
    assert events.__all__
    assert len(list(registry)) >= ENOUGH_FOR_A_STORY
    registry.check_upcasts()


def test_every_category_has_its_rule() -> None:
    """Sealing, masks and documentation read one table."""
    assert set(RULES) == set(Category)
    assert not Category.DEALER_CONFIDENTIAL.personal
    assert Category.DEALER_CONFIDENTIAL.sealed
