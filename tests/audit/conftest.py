"""A log with a tree over it. Tests share a database, because tenants have nothing to do with each other."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lifecycle_api.audit.auditing import Auditing, auditing
from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.export.order import for_group
from lifecycle_api.audit.tlog.policy import Policy
from tests.audit.story import Story
from tests.audit.tampering import Loose, loose
from tests.support.log import MASTER_KEY, NOON, Log, bare, open_log
from tests.support.postgres import Server


@dataclass(frozen=True)
class Audited:
    """A log and what audits it."""

    log: Log
    audit: Auditing

    def with_policy(self, policy: Policy) -> "Audited":
        """The same, as a process with these witnesses sees it."""
        return audited(self.log, policy)


def audited(log: Log, policy: Policy | None = None, origin: str = "log.example/audit") -> Audited:
    """The parts over a log."""
    parts = auditing(
        log.pool,
        log.keys,
        MASTER_KEY,
        policy or Policy(),
        origin=lambda tenant: f"{origin}/{tenant}",
        appended=log.store.wakeup(),
    )
    return Audited(log, parts)


@pytest.fixture(scope="session")
def shared_dsn(server: Server) -> Iterator[str]:
    """One migrated database for all of them."""
    with server.database() as address:
        yield address


@pytest.fixture
async def here(shared_dsn: str) -> AsyncIterator[Audited]:
    """An empty log and its tree."""
    async with open_log(shared_dsn) as log:
        yield audited(log)


@pytest.fixture(scope="session")
def good(shared_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Loose:
    """A bundle of a whole log of three hundred events, with disclosures and a withdrawal."""
    return asyncio.run(exported(shared_dsn, tmp_path_factory.mktemp("bundle") / "bundle.zip", 300))


async def exported(dsn: str, path: Path, events: int) -> Loose:
    """A bundle of a whole log of so many events, at `path` and taken apart."""
    async with open_log(dsn) as log:
        here, story = audited(log), Story(log)
        await story.begin()
        await story.disclosed(story.ann)
        await story.disclosed(story.bob)
        await story.tell(story.withdrawn(story.ann))
        await log.journal.write_in_order(log.tenant, [bare("x", data=b"%d" % n) for n in range(events - 17)])
        exporter = Exporter(log.pool, log.keys, log.store, here.audit, lambda: NOON)
        with path.open("wb") as file:
            policy = await exporter.export(log.tenant, for_group(Scope()), file)
        signers = await here.audit.signing.signers(log.tenant, policy.logs[0].name)
        return loose(path, policy, signers)
