"""The commands that load a dealer's own files, as a script would call them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.intake.conftest import Sample
from tests.support.commands import Call, calling

LEADS = Path(__file__).parents[1] / "fixtures" / "adf"


@pytest.fixture
def call(dsn: str) -> Call:
    """Run a command on a database of its own."""
    return calling(dsn)


@pytest.fixture
def ready(call: Call) -> Call:
    """The same, with a group and a rooftop."""
    assert call("group", "add", "Pinecrest Group").exit_code == 0
    arguments = ("--code", "PM", "--name", "Pinecrest Meridian", "--timezone", "America/New_York")
    assert call("rooftop", "add", *arguments).exit_code == 0
    return call


def _last(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
    return found


def test_a_group_is_set_up_by_hand_and_only_once(call: Call) -> None:
    """Group, rooftop and employee get ids that follow from their names; a second time changes nothing."""
    group = ("group", "add", "Pinecrest Group", "--json")
    rooftop = ("rooftop", "add", "--code", "PM", "--name", "Pinecrest Meridian", "--json")
    person = ("staff", "add", "--number", "E1", "--name", "Ann Miller", "--role", "sales")
    staff = (*person, "--department", "sales", "--rooftop", "PM", "--since", "2021-06-14", "--json")
    for command in (group, rooftop, staff):
        first, second = _last(call(*command)), _last(call(*command))
        assert (first["created"], second["created"]) == (True, False)
        assert first["id"] == second["id"]
        assert first["position"] == second["position"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--code", "X", "--name", "X", "--timezone", "Mars/Olympus"), "no time zone 'Mars/Olympus'"),
        (("--code", "X", "--name", "X", "--country", "USA"), "'USA' is no country"),
        (("--code", "X", "--name", "X", "--country", "XX"), "'XX' is no country"),
        (("--code", "X", "--name", "X", "--currency", "usd"), "'usd' is no currency"),
        (("--code", "X", "--name", "X", "--currency", "ZZZ"), "'ZZZ' is no currency"),
        (("--code", " ", "--name", "X"), "needs at least one letter"),
    ],
)
def test_a_rooftop_that_makes_no_sense_is_refused(ready: Call, arguments: tuple[str, ...], message: str) -> None:
    """The message says which word is wrong."""
    result = ready("rooftop", "add", *arguments)
    assert result.exit_code == 1
    assert message in result.stderr


def test_staff_of_an_unknown_rooftop_is_refused(ready: Call) -> None:
    """People work at rooftops that exist."""
    person = ("--number", "E1", "--name", "Ann", "--role", "sales", "--department", "sales")
    result = ready("staff", "add", *person, "--rooftop", "NOPE", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stderr)["error"]["code"] == "UNKNOWN_ROOFTOP"


def test_staff_without_a_word_for_their_job_are_refused(ready: Call) -> None:
    """A group has names of its own for jobs, but a blank is none."""
    person = ("--number", "E1", "--name", "Ann", "--department", "sales", "--rooftop", "PM", "--role")
    refused = ready("staff", "add", *person, " ")
    assert refused.exit_code == 1
    assert "at least one role" in refused.stderr
    assert ready("staff", "add", *person, "greeter").exit_code == 0


def test_staff_of_an_unknown_department_is_refused(ready: Call) -> None:
    """With the departments that there are."""
    person = ("--number", "E1", "--name", "Ann", "--role", "sales", "--department", "kitchen")
    result = ready("staff", "add", *person, "--rooftop", "PM")
    assert result.exit_code == 2
    assert "'f_and_i'" in result.stderr


def test_who_leaves_is_recorded_by_hand_and_only_once(ready: Call) -> None:
    """By their number; neither strangers leave nor anybody tomorrow."""
    person = ("--number", "E1", "--name", "Ann", "--role", "sales", "--department", "sales", "--since", "2021-06-14")
    assert ready("staff", "add", *person, "--rooftop", "PM").exit_code == 0
    leaving = ("staff", "leave", "--number", "E1", "--last-day", "2024-02-29", "--json")
    first, second = _last(ready(*leaving)), _last(ready(*leaving))
    assert (first["created"], second) == (True, {**first, "created": False})
    stranger = ready("staff", "leave", "--number", "E2", "--last-day", "2024-02-29", "--json")
    assert (stranger.exit_code, json.loads(stranger.stderr)["error"]["code"]) == (1, "NOT_FOUND")
    early = ready("staff", "leave", "--number", "E1", "--last-day", "2999-12-31")
    assert (early.exit_code, "still to come" in early.stderr) == (1, True)


def test_leads_are_loaded_from_files_and_folders(ready: Call) -> None:
    """Everything recorded ends with 0; again, all of it is known."""
    files = (LEADS / "clean.xml", LEADS / "trade_in.xml")
    first = ready("ingest", "adf", *files, "--rooftop", "PM", "--json")
    assert first.exit_code == 0
    assert (_last(first)["files"], _last(first)["leads"], _last(first)["quarantined"]) == (2, 2, 0)
    assert {"resends", "duplicates", "refused", "seconds"} <= _last(first).keys()
    again = ready("ingest", "adf", *files, "--rooftop", "PM", "--json")
    assert (_last(again)["leads"], _last(again)["resends"]) == (0, 2)


def test_leads_that_are_set_aside_end_with_three(ready: Call) -> None:
    """The folder of all dialects holds deliveries without a lead; they are listed, shown and dismissed."""
    result = ready("ingest", "adf", LEADS, "--rooftop", "PM", "--json")
    assert result.exit_code == 3
    aside = _last(result)["quarantined"]
    listed = json.loads(ready("quarantine", "list", "--json").stdout)
    assert len(listed) == aside > 0
    assert {"rawSha256", "setAsideAt"} <= listed[0].keys()
    entry = listed[0]["id"]
    assert json.loads(ready("quarantine", "show", entry, "--json").stdout)["raw"]
    told = ready("quarantine", "show", entry).stdout
    assert "\nfindings:\n    " in told
    assert "None" not in told.partition("\nraw: ")[0]
    assert ready("quarantine", "release", entry).exit_code == 1
    assert ready("quarantine", "release", entry, "--dismiss", " ").stderr == "Error: Say why this is dismissed.\n"
    assert ready("quarantine", "release", entry, "--dismiss", "an automatic reply").exit_code == 0
    assert len(json.loads(ready("quarantine", "list", "--json").stdout)) == aside - 1


def test_a_folder_with_a_manifest_is_loaded_in_its_order(call: Call, sample: Sample) -> None:
    """With --setup the group and its rooftops come from the manifest."""
    first = _last(call("ingest", "manifest", sample.folder, "--setup", "--json"))
    assert first["leads"] == sample.answers["counts"]["lead.received"]
    assert first["quarantined"] == sample.answers["counts"]["(noise)"]
    again = _last(call("ingest", "manifest", sample.folder, "--json"))
    assert (again["leads"], again["emitted"], again["unchanged"]) == (0, 0, again["records"])


def test_a_manifest_that_cannot_be_taken_in_is_refused(ready: Call, sample: Sample, tmp_path: Path) -> None:
    """Without --setup its group has to be there, with --setup no other can be named, and there has to be one."""
    unknown = ready("ingest", "manifest", sample.folder)
    assert "no dealer group 'Riverside Auto Group'; known are Pinecrest Group" in unknown.stderr
    other = ready("ingest", "manifest", sample.folder, "--setup", "--group", "Pinecrest Group")
    assert other.exit_code == 2
    assert "leave --group out" in other.stderr
    assert ready("ingest", "manifest", tmp_path).stderr == f"Error: There is no manifest.json in {tmp_path}.\n"


def test_snapshots_are_loaded_by_name(call: Call, sample: Sample) -> None:
    """Files of a folder say by their names what they are; --rooftop says whose they are."""
    call("group", "add", "Riverside Auto Group")
    call("rooftop", "add", "--code", "RSD", "--name", "Riverside Domestic", "--timezone", "America/New_York")
    folder = next(path for path in sorted((sample.folder / "RSD").iterdir()) if path.name.endswith("-full"))
    result = call("ingest", "dms", folder, "--rooftop", "RSD", "--json")
    assert result.exit_code == 0
    assert _last(result)["emitted"] > 0
    assert _last(call("ingest", "dms", folder, "--rooftop", "RSD", "--json"))["emitted"] == 0


def test_what_is_left_alone_in_a_folder_is_named(ready: Call, tmp_path: Path) -> None:
    """Exports whose names say no kind are; their lines, and files of other sorts, are not."""
    records = '{"records": [{"customerId": "7", "lastName": "Whitfield"}]}'
    for name in ("customers.csv", "spaceships.x.json", "customers.ledger.leads.csv", "notes.txt", "customers.crm.json"):
        (tmp_path / name).write_text(records, encoding="utf-8")
    result = ready("ingest", "dms", tmp_path, "--rooftop", "PM", "--json")
    assert _last(result)["records"] == 1
    left = [Path(line.split()[2]).name for line in result.stderr.splitlines() if line.startswith("Left alone")]
    assert left == ["customers.csv", "spaceships.x.json"]


def test_columns_of_which_nothing_is_made_are_named(ready: Call, tmp_path: Path) -> None:
    """So that nobody takes for told what was read over."""
    record = '{"records": [{"customerId": "7", "lastName": "Whitfield", "shoeSize": "9", "hat": ""}]}'
    (tmp_path / "customers.crm.json").write_text(record, encoding="utf-8")
    result = ready("ingest", "dms", tmp_path, "--rooftop", "PM", "--json")
    assert "Nothing is made of: customers.shoeSize (" in result.stderr


def test_without_a_group_nothing_is_loaded(call: Call) -> None:
    """The message says how to add one."""
    result = call("ingest", "adf", LEADS / "clean.xml")
    assert result.exit_code == 1
    assert "lifecycle-api group add" in result.stderr
