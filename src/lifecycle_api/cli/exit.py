"""Leave with everything, or check what somebody left with."""

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lifecycle_api.cli.data import Database, with_database
from lifecycle_api.cli.ingest.groups import chosen_group, group_option, run
from lifecycle_api.cli.new_path import NewPath
from lifecycle_api.errors import LifecycleError

if TYPE_CHECKING:
    from lifecycle_api.app import Core
    from lifecycle_api.rights.leaving.exit import Left

_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


class ExportBroken(LifecycleError):
    """The export is not what it was."""

    code = "EXPORT_BROKEN"


@click.group()
def exit() -> None:  # noqa: A001  # the command's name
    """A dealer group leaves: everything that is kept for it, in documented files."""


@exit.command()
@click.option("--out", type=NewPath(), required=True, help="A new folder, or a new file.zip.")
@group_option
@_json
@with_database
def export(database: Database, out: Path, group_name: str | None, *, as_json: bool) -> None:
    """Write events, read models and documents of a group, with a manifest and a program that checks them."""
    from tqdm import tqdm

    async def work(parts: "Core", folder: Path) -> "Left":
        from lifecycle_api.app import now
        from lifecycle_api.rights.leaving.exit import Exit

        tenant = await chosen_group(parts, group_name)
        with tqdm(unit="event", file=sys.stderr, disable=True if as_json else None) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            return await Exit(parts.pool, parts.keys, parts.audit, now).export(tenant, folder, progress)

    with _folder_of(out) as folder:
        left = run(database, lambda parts: work(parts, folder))
    told: dict[str, Any] = {"events": left.events, "rows": left.rows, "documents": left.documents, "out": str(out)}
    click.echo(json.dumps(told) if as_json else " ".join(f"{name}={value}" for name, value in told.items()))


@exit.command()
@click.argument("exported", type=click.Path(exists=True, path_type=Path))
@_json
def verify(exported: Path, *, as_json: bool) -> None:
    """Check an export, a folder or a zip: every file, every leaf, the signed root. The same as its own verify.py."""
    from lifecycle_api.rights.leaving.check import Broken, check

    try:
        with _unpacked(exported) as folder:
            told = check(folder)
    except Broken as error:
        raise ExportBroken(f"The export is broken: {error}.") from None
    click.echo(json.dumps(told) if as_json else f"{told['files']} files and {told['events']} events are as exported.")


@contextmanager
def _folder_of(out: Path) -> Iterator[Path]:
    """The folder to write, which goes if it is not finished: what is in it is opened. That of a zip file always goes.

    It has a name of its own, by which the next export finds what a killed one left behind.
    """
    import shutil

    if out.suffix.lower() != ".zip":
        try:
            yield out
        except BaseException:
            shutil.rmtree(out, ignore_errors=True)
            raise
        return
    passing = out.with_name(f"{out.name}.unfinished")
    shutil.rmtree(passing, ignore_errors=True)
    passing.mkdir(mode=0o700, parents=True)
    try:
        yield (folder := passing / "export")
        Path(shutil.make_archive(f"{folder}", "zip", folder)).rename(out)
    finally:
        shutil.rmtree(passing)


@contextmanager
def _unpacked(exported: Path) -> Iterator[Path]:
    """The folder to check. That of a zip file passes, whatever is found: what is in it is opened."""
    import zlib
    from zipfile import BadZipFile, ZipFile

    if exported.is_dir():
        yield exported
        return
    with tempfile.TemporaryDirectory(prefix="lifecycle-exit-verify-") as passing:
        try:
            with ZipFile(exported) as zipped:
                zipped.extractall(passing)
        except (BadZipFile, EOFError, RuntimeError, zlib.error) as error:
            raise ExportBroken(f"{exported} is no zip that can be opened: {error}.", file=str(exported)) from None
        yield Path(passing)
