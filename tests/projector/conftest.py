"""The service around a database with all read models, and folders made up by a test."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import pytest

from lifecycle_api.projector import loader
from lifecycle_api.projector.loader import Folder
from tests.support.projecting import Site, site


@pytest.fixture
async def here(deployed_dsn: str) -> AsyncIterator[Site]:
    """The service around such a database."""
    async with site(deployed_dsn) as opened:
        yield opened


@pytest.fixture
async def admin(deployed_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's connection to the same database."""
    connection = await asyncpg.connect(deployed_dsn)
    yield connection
    await connection.close()


MakeFolder = Callable[..., Folder]


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Writes a projection's folder and reads it."""

    def make(
        tables: str, events: str, *, name: str = "made_up", mode: str = "async", version: int = 1, more: str = ""
    ) -> Folder:
        path = tmp_path / f"{name}_{version}_{len(list(tmp_path.iterdir()))}" / name
        path.mkdir(parents=True)
        settings = f'version = {version}\nmode = "{mode}"\nquestion = "What if?"\n{more}'
        (path / "projection.toml").write_text(settings, encoding="utf-8")
        (path / "tables.sql").write_text(tables, encoding="utf-8")
        (path / "events.sql").write_text(events, encoding="utf-8")
        return loader.read(path)

    return make
