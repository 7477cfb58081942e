"""The documentation says what is so: generated parts are current, links lead somewhere, nothing is forgotten."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)

from lifecycle_api.access.personas import KINDS
from lifecycle_api.cli.demo.smoke import ANSWERED
from lifecycle_api.cli.docs.blocks import blocks
from lifecycle_api.cli.docs.pages import pages, refresh
from lifecycle_api.domain.registry import registry
from lifecycle_api.graphql.schema import make_schema
from lifecycle_api.http.operations import saved_operations
from lifecycle_api.settings import variables
from tests.support.markdown import anchors, fenced, links

ROOT = Path(__file__).parents[2]
PAGES = [*pages(ROOT), ROOT / "CHANGELOG.md", *sorted((ROOT / "projections").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
SCHEMA = make_schema()._schema
OPERATIONS_QUOTED = 5


def text_of(*place: str) -> str:
    """A page."""
    return ROOT.joinpath(*place).read_text(encoding="utf-8")


def named(path: Path) -> str:
    """A page's path inside the repository."""
    return path.relative_to(ROOT).as_posix()


def test_the_generated_parts_are_current() -> None:
    """If not: `lifecycle-api docs --write`."""
    assert refresh(ROOT, blocks(ROOT), write=False) == []


def test_every_setting_is_documented() -> None:
    """An operator finds each variable, with its explanation, in ``docs/operations.md``."""
    text = text_of("docs", "operations.md")
    assert [name for name, explanation, _ in variables() if f"`{name}`" not in text or explanation not in text] == []


def test_every_event_type_is_documented() -> None:
    """Each has a section of its own in ``docs/events.md``."""
    headings = re.findall(r"^### (\S+)$", text_of("docs", "events.md"), re.MULTILINE)
    assert [each.name for each in registry if each.name not in headings] == []


def test_decisions_are_numbered_without_gaps() -> None:
    """From 0001, each number once, and the same in file name and title."""
    assert [path.name[:4] for path in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]
    assert [named(path) for path in DECISIONS if not path.read_text().startswith(f"# {path.name[:4]}. ")] == []


@pytest.mark.parametrize("path", DECISIONS, ids=named)
def test_a_decision_has_its_four_parts(path: Path) -> None:
    """Context, decision, consequences and alternatives, on about a page."""
    text = path.read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences", "Alternatives"]
    assert len(text.splitlines()) <= 80


def test_every_decision_is_in_the_index() -> None:
    """Found from ``docs/decisions/README.md``."""
    index = text_of("docs", "decisions", "README.md")
    assert [path.name for path in DECISIONS if f"({path.name})" not in index] == []


def test_the_glossary_has_one_word_for_each_thing() -> None:
    """Each term once, in alphabetical order."""
    terms = [
        term.casefold() for term in re.findall(r"^- \*\*(.+?)\*\*: ", text_of("docs", "glossary.md"), re.MULTILINE)
    ]
    assert [term for term, count in Counter(terms).items() if count > 1] == []
    assert terms == sorted(terms)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    """To files and folders that are there, and to headings that are in them."""
    lost = []
    for link in links(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        place = (page.parent / target) if target else page
        if not place.exists() or (anchor and anchor not in anchors(place.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_graphql_in_the_pages_is_valid(page: Path) -> None:
    """Whoever pastes a query gets an answer."""
    for query in fenced(page.read_text(encoding="utf-8"), "graphql"):
        assert validate(SCHEMA, parse(query)) == []


def test_the_readme_quotes_saved_operations() -> None:
    """The same texts that the console offers and the smoke test asks."""
    quoted = fenced(text_of("README.md"), "graphql")
    saved = {operation.query: operation for operation in saved_operations(ROOT / "clients" / "operations")}
    assert len(quoted) >= OPERATIONS_QUOTED
    assert [query for query in quoted if query not in saved or saved[query].name not in ANSWERED] == []


def test_every_persona_has_an_operation() -> None:
    """So that whoever is chosen in the console has something to ask."""
    saved = saved_operations(ROOT / "clients" / "operations")
    assert {operation.persona for operation in saved} == KINDS.keys()
    assert len({operation.name for operation in saved}) == len(saved)


def test_the_readme_shows_an_answer_to_its_first_query() -> None:
    """Every field of the answer is one that the query asks for."""
    query = fenced(text_of("README.md"), "graphql")[0]
    answer = json.loads(fenced(text_of("README.md"), "json")[1])
    assert unasked(answer["data"], roots(parse(query)), "data") == []


def roots(document: DocumentNode) -> list[SelectionSetNode]:
    """What a document without fragment definitions selects."""
    assert not any(isinstance(each, FragmentDefinitionNode) for each in document.definitions)
    return [each.selection_set for each in document.definitions if isinstance(each, OperationDefinitionNode)]


def unasked(answer: Any, selections: list[SelectionSetNode], path: str) -> list[str]:
    """The places in an answer that the query did not select."""
    if isinstance(answer, list):
        return [lost for each in answer for lost in unasked(each, selections, path)]
    if not isinstance(answer, dict):
        return []
    fields = [each for selection in selections for each in fields_of(selection)]
    lost = []
    for key, value in answer.items():
        chosen = [each for each in fields if (each.alias or each.name).value == key]
        inside = [each.selection_set for each in chosen if each.selection_set]
        lost += unasked(value, inside, f"{path}.{key}") if chosen else [f"{path}.{key}"]
    return lost


def fields_of(selection: SelectionSetNode) -> list[FieldNode]:
    """The fields selected, those of inline fragments too."""
    found: list[FieldNode] = []
    for each in selection.selections:
        if isinstance(each, FieldNode):
            found.append(each)
        elif isinstance(each, InlineFragmentNode):
            found += fields_of(each.selection_set)
    return found
