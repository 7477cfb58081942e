"""The schema's files are what the code says, and nothing of a release or of a client's documents gets lost."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from graphql import build_schema

from lifecycle_api.cli.main import main
from lifecycle_api.graphql.compatibility import broken, refused
from tests.support.postgres import ROOT

TODAY = date(2027, 6, 30)
FILES = ("schema.graphql", "schemas/partner.graphql", "schemas/auditor.graphql", "schemas/consumer.graphql")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of a checkout that the command reads, brought up to date."""
    shutil.copytree(ROOT / "clients" / "operations", tmp_path / "clients" / "operations")
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    assert run(tmp_path).exit_code == 0
    return tmp_path


def run(checkout: Path, *words: str) -> Result:
    """`lifecycle-api schema` in a checkout."""
    return CliRunner().invoke(main, ["schema", "--root", str(checkout), *words])


def test_the_files_are_current_and_nothing_is_broken() -> None:
    """Otherwise run `make schema`, or deprecate what is to go."""
    done = run(ROOT, "--check")
    assert done.exit_code == 0, done.output


def test_the_command_writes_what_it_checks(checkout: Path) -> None:
    """A file that is missing or old fails the check; those just written pass it."""
    written = [(checkout / name).read_text(encoding="utf-8") for name in FILES]
    (checkout / FILES[0]).unlink()
    (checkout / FILES[1]).write_text("type Query { old: Int }", encoding="utf-8")
    failed = run(checkout, "--check")
    assert failed.exit_code == 1
    assert "schema.graphql, partner.graphql" in failed.output
    assert run(checkout).exit_code == 0
    assert [(checkout / name).read_text(encoding="utf-8") for name in FILES] == written


def test_what_was_released_is_missed(checkout: Path) -> None:
    """A field that a release had and the code has not fails the check, and names itself."""
    released = checkout / "schemas" / "released" / "partner.graphql"
    released.write_text("type Query { viewer: Viewer! once: Int } type Viewer { kind: String! }", encoding="utf-8")
    failed = run(checkout, "--check")
    assert failed.exit_code == 1
    assert "partner: Field Query.once was removed." in failed.output


@pytest.mark.parametrize("persona", ["marketplace", "sales-manager"])
def test_what_a_client_asks_is_missed(checkout: Path, persona: str) -> None:
    """A saved operation is checked under the contract of its persona, whatever the schema files say."""
    asked = checkout / "clients" / "operations" / persona / "lost.graphql"
    asked.write_text("query Lost { sourceBatches { nodes { id } } }", encoding="utf-8")
    failed = run(checkout, "--check")
    assert failed.exit_code == (1 if persona == "marketplace" else 0)
    assert ("marketplace/lost: Cannot query field 'sourceBatches' on type 'Query'" in failed.output) is (
        persona == "marketplace"
    )


def test_a_registered_document_is_missed(checkout: Path, tmp_path: Path) -> None:
    """A manifest of somebody's trusted documents can be checked too."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"abc": "{ viewer { kind } }", "def": "{ viewer { age } }"}), encoding="utf-8")
    failed = run(checkout, "--check", "--documents", str(manifest))
    assert failed.exit_code == 1
    assert "def: Cannot query field 'age' on type 'Viewer'" in failed.output
    assert "abc" not in failed.output


def test_a_release_is_kept(checkout: Path) -> None:
    """It is what the next change is compared with."""
    assert run(checkout, "--release").exit_code == 0
    released = checkout / "schemas" / "released"
    assert (released / "dealer.graphql").read_text() == (checkout / "schema.graphql").read_text()
    assert sorted(each.stem for each in released.iterdir()) == ["auditor", "consumer", "dealer", "partner"]


RELEASED = """
type Query {
  car: Car!
  old: Old @deprecated(reason: "Use `car`. Sunset {sunset}.")
  cars(first: Int, page: Int @deprecated(reason: "Use `first`. Sunset {sunset}.")): [Car!]!
}
type Car { vin: String! stage: Stage! }
type Old { older: Oldest! }
type Oldest { name: String }
enum Stage { NEW SOLD GONE @deprecated(reason: "Use `SOLD`. Sunset {sunset}.") }
"""
CURRENT = """
type Query { car: Car! cars(first: Int): [Car!]! more: Int }
type Car { vin: String! stage: Stage! price: Int }
enum Stage { NEW SOLD }
"""


@pytest.mark.parametrize(("sunset", "lost"), [("2027-06-30", 0), ("2027-07-01", 5)])
def test_something_may_go_when_its_sunset_has_come(sunset: str, lost: int) -> None:
    """With the types that only it led to; the day before, all of that is missed. More is always welcome."""
    missed = broken(RELEASED.replace("{sunset}", sunset), CURRENT, TODAY)
    assert len(missed) == lost, missed


def test_what_was_not_deprecated_never_goes() -> None:
    """However long ago it was released."""
    assert broken("type Query { car: Int bus: Int }", "type Query { car: String id: Int }", TODAY) == [
        "Field Query.bus was removed.",
        "Field Query.car changed type from Int to String.",
    ]


def test_a_document_that_cannot_be_read_is_refused() -> None:
    """With its name, like one that does not fit."""
    (told,) = refused({"page": "query {"}, build_schema(CURRENT))
    assert told.startswith("page: Syntax Error")
