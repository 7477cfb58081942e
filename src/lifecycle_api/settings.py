"""Frozen settings, read from the environment once, at start; a wrong one names its variable and what to do.

The dataclass is the single source: parsing, defaults and the explanations in ``docs/operations.md`` come from it.
"""

import base64
import binascii
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lifecycle_api.errors import InvalidSetting

MASTER_KEY_BYTES = 32
ALGORITHMS = ("ES256", "PS256", "EdDSA", "Ed25519", "RS256")
LOG_LEVELS = ("debug", "info", "warning", "error")


def dsn(text: str) -> str:
    """A PostgreSQL address."""
    if urlsplit(text).scheme not in ("postgresql", "postgres"):
        raise ValueError("write postgresql://user:password@host:port/database")
    return text


def listed(parse: Callable[[str], Any], separator: str = ",") -> Callable[[str], tuple[Any, ...]]:
    """Several values, separated; blanks between them do not count."""
    return lambda text: tuple(parse(part.strip()) for part in text.split(separator) if part.strip())


def origin(text: str) -> str:
    """A browser's origin: scheme, host and port, nothing after."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ValueError("write scheme, host and port only, such as https://portal.dealer.example")
    return text


def public_url(text: str) -> str:
    """The origin under which clients know this service: https, or http on this machine."""
    parts = urlsplit(origin(text))
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ValueError("write https; plain http is for this machine only")
    return text


def issuer(text: str) -> str:
    """The address that an authorization server calls itself; it may have a path."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write the issuer as its tokens name it, such as https://login.dealer.example/realms/group")
    return text


def log_origin(text: str) -> str:
    """The beginning of a log's name: a host and perhaps a path, without scheme."""
    if not text.isascii() or not text.isprintable() or any(mark in text for mark in " +") or "://" in text:
        raise ValueError("write an address without its scheme, such as api.dealer.example/audit")
    return text.rstrip("/")


def folder(text: str) -> Path:
    """A folder that exists."""
    if not (path := Path(text).expanduser()).is_dir():
        raise ValueError(f"there is no folder {text!r}; make it, or correct the path")
    return path.resolve()


def master_key(text: str) -> bytes:
    """32 random bytes as base64."""
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != MASTER_KEY_BYTES:
        raise ValueError("write 32 random bytes as base64, made with: openssl rand -base64 32")
    return key


