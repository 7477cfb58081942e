"""What can go wrong with a server of our own, each with what to do about it."""

from lifecycle_api.errors import LifecycleError


class ProgramsMissing(LifecycleError):
    """The embedded PostgreSQL is not installed. Install lifecycle-api[embedded], or set DATABASE_URL."""

    code = "EMBEDDED_PROGRAMS_MISSING"


class DataFolderUnusable(LifecycleError):
    """The data folder cannot be used. Choose another one with --data."""

    code = "DATA_FOLDER_UNUSABLE"


class ServerFailed(LifecycleError):
    """The embedded PostgreSQL did not do what it was asked."""

    code = "EMBEDDED_SERVER_FAILED"


class NotRunning(LifecycleError):
    """The embedded PostgreSQL is not running. Start it with: lifecycle-api db start."""

    code = "EMBEDDED_SERVER_NOT_RUNNING"
