"""How the embedded server is configured, the same at every start whatever the folder was made with."""

import os
import shlex
from pathlib import Path

_ALWAYS = {
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "512MB",
    "jit": "off",
    # Values belong to people: no detail line and no statement text in the log.
    "log_min_messages": "warning",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    # Old segments of the write-ahead log are removed, not renamed: what was erased must not live on in them.
    "wal_recycle": "off",
}
_FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
}


def command_line(*, sockets: Path, port: int, fast: bool) -> str:
    """The options as one string for ``pg_ctl -o``: a private socket, or the loopback where there are none."""
    where = (
        {"listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
        if os.name == "nt"
        else {"listen_addresses": "", "unix_socket_directories": _quoted(sockets)}
    )
    options = where | {"port": str(port)} | _ALWAYS | (_FAST if fast else {})
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in options.items())


def _quoted(folder: Path) -> str:
    """One entry of a list in the server's configuration."""
    doubled = str(folder).replace('"', '""')
    return f'"{doubled}"'
