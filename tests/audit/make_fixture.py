"""Makes the bundle that verifiers in other languages share: `python -m tests.audit.make_fixture`.

Run it when the format changes, and only then: a bundle that was made before has to verify for ever.
"""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Any

from lifecycle_api.audit.bundle import manifest as files
from tests.audit.conftest import exported
from tests.audit.tampering import Loose
from tests.audit.vectors import FOLDER
from tests.support.postgres import running_server

_EVENTS = 300


def forgeries(good: Loose) -> list[dict[str, Any]]:
    """Changes of one byte, each signed for by nobody, and what is found besides the file's digest."""
    places = [
        (files.ENTRIES, 12),
        (files.ENTRIES, 400),
        (files.tiles(0), 40),
        (files.tiles(1), 3),
        (files.HEADERS, 700),
        (files.HEADERS, 2500),
        (files.BODIES, 60),
        (files.CHECKPOINT, 20),
        (files.CHECKPOINT, 70),
        (files.MANIFEST, 90),
        (files.POLICY, 12),
    ]
    made = []
    for name, at in places:
        found = good.flipped(name, at).failures()
        told = {check: [{"index": index, "field": part} for index, part in some] for check, some in found.items()}
        made.append({"file": name, "offset": at, "xor": 1, "found": told})
    return made


def main() -> None:
    """Write the fixture."""
    with running_server() as server, server.database() as dsn, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bundle.zip"
        good = asyncio.run(exported(dsn, path, _EVENTS))
        (FOLDER / "bundle.zip").write_bytes(path.read_bytes())
    (FOLDER / "bundle.policy").write_text(good.policy.text, encoding="utf-8")
    text = json.dumps({"verdict": "verified", "forgeries": forgeries(good)}, indent=2)
    (FOLDER / "bundle.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
