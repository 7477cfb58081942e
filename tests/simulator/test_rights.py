"""What the sample says of rights holds together: clauses stand on pages, choices are somebody's, in their order."""

from collections import Counter, defaultdict
from typing import Any

import orjson
import pytest

from tests.simulator.reading import Group


@pytest.fixture(scope="module")
def rights(group: Group) -> dict[str, Any]:
    """The document."""
    read: dict[str, Any] = orjson.loads((group.folder / "rights.json").read_bytes())
    return read


def test_every_clause_stands_on_a_page_of_its_document(rights: dict[str, Any]) -> None:
    """The long one has twenty-three pages, and says what the partner owes, too."""
    texts = [each for one in rights["agreements"] for each in (one, one.get("amendment")) if each]
    for text in texts:
        assert all(1 <= clause["page"] <= text["pages"] for clause in text["clauses"])
    listing = rights["agreements"][0]
    assert listing["pages"] == 23
    assert {clause["effect"] for clause in listing["amendment"]["clauses"]} == {"permit", "prohibit", "duty"}


def test_agreements_are_between_parties(rights: dict[str, Any]) -> None:
    """Also the client and the engagement."""
    parties = {each["key"] for each in rights["parties"]}
    named = [*rights["agreements"], rights["client"], rights["engagement"]]
    assert {each["party"] for each in named} <= parties


def test_choices_are_made_by_customers_on_file_after_they_came(group: Group, rights: dict[str, Any]) -> None:
    """A withdrawal follows what it takes back."""
    filed = {(record["system"], record["id"]) for entry in group.key["customers"] for record in entry["records"]}
    said: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for choice in rights["choices"]:
        said[choice["record"]["system"], choice["record"]["id"]].append(choice)
    assert set(said) <= filed
    for choices in said.values():
        given: set[str] = set()
        for choice in choices:
            if choice["kind"] == "withdraw":
                assert set(choice["purposes"]) <= given
            given |= set(choice.get("purposes", ())) if choice["kind"] == "grant" else set()


def test_there_is_some_of_everything(group: Group, rights: dict[str, Any]) -> None:
    """A realistic share: most agree to something, a few put something in the way."""
    kinds = Counter(each["kind"] for each in rights["choices"])
    assert set(kinds) == {"grant", "refuse", "withdraw", "stop", "optOut", "object"}
    marketing = Counter(each["marketing"] for each in group.key["rights"])
    assert 0.35 < marketing["GIVEN"] / sum(marketing.values()) < 0.65
    assert marketing["REFUSED"] > 0
    assert marketing["WITHDRAWN"] > 0
