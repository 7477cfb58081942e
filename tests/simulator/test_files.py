"""The files are what `docs/sources.md` says they are."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from lifecycle_api.simulator.emitters.periods import Periods
from lifecycle_api.simulator.emitters.snapshots import SnapshotEmitter
from lifecycle_api.simulator.emitters.spool import Spool
from lifecycle_api.simulator.emitters.writing import write_source
from lifecycle_api.simulator.group import DOMESTIC, IMPORT, Rooftop
from lifecycle_api.simulator.record import Record, money, stamp
from lifecycle_api.simulator.shapes import SHAPES
from lifecycle_api.simulator.shapes.document import refreshed
from tests.simulator.reading import Group, State, read

PAGE = Path(__file__).parents[2] / "docs" / "sources.md"


def test_the_page_describes_the_shapes() -> None:
    """`python -m lifecycle_api.simulator.shapes.document docs/sources.md` writes its tables."""
    text = PAGE.read_text("utf-8")
    assert refreshed(text) == text


def test_every_file_of_the_manifest_exists_and_no_other(group: Group) -> None:
    """What is not listed would never be ingested."""
    listed = {"manifest.json", "answer_key.json", "rights.json"}
    for entry in group.manifest["files"]:
        paths = [entry["path"], *entry.get("lists", {}).values()]
        if entry["kind"] == "leads":
            folder = group.folder / entry["path"]
            paths = [str(path.relative_to(group.folder)) for path in folder.iterdir()]
            assert len(paths) == entry["records"]
        listed |= set(paths)
    assert listed == {str(path.relative_to(group.folder)) for path in group.folder.rglob("*") if path.is_file()}


def test_files_are_listed_in_the_order_of_their_days(group: Group) -> None:
    """And in each batch leads come before the records that name them."""
    entries = group.manifest["files"]
    days = [entry["snapshotDate"] for entry in entries]
    assert days == sorted(days)
    for earlier, later in pairwise(entries):
        assert not (later["kind"] == "leads" and earlier["mode"] == "delta" and _same_day(earlier, later))


def _same_day(earlier: State, later: State) -> bool:
    return bool(earlier["snapshotDate"] == later["snapshotDate"])


@pytest.mark.parametrize("kind", SHAPES)
def test_records_hold_only_described_fields(group: Group, kind: str) -> None:
    """Every value is text, and every field is on the page."""
    shape = SHAPES[kind]
    for state in group.states[kind]:
        scalars = {name: text for name, text in state.items() if not name.startswith("_")}
        for name in shape.lists:
            for line in scalars.pop(name, []):
                assert set(line) <= set(shape.line_columns(name))
                assert line[shape.line_columns(name)[0]]
        assert set(scalars) <= set(shape.columns())
        assert all(isinstance(text, str) and text for text in scalars.values())


@pytest.mark.parametrize("kind", SHAPES)
def test_every_described_field_is_used(group: Group, kind: str) -> None:
    """A field that no record ever fills would be a promise nobody keeps."""
    shape = SHAPES[kind]
    used = {name for state in group.states[kind] for name in state}
    assert set(shape.columns()) <= used
    for name in shape.lists:
        filled = {column for state in group.states[kind] for line in state.get(name, []) for column in line}
        assert set(shape.line_columns(name)) <= filled


def test_states_in_a_file_are_sorted_by_their_change(group: Group) -> None:
    """A delta can be read as a story."""
    for entry in group.manifest["files"]:
        if entry["format"] != "adf":
            changes = [(state["changedDate"], state["changedTime"]) for state in read(group.folder, entry)]
            assert changes == sorted(changes), entry["path"]


def test_windows_overlap(group: Group) -> None:
    """The last days repeat records that did not change, so that a differ can show that it sees no change."""
    windows = [entry for entry in group.manifest["files"] if entry["mode"] == "window"]
    assert len({entry["snapshotDate"] for entry in windows}) == 3
    of_orders = [entry for entry in windows if entry["path"].endswith("repair-orders.drive.json")]
    first, second = ({str(state) for state in read(group.folder, entry)} for entry in of_orders[:2])
    assert first & second


def test_json_and_csv_of_the_same_truth_parse_to_the_same_record(tmp_path: Path) -> None:
    """The two rooftops differ in style only."""
    told = [_one_deal(tmp_path / rooftop.code, rooftop) for rooftop in (IMPORT, DOMESTIC)]
    assert told[0] == told[1]
    assert len(told[0]) == 2
    assert told[0][1]["trades"][0]["allowance"] == "7200.00"


def _one_deal(folder: Path, rooftop: Rooftop) -> list[State]:
    """A deal that changes on two days, written in the rooftop's style and read again."""
    end = datetime.fromisoformat("2025-11-21 23:59")
    signed, funded = datetime.fromisoformat("2025-03-04 16:20"), datetime.fromisoformat("2025-03-09 09:05")
    record = Record("deals", "dms", rooftop)
    record.key = "D100001"
    record.set(signed, status="CONTRACTED", version=2, eContractFlag=True, **stamp("contract", signed))
    record.line(signed, "trades", 1, vin='odd, "quoted" text', allowance=money(720_000), **stamp("appraised", signed))
    record.set(funded, status="FUNDED", coBuyerId=None, lenderName="", **stamp("funded", funded))
    spool = Spool(folder, 1_000_000)
    emitter = SnapshotEmitter(spool, Periods(date(2024, 5, 22), end.date()))
    emitter.emit(record, end)
    (file,) = emitter.files.values()
    write_source(folder, file, spool)
    entry = {"path": file.path, "format": rooftop.style, "kind": "deals", "lists": file.lists}
    return list(read(folder, entry))
