"""The sample group's files: written once, and loaded through the intake until they are all in."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from tqdm import tqdm

from lifecycle_api import simulator

SEED = 7
CUSTOMERS = 240
MONTHS = 18
MANIFEST = "manifest.json"
ANSWER_KEY = "answer_key.json"


class Sample:
    """The folder with the sample's files, and the mark that they were loaded."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "sample"
        self._mark = data / "sample-loaded.json"

    def write(self, last_day: date, *, quiet: bool) -> None:
        """Write the files, up to this day, unless they are there, whole: the manifest is written last."""
        if (self.folder / MANIFEST).exists():
            return
        aside = self.folder.with_name("sample.part")
        shutil.rmtree(aside, ignore_errors=True)
        with tqdm(total=CUSTOMERS, desc="Writing the sample group", unit="customer", disable=quiet) as bar:
            simulator.write(aside, seed=SEED, customers=CUSTOMERS, months=MONTHS, end=last_day, progress=bar.update)
        aside.rename(self.folder)

    def showcase(self) -> dict[str, Any]:
        """What the answer key says about the customer of the README."""
        found: dict[str, Any] = orjson.loads((self.folder / ANSWER_KEY).read_bytes())["showcase"]
        return found

    def loaded(self) -> dict[str, Any] | None:
        """What was remembered when everything had been loaded into the database."""
        return orjson.loads(self._mark.read_bytes()) if self._mark.exists() else None

    def remember(self, facts: dict[str, Any]) -> None:
        """Remember that everything has been loaded."""
        aside = self._mark.with_suffix(".part")
        aside.write_bytes(orjson.dumps(facts))
        aside.replace(self._mark)
