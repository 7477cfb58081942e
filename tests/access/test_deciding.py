"""What can change a decision is known by one list, and can always be found in the log."""

from lifecycle_api.access.deciding import OF_ANYONE, OF_PERSON, OF_TERMS
from lifecycle_api.access.folding import DECIDING
from lifecycle_api.domain.registry import registry

USED_UP = {"data.disclosed"}
TAGS = {"customer", "party", "agreement", "engagement"}


def test_all_that_is_folded_into_decisions_can_overtake_a_disclosure() -> None:
    """As something about a person or as something about terms; only disclosures do not overtake one another."""
    assert set(OF_PERSON) | set(OF_TERMS) == DECIDING - USED_UP
    assert set(OF_PERSON).isdisjoint(OF_TERMS)


def test_what_may_name_nobody_is_looked_for_by_its_type() -> None:
    """A condition on tags would never see it."""
    for name in {*OF_PERSON, *OF_TERMS} - set(OF_ANYONE):
        declared = registry.get(name)
        assert TAGS & {spec.tag for spec in declared.tagged if spec.required}, name


def test_what_decides_is_declared_as_swaying_what_is_shown() -> None:
    """An answer that its reader kept would else outlive a change of consent."""
    assert [name for name in DECIDING - USED_UP if not registry.get(name).bearing.sways] == []


def test_what_decides_is_recorded_by_commands_only() -> None:
    """Contact points aside: they come with leads and snapshots."""
    assert [name for name in DECIDING if not registry.get(name).bearing.governed] == ["contact_point.added"]
