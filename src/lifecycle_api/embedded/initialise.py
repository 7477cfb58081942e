"""Make a new cluster: complete and with a password, or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lifecycle_api import sqlfiles
from lifecycle_api.embedded import private
from lifecycle_api.embedded.account import Account
from lifecycle_api.embedded.programs import program

SUPERUSER = "postgres"
_STATEMENTS = sqlfiles.load(Path(__file__).parent, "database")


def initialise(cluster: Path, password: str, account: Account, *, fast: bool) -> None:
    """Run ``initdb`` beside the final place and move the result there; a crash leaves nothing half made."""
    unfinished = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    account.own(unfinished)
    with password_file(password, account) as file:
        words = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", *(["--no-sync"] if fast else [])]
        account.run(program("initdb"), "-D", unfinished, "-U", SUPERUSER, f"--pwfile={file}", *words)
    create = _STATEMENTS["create_database"]
    account.run(program("postgres"), "--single", "-D", unfinished, "postgres", text=create)
    unfinished.rename(cluster)


def remembered_password(file: Path) -> str:
    """The superuser's password: read from the file, or made and written there for the owner's eyes only."""
    if not file.exists():
        fresh = file.with_name(f"{file.name}.unfinished")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(secrets.token_urlsafe(32))
        fresh.replace(file)
    return file.read_text(encoding="ascii")


@contextmanager
def password_file(password: str, account: Account) -> Iterator[Path]:
    """The password in a file that the account can read, for as long as ``initdb`` takes."""
    folder = private.make()
    try:
        file = folder / "password"
        file.touch(mode=0o600)
        file.write_text(password, encoding="ascii")
        account.own(file)
        account.own(folder)
        yield file
    finally:
        shutil.rmtree(folder)
