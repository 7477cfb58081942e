"""A PostgreSQL server in a folder: start it, attach to it, stop it, from as many processes as like to."""

import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from subprocess import PIPE
from urllib.parse import quote, urlencode

from lifecycle_api.embedded import private
from lifecycle_api.embedded.account import Account, account_for
from lifecycle_api.embedded.failures import DataFolderUnusable, NotRunning, ServerFailed
from lifecycle_api.embedded.initialise import SUPERUSER, initialise, remembered_password
from lifecycle_api.embedded.locks import exclusive, free, shared
from lifecycle_api.embedded.options import command_line
from lifecycle_api.embedded.postmaster import Postmaster, disown_stale
from lifecycle_api.embedded.programs import folder, program

DATABASE = "lifecycle"
_PATIENCE = 300  # seconds; recovering after a crash in the middle of an import takes a while
_LOG_TAIL = 2000


class Cluster:
    """The server whose data is in ``data_dir/postgres``; nothing outside ``data_dir`` is changed.

    ``fast`` trades durability for speed: for tests, whose data nobody misses after a power cut.
    """

    def __init__(self, data_dir: Path, *, fast: bool = False) -> None:
        self.data_dir = Path(data_dir).expanduser().resolve()
        self.fast = fast
        self._cluster = self.data_dir / "postgres"
        self._log = self.data_dir / "postgres.log"
        self._kept = self.data_dir / "keep"
        self._users = self.data_dir / "users"

    def start(self) -> str:
        """Start the server or find it started, and let it run until :meth:`stop`; gives the DSN."""
        with self._alone():
            self._kept.touch()
            return self._started()

    @contextmanager
    def use(self) -> Iterator[str]:
        """Start the server or find it started; who leaves last stops it, unless it was :meth:`start`-ed."""
        with ExitStack() as using:
            with self._alone():
                using.enter_context(shared(self._users))
                dsn = self._started()
            try:
                yield dsn
            finally:
                with self._alone():
                    using.close()
                    if free(self._users) and not self._kept.exists():
                        self._stopped()

    def stop(self) -> bool:
        """Stop the server, whoever uses it; tells whether it ran."""
        if not self._cluster.exists():
            return False
        with self._alone():
            self._kept.unlink(missing_ok=True)
            return self._stopped()

    def running(self) -> bool:
        """Whether the server runs."""
        return self._postmaster() is not None

    def dsn(self, database: str = DATABASE) -> str:
        """The address of a database, password included; raises :class:`NotRunning`."""
        server, password = self._connection()
        if server.sockets is None:
            return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{server.port}/{quote(database)}"
        where = urlencode({"host": server.sockets, "port": server.port})
        return f"postgresql://{SUPERUSER}:{password}@/{quote(database)}?{where}"

    def ensure_database(self, name: str) -> str:
        """Create a database unless it is there; gives its DSN."""
        server, password = self._connection()
        where = {"PGHOST": str(server.sockets or "127.0.0.1"), "PGPORT": str(server.port)}
        who = {"PGUSER": SUPERUSER, "PGPASSWORD": password}
        try:
            Account().run(program("createdb"), name, environment=where | who)
        except ServerFailed as failure:
            if "already exists" not in failure.message:
                raise
        return self.dsn(name)

    def _connection(self) -> tuple[Postmaster, str]:
        if (server := self._postmaster()) is None:
            raise NotRunning(folder=str(self.data_dir))
        return server, remembered_password(self.data_dir / "password")

    def _started(self) -> str:
        deadline = time.monotonic() + _PATIENCE
        while not ((server := self._postmaster()) and server.ready):
            if time.monotonic() > deadline:
                raise ServerFailed(self._last_words(), program="postgres")
            if server is None:
                self._launch()
            time.sleep(0.01)
        return self.dsn()

    def _launch(self) -> None:
        account = self._account()
        password = remembered_password(self.data_dir / "password")
        if not self._cluster.exists():
            initialise(self._cluster, password, account, fast=self.fast)
        self._clear_after_crash()
        sockets = private.for_sockets(self.data_dir, password, account.uid)
        try:
            account.own(sockets)
            self._run(account, command_line(sockets=sockets, port=_free_port(), fast=self.fast))
        except ServerFailed:  # not when interrupted: then the server may be there, and needs its folder
            private.discard(sockets)
            raise

    def _run(self, account: Account, options: str) -> None:
        with os.fdopen(os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as log:
            try:
                self._control(account, "start", "-o", options, output=log.fileno())
            except ServerFailed as failure:
                raise ServerFailed(self._last_words(), program="postgres") from failure

    def _stopped(self) -> bool:
        if (server := self._postmaster()) is None:
            return False
        self._control(self._account(), "stop", "-m", "immediate" if self.fast else "fast")
        while server.alive():  # for a moment after its file has gone, which is what pg_ctl waits for
            time.sleep(0.01)
        if server.sockets and free(self._users):  # or else those who use it come back to find it there
            private.discard(server.sockets)
        return True

    def _account(self) -> Account:
        return account_for(self._cluster, folder(), private.place() / "sockets")

    def _control(self, account: Account, *words: str, output: int = PIPE) -> None:
        # Not -D: pg_ctl would put the folder into a shell's words, where $ and quotes mean something.
        data = {"PGDATA": str(self._cluster)}
        account.run(program("pg_ctl"), *words, f"-wt{_PATIENCE}", output=output, environment=data)

    def _clear_after_crash(self) -> None:
        if (server := Postmaster.of(self._cluster)) and server.sockets:
            private.discard(server.sockets)
        disown_stale(self._cluster)

    def _postmaster(self) -> Postmaster | None:
        folder()  # without programs there is nothing to ask with either
        try:
            server = Postmaster.of(self._cluster)
        except OSError as error:
            raise self._unusable(error) from error
        return server if server and server.alive() else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            holding = ExitStack()
            holding.enter_context(exclusive(self.data_dir / "lock"))
        except OSError as error:
            raise self._unusable(error) from error
        with holding:
            yield

    def _unusable(self, error: OSError) -> DataFolderUnusable:
        reason = error.strerror or type(error).__name__
        return DataFolderUnusable(
            f"{self.data_dir} cannot be used: {reason}. Choose another folder with --data.",
            folder=str(self.data_dir),
        )

    def _last_words(self) -> str:
        text = self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:].strip()
        return f"PostgreSQL did not start in {self.data_dir}. It said:\n{text}"


def _free_port() -> int:
    """A free TCP port where there are no sockets; elsewhere the port only names the socket."""
    if os.name != "nt":
        return 5432
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
