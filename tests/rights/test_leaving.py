"""A dealer group leaves with everything, and whoever gets it can check it with Python alone."""

import asyncio
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from lifecycle_api.audit.auditing import auditing
from lifecycle_api.audit.tlog.policy import Policy
from lifecycle_api.rights.leaving.check import Broken, check
from lifecycle_api.rights.leaving.exit import Exit
from lifecycle_api.rights.leaving.packing import FolderNotEmpty
from tests.support.facts import a
from tests.support.projecting import MASTER
from tests.support.rights import LATER, NAME, PLANTED, Desk

pytestmark = pytest.mark.anyio


def leaving(desk: Desk) -> Exit:
    """The way out."""
    here = desk.here
    signed = auditing(
        here.pool,
        here.keys,
        MASTER,
        Policy(),
        origin=lambda tenant: f"test/{tenant}",
        appended=here.store.wakeup(),
    )
    return Exit(here.pool, here.keys, signed, lambda: LATER)


async def test_everything_is_there_and_checks_itself(desk: Desk, tmp_path: Path) -> None:
    """Events with their values, rows, documents; the copied program says so without this package."""
    out = tmp_path / "out"
    left = await leaving(desk).export(desk.tenant, out)

    assert left.events == await desk.here.store.head(desk.tenant)
    assert (left.documents, left.rows > 20) == (1, True)
    lines = [json.loads(line) for line in (out / "events.jsonl").read_text(encoding="utf-8").splitlines()]
    assert NAME in [each["opened"]["name"]["full"] for each in lines if each["type"] == "customer.registered"]
    assert NAME in (out / "read_models/customer_profile/customer.csv").read_text(encoding="utf-8")
    assert (out / "documents" / ("ab" * 32)).read_text(encoding="utf-8") == NAME
    command = [sys.executable, "-I", str(out / "verify.py"), str(out)]
    checked = await asyncio.to_thread(subprocess.run, command, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


async def test_an_erased_person_does_not_leave_with_it(desk: Desk, tmp_path: Path) -> None:
    """The certificate does."""
    await desk.rights.erasure.run(desk.order())
    out = tmp_path / "out"

    await leaving(desk).export(desk.tenant, out)

    content = b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())
    assert not [value for value in PLANTED if value.encode() in content]
    assert (out / "erasures" / f"{a('erasure of ann')}.note").is_file()
    assert check(out)["events"] > 10


@pytest.mark.parametrize("name", ["events.jsonl", "read_models/customer_profile/customer.csv", "checkpoint"])
async def test_any_change_is_found(desk: Desk, tmp_path: Path, name: str) -> None:
    """In a file, and also when the manifest was made to fit."""
    out = tmp_path / "out"
    await leaving(desk).export(desk.tenant, out)
    path = out / name
    whole = path.read_bytes()

    path.write_bytes(whole[:-40] + whole[-20:])
    with pytest.raises(Broken):
        check(out)
    path.unlink()
    with pytest.raises(Broken):
        check(out)
    path.write_bytes(whole)
    (out / "extra").write_text("more", encoding="utf-8")
    with pytest.raises(Broken):
        check(out)


async def test_events_that_do_not_give_the_signed_root_are_found(desk: Desk, tmp_path: Path) -> None:
    """One word of one event is changed, and the manifest with it."""
    out = tmp_path / "out"
    await leaving(desk).export(desk.tenant, out)
    lines = (out / "events.jsonl").read_text(encoding="utf-8")
    (out / "events.jsonl").write_text(lines.replace("north", "south", 1), encoding="utf-8")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for file in manifest["files"]:
        if file["path"] == "events.jsonl":
            file["sha256"] = hashlib.sha256((out / "events.jsonl").read_bytes()).hexdigest()
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")

    with pytest.raises(Broken, match="root"):
        check(out)


async def test_a_folder_that_is_not_empty_is_refused(desk: Desk, tmp_path: Path) -> None:
    """Nothing is mixed up, nothing is overwritten."""
    (tmp_path / "something").write_text("here", encoding="utf-8")

    with pytest.raises(FolderNotEmpty):
        await leaving(desk).export(desk.tenant, tmp_path)
