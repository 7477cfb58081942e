"""A second server that follows a running one, as a read replica does: streaming, read-only, and late when told to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from urllib.parse import urlencode

import asyncpg

from lifecycle_api.embedded import Cluster, private
from lifecycle_api.embedded.account import Account, account_for
from lifecycle_api.embedded.failures import ServerFailed
from lifecycle_api.embedded.initialise import SUPERUSER
from lifecycle_api.embedded.options import command_line
from lifecycle_api.embedded.programs import folder as programs
from lifecycle_api.embedded.programs import program
from tests.support.waiting import PATIENCE_SECONDS

PORT = 5432


@dataclass(frozen=True)
class Standby:
    """A standby server in a folder."""

    folder: Path
    sockets: Path
    password: str
    account: Account

    def dsn(self, database: str = "lifecycle") -> str:
        """The address of a database of it."""
        where = urlencode({"host": self.sockets, "port": PORT})
        return f"postgresql://{SUPERUSER}:{self.password}@/{database}?{where}"

    def start(self) -> None:
        """Run it; it catches up by itself."""
        options = command_line(sockets=self.sockets, port=PORT, fast=True)
        with (self.folder.parent / "standby.log").open("ab") as log:
            self._control("start", "-w", "-o", options, output=log.fileno())

    def kill(self) -> None:
        """End it at once, as a power cut does; nothing happens when it does not run."""
        try:
            self._control("stop", "-w", "-m", "immediate")
        except ServerFailed as failure:
            if "PID file" not in failure.message:
                raise

    async def pause(self) -> None:
        """Let it fall behind: it still answers, and shows nothing new. Returns when that is so."""
        await execute(self.dsn(), "SELECT pg_wal_replay_pause()")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while await execute(self.dsn(), "SELECT pg_get_wal_replay_pause_state()") != "paused":  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    async def resume(self) -> None:
        """Let it go on."""
        await execute(self.dsn(), "SELECT pg_wal_replay_resume()")

    async def catch_up(self, primary: str) -> None:
        """Wait until it shows all that the primary has written by now."""
        written = await execute(primary, "SELECT pg_current_wal_insert_lsn()::text")
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await execute(self.dsn(), f"SELECT pg_last_wal_replay_lsn() >= '{written}'"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    def _control(self, *words: str, output: int = PIPE) -> None:
        self.account.run(program("pg_ctl"), *words, output=output, environment={"PGDATA": str(self.folder)})


@contextmanager
def standby_of(primary: Cluster, folder: Path) -> Iterator[Standby]:
    """Copy a running server into a folder, and run the copy as its standby until the block ends."""
    copy = folder / "standby"
    account = account_for(copy.resolve(), programs(), private.place() / "sockets")
    copy.mkdir(mode=0o700)
    account.own(copy)
    backup = ("--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync")
    account.run(program("pg_basebackup"), "-d", primary.dsn("postgres"), "-D", copy, *backup)
    sockets = private.make()
    account.own(sockets)
    password = (primary.data_dir / "password").read_text(encoding="ascii")
    standby = Standby(copy, sockets, password, account)
    standby.start()
    try:
        yield standby
    finally:
        standby.kill()
        private.discard(sockets)


async def execute(dsn: str, statement: str) -> object:
    """Run one statement and give the first value of what it returns."""
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