def within(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two others, both allowed."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"write a whole number from {low} to {high}")
        return int(text)

    return parse


def named(parse: Callable[[str], Any]) -> Callable[[str], tuple[str, Any]]:
    """A value with a name before it."""

    def parsed(text: str) -> tuple[str, Any]:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (name and sign):
            raise ValueError(f"write each as name=value, unlike {text!r}")
        return name, parse(value)

    return parsed


def rate(text: str) -> tuple[int, int] | None:
    """How many points there are at once, and how many come back each second; `off` for no limit."""
    if text.lower() == "off":
        return None
    most, _, restored = text.partition("/")
    return within(1, 10**9)(most), within(1, 10**9)(restored)


def one_of(*words: str) -> Callable[[str], str]:
    """One of the words, in any case."""

    def parse(text: str) -> str:
        if text.lower() not in words:
            raise ValueError(f"write one of {', '.join(words)}")
        return text.lower()

    return parse


def one_of_these(*words: str) -> Callable[[str], str]:
    """One of the words, exactly."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"write any of {', '.join(words)}")
        return text

    return parse


def pair(text: str) -> str:
    """Two words with a colon between."""
    name, _, secret = text.partition(":")
    if not (name and secret):
        raise ValueError("write id:secret")
    return text


def switch(text: str) -> bool:
    """``on`` or ``off``."""
    return one_of("on", "off")(text) == "on"


def setting(
    variable: str, parse: Callable[[str], Any], help_text: str, default: Any = None, *, secret: bool = False
) -> Any:
    """A field that is read from an environment variable; a secret one is never printed."""
    metadata = {"variable": variable, "parse": parse, "help": help_text}
    return field(default=default, repr=not secret, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two installations."""

    database_url: str | None = setting(
        "DATABASE_URL",
        dsn,
        "The PostgreSQL to use; without it the embedded one is started.",
        secret=True,
    )
    database_admin_url: str | None = setting(
        "DATABASE_ADMIN_URL",
        dsn,
        "The same database as a role that may change the schema, for `migrate`.",
        secret=True,
    )
    database_read_urls: tuple[str, ...] = setting(
        "DATABASE_READ_URLS", listed(dsn), "Read replicas, separated by commas.", (), secret=True
    )
    replica_wait_ms: int = setting(
        "DATABASE_REPLICA_WAIT_MS",
        within(1, 10_000),
        "How long a read waits for a replica that is behind.",
        50,
    )
    prepared_statements: bool = setting(
        "DATABASE_PREPARED_STATEMENTS", switch, "`off` for a PgBouncer older than 1.21.", default=True
    )
    pool_size: int = setting("DATABASE_POOL_SIZE", within(2, 1000), "Connections this process may write with.", 10)
    read_pool_size: int = setting(
        "DATABASE_READ_POOL_SIZE",
        within(1, 1000),
        "Connections this process may read with; more than twice the server's cores slow each other down.",
        5,
    )
    read_timeout_ms: int = setting(
        "DATABASE_READ_TIMEOUT_MS", within(10, 600_000), "How long one read may take, in milliseconds.", 10_000
    )
    pool_wait_ms: int = setting(
        "DATABASE_POOL_WAIT_MS", within(1, 60_000), "How long a read waits for a free connection.", 2_000
    )
    data: Path = setting("LIFECYCLE_DATA", Path, "Where the embedded PostgreSQL keeps its data.", Path(".lifecycle"))
    erasure_journal: Path | None = setting(
        "LIFECYCLE_ERASURE_JOURNAL",
        Path,
        "The file of erasures that a restored database is brought up to date with; by default in the data folder.",
    )
    projections: tuple[Path, ...] = setting(
        "LIFECYCLE_PROJECTIONS",
        listed(folder, os.pathsep),
        f"More folders of projections, separated by `{os.pathsep}`.",
        (),
    )
    issuer: str | None = setting("LIFECYCLE_ISSUER", issuer, "Your identity provider, as its access tokens name it.")
    audience: str = setting("LIFECYCLE_AUDIENCE", str, "What access tokens have to be issued for.", "lifecycle-api")
    jwks: Path | None = setting(
        "LIFECYCLE_JWKS", Path, "A file with the issuer's public keys as a JWKS; without it they are fetched."
    )
    jwks_origins: tuple[str, ...] = setting(
        "LIFECYCLE_JWKS_ORIGINS", listed(origin), "Other origins where the issuer keeps its keys.", ()
    )
    algorithms: tuple[str, ...] = setting(
        "LIFECYCLE_ALGORITHMS",
        listed(one_of_these(*ALGORITHMS)),
        "The algorithms the issuer signs with, separated by commas.",
        ALGORITHMS,
    )
    claims: tuple[tuple[str, str], ...] = setting(
        "LIFECYCLE_CLAIMS",
        listed(named(str)),
        "Where the issuer's tokens have our claims, such as `tenant=org_id,roles=realm.roles,kind==staff`.",
        (),
    )
    introspection: str | None = setting(
        "LIFECYCLE_INTROSPECTION",
        pair,
        "For opaque tokens: id and secret, with a colon between, of our client at the issuer.",
        secret=True,
    )
    public_url: str | None = setting(
        "LIFECYCLE_PUBLIC_URL", public_url, "The address clients call; with it, tokens are given at `/oauth`."
    )
    master_key: bytes | None = setting(
        "LIFECYCLE_MASTER_KEY",
        master_key,
        "The key that wraps every subject's key: 32 random bytes as base64.",
        secret=True,
    )
    cors_origins: tuple[str, ...] = setting(
        "LIFECYCLE_CORS_ORIGINS", listed(origin), "Browser origins that may call, separated by commas.", ()
    )
    audit_origin: str = setting(
        "LIFECYCLE_AUDIT_ORIGIN",
        log_origin,
        "How verifiable logs are named when they begin, before the group's id: an address without its scheme.",
        "localhost/audit",
    )
    audit_policy: Path | None = setting(
        "LIFECYCLE_AUDIT_POLICY",
        Path,
        "A file that names the witnesses of checkpoints and how many must cosign; without it none has to.",
    )
    limits: tuple[tuple[str, int], ...] = setting(
        "LIFECYCLE_LIMITS",
        listed(named(within(1, 10**9))),
        "Limits of operations that differ from the standard ones below, such as `points=8000,depth=25`.",
        (),
    )
    rates: tuple[tuple[str, tuple[int, int] | None], ...] = setting(
        "LIFECYCLE_RATES",
        listed(named(rate)),
        "Buckets that differ from the standard ones below, such as `partner=40000/2000,service=off`.",
        (),
    )
    host: str = setting("LIFECYCLE_HOST", str, "The address to listen on.", "127.0.0.1")
    port: int = setting("LIFECYCLE_PORT", within(0, 65535), "The port to listen on; 0 takes a free one.", 8000)
    log_level: str = setting("LIFECYCLE_LOG_LEVEL", one_of(*LOG_LEVELS), "How much is logged.", "info")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the process's environment, or the one given; raises :class:`InvalidSetting`."""
        source = os.environ if environment is None else environment
        texts = {item.name: source.get(item.metadata["variable"], "").strip() for item in fields(cls)}
        return cls(**{name: _parsed(name, text) for name, text in texts.items() if text})


def variables() -> list[tuple[str, str, Any]]:
    """Name, explanation and default of every variable, in the order of :class:`Settings`."""
    return [(item.metadata["variable"], item.metadata["help"], item.default) for item in fields(Settings)]


def _parsed(name: str, text: str) -> Any:
    metadata = next(item.metadata for item in fields(Settings) if item.name == name)
    try:
        return metadata["parse"](text)
    except ValueError as error:
        variable = metadata["variable"]
        raise InvalidSetting(f"{variable} cannot be used: {error}.", variable=variable) from None
