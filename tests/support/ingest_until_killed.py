"""A process that takes in a folder of files, and prints a line after each; a test kills it somewhere in the middle."""

import asyncio
import json
import sys
from pathlib import Path

from tests.support.intake import open_desk


async def _main(dsn: str, folder: Path) -> None:
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    async with open_desk(dsn) as desk:
        for file in files:
            await desk.take(folder, [file])
            print(file["path"], flush=True)  # noqa: T201  # how the test knows how far it came


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
