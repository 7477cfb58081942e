"""A log with a tree over it. Tests share a database, because tenants have nothing to do with each other."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from lifecycle_api.audit.auditing import Auditing, auditing
from lifecycle_api.audit.tlog.policy import Policy
from tests.support.log import MASTER_KEY, Log, open_log
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
    parts = auditing(log.pool, log.keys, MASTER_KEY, policy or Policy(), origin=lambda tenant: f"{origin}/{tenant}")
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
