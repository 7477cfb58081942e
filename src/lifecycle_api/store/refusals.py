"""What the log refuses, and what it cannot say."""

from typing import ClassVar

from lifecycle_api.errors import LifecycleError, Unavailable


class AppendConflict(LifecycleError):
    """Something the decision rests on has changed meanwhile; read again and decide again."""

    code: ClassVar[str] = "APPEND_CONFLICT"


class IdempotencyKeyReused(LifecycleError):
    """This idempotency key was used for something else; use a new key for a new request."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY_REUSED"


class DuplicateEventId(LifecycleError):
    """An event with this id is in the log, or twice in the request; give every event an id of its own."""

    code: ClassVar[str] = "DUPLICATE_EVENT_ID"


class UnknownTenant(LifecycleError):
    """There is no such dealer group; create it first."""

    code: ClassVar[str] = "UNKNOWN_TENANT"


class SealKeyFenced(LifecycleError):
    """The key this was sealed under is fenced for erasure; send it again only if it may still be kept."""

    code: ClassVar[str] = "SEAL_KEY_FENCED"


class PayloadRefused(LifecycleError):
    """The log cannot keep this value."""

    code: ClassVar[str] = "PAYLOAD_REFUSED"


class AppendFailed(LifecycleError):
    """The database refused the request and nothing of it was recorded; the server's log has the reason."""

    code: ClassVar[str] = "APPEND_FAILED"


class LogUnreachable(Unavailable):
    """The database of the log does not answer and nothing was recorded; try again in a moment."""

    code: ClassVar[str] = "LOG_UNREACHABLE"


class OutcomeUnknown(Unavailable):
    """The connection broke before the answer came; with an idempotency key it is safe to ask again."""

    code: ClassVar[str] = "OUTCOME_UNKNOWN"


class KeyStoreUnreachable(Unavailable):
    """The store of data keys does not answer, so sealed data can be neither read nor written; try again."""

    code: ClassVar[str] = "KEY_STORE_UNREACHABLE"
