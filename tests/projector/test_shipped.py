"""What holds for every projection of this release, and so need not be remembered."""

import json
import re
from pathlib import Path

import pytest

from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.registry import registry
from lifecycle_api.projector import lineage, loader
from lifecycle_api.projector.compiler import compile_folder, handled
from lifecycle_api.projector.loader import Folder

FOLDERS = loader.load()
every_folder = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def test_every_event_type_is_shown_by_some_projection_or_ignored_on_purpose() -> None:
    """A new event type asks its author where it should be seen."""
    types = {declaration.name for declaration in registry}
    shown, ignored = handled(FOLDERS), loader.ignored()
    assert types - shown - ignored.keys() == set(), "add a section to a projection, or a reason to ignored.toml"
    assert ignored.keys() - types == set(), "ignored.toml names event types that do not exist"
    assert ignored.keys() & shown == set(), "ignored.toml names event types that are shown"
    assert all(len(reason) > 10 for reason in ignored.values())


def test_the_readme_lists_every_folder_with_its_question() -> None:
    """So that who looks for an answer finds who has it."""
    text = (FOLDERS[0].path.parent / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE) == sorted(
        (each.name, each.question) for each in FOLDERS
    )


@every_folder
def test_a_folder_is_complete(folder: Folder) -> None:
    """Question, tables, events, and examples that show both, in files of the same names."""
    names = {path.name for path in folder.path.iterdir()}
    assert names == {"README.md", "projection.toml", "tables.sql", "events.sql", "examples.json"}
    assert folder.question.endswith("?")
    readme = (folder.path / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# ")
    assert folder.question in readme


@every_folder
def test_every_section_says_why(folder: Folder) -> None:
    """The sentence under a heading explains what follows from the event."""
    text = (folder.path / "events.sql").read_text(encoding="utf-8").splitlines()
    for section in folder.sections:
        sentence = text[section.line]
        assert re.match(r"-- [A-Z]", sentence), f"{folder.name}/events.sql:{section.line + 1} lacks its sentence"


@every_folder
def test_what_is_sealed_in_the_log_is_classified_in_the_tables(folder: Folder) -> None:
    """With the category of the field it comes from."""
    lineage.check(compile_folder(folder))
    categories = {category.value for category in Category}
    assert set(folder.classified.values()) <= categories
    sealed = {
        category for categories in lineage.sealed_columns(compile_folder(folder)).values() for category in categories
    }
    assert sealed == set() or folder.classified


@every_folder
def test_a_person_whose_data_is_classified_is_the_subject_of_the_row(folder: Folder) -> None:
    """Erasure and masks ask whose it is; only what belongs to the dealer itself is nobody's."""
    tables = {
        name.partition(".")[0] for name, category in folder.classified.items() if category != "dealer_confidential"
    }
    assert tables <= folder.subject.keys()


@every_folder
def test_every_example_uses_types_the_projection_shows(folder: Folder) -> None:
    """And says in a sentence what it shows."""
    examples = json.loads((folder.path / "examples.json").read_text(encoding="utf-8"))
    assert len(examples) >= 2
    layout = compile_folder(folder).layout
    for example in examples:
        assert re.match(r"[A-Z].* ", example["name"])
        assert {event["type"] for event in example["given"]} & layout.keys()


def test_folders_elsewhere_are_found(tmp_path: Path) -> None:
    """A folder of projections, or one projection's own folder, beside the shipped ones."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "projection.toml").write_text('version = 1\nmode = "async"\nquestion = "Why?"')
        (tmp_path / name / "tables.sql").write_text("CREATE TABLE t (tenant_id uuid PRIMARY KEY);")
        (tmp_path / name / "events.sql").write_text("")
    names = {folder.name for folder in FOLDERS}
    assert {folder.name for folder in loader.load([tmp_path])} == names | {"one", "two"}
    assert {folder.name for folder in loader.load([tmp_path / "two"])} == names | {"two"}


def test_whatever_names_a_deal_is_both_buyers() -> None:
    """The timeline lists the types whose items a co-buyer gets too; a new type that names a deal is one of them."""
    timeline = next(each for each in FOLDERS if each.name == "customer_timeline")
    (joint,) = [each for each in timeline.sections if {"deal.unwound", "handoff.completed"} <= set(each.types)]
    naming = {each.name for each in registry if "deal" in each.fields}
    assert naming - set(joint.types) == set()
