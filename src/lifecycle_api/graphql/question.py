"""What every transport asks and is answered: a question, who asks it, and the answer."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

import msgspec
import orjson
from graphql import OperationType

from lifecycle_api.access.contracts import Contract, contract_of
from lifecycle_api.access.principal import Principal
from lifecycle_api.access.visibility import Viewer, viewer_of
from lifecycle_api.commands.ledger import Transport
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.entries import Entry
from lifecycle_api.graphql.patience import Gone

LARGEST_REQUEST: Final = 4 * 1024 * 1024
"""Bytes of a request, over whichever transport."""

ANY_KIND: Final = frozenset({OperationType.QUERY, OperationType.MUTATION})
QUERIES: Final = frozenset({OperationType.QUERY})
SUBSCRIPTIONS: Final = frozenset({OperationType.SUBSCRIPTION})

_WAYS: Final[Mapping[OperationType, str]] = {
    OperationType.QUERY: "send it by POST or GET",
    OperationType.MUTATION: "send it by POST",
    OperationType.SUBSCRIPTION: "ask for `text/event-stream`, or connect by WebSocket",
}


class BadRequest(LifecycleError):
    """The request is not one that GraphQL can read."""

    code: ClassVar[str] = "BAD_REQUEST"


class KindNotAllowed(LifecycleError):
    """An operation of this kind cannot be asked this way."""

    code: ClassVar[str] = "METHOD_NOT_ALLOWED"

    def __init__(self, kind: OperationType) -> None:
        """Say how operations of that kind are asked."""
        super().__init__(f"A {kind.value} is not answered here; {_WAYS[kind]}.", kind=kind.value)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A request as any transport brings it. `kinds` are the kinds of operation that the transport carries.

    `purposes` are those that it names: one, for whoever is decided on.

    `gone` returns when the caller has hung up; a read stops then. `tags` are those of answers that the caller has kept,
    None where answers cannot be kept. With `explain`, the answer tells how it came about.
    `document_id` is the hash of a document that is known here, instead of `query`. `transport` is how it is answered.
    """

    query: str | None
    name: str | None = None
    variables: Mapping[str, Any] = {}
    purposes: tuple[str, ...] = ()
    kinds: frozenset[OperationType] = ANY_KIND
    gone: Gone | None = None
    tags: frozenset[str] | None = None
    explain: bool = False
    document_id: str | None = None
    transport: Transport = "http"


Renew = Callable[[], Awaitable[Principal]]


class Asker(msgspec.Struct, frozen=True):
    """Who asks, None for anyone, and the id under which the request is logged.

    `renew` gives the principal of the same token anew, for what lasts longer than a request: rules may have changed.
    """

    principal: Principal | None
    request_id: str
    purposes: tuple[str, ...] = ()
    renew: Renew | None = None

    @property
    def contract(self) -> Contract:
        """The part of the schema that the asker is shown; to anyone it does not matter, for they may select nothing."""
        return Contract.DEALER if self.principal is None else contract_of(self.principal)

    @property
    def viewer(self) -> Viewer | None:
        """The bounds of what the asker sees."""
        return None if self.principal is None else viewer_of(self.principal, self.purposes)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a question: `data` is finished JSON, None when nothing ran.

    `refusal` is the typed error that kept an operation from running, for transports that have a status for it.
    `tag` names what the answer rests on, where it may be kept; it is `unchanged` when the caller has it already.
    """

    data: bytes | None = None
    errors: Sequence[Entry] = ()
    extensions: Mapping[str, Any] = {}
    refusal: LifecycleError | None = None
    tag: str | None = None
    unchanged: bool = False

    @property
    def body(self) -> bytes:
        """The whole response as JSON; the data's bytes stand in it as the database wrote them."""
        parts = [b'"errors":' + orjson.dumps(self.errors, default=str)] if self.errors else []
        if self.data is not None:
            parts.append(b'"data":' + self.data)
        if self.extensions:
            parts.append(b'"extensions":' + orjson.dumps(self.extensions))
        return b"{" + b",".join(parts) + b"}"
