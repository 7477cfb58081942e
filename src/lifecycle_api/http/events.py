"""Subscriptions as server-sent events, as graphql-sse has them in its mode of distinct connections."""

from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from typing import Final

import msgspec
import orjson
from starlette.types import Receive, Scope, Send

from lifecycle_api.access.tokens import TokenExpired, TokenInvalid
from lifecycle_api.errors import LifecycleError
from lifecycle_api.graphql.answering import Answering
from lifecycle_api.graphql.entries import entry_of
from lifecycle_api.graphql.following import Delivery, Subscription
from lifecycle_api.graphql.patience import unless
from lifecycle_api.graphql.question import Answer, Asker, BadRequest
from lifecycle_api.http.asking import question_of
from lifecycle_api.http.authentication import Verify, principal_of, renewing, shown_in
from lifecycle_api.http.ending import ended
from lifecycle_api.http.errors import refusal_response
from lifecycle_api.http.headers import header
from lifecycle_api.http.media import RESPONSE
from lifecycle_api.http.replies import reply
from lifecycle_api.http.request_id import request_id_of

STREAM: Final = "text/event-stream"
RESUME: Final = b"last-event-id"
_HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),  # or a proxy would keep events until there are many
]


class EventStreams:
    """Answers who accepts an event stream."""

    def __init__(self, answering: Answering, verify: Verify) -> None:
        """Answer by subscriptions of `answering`; `verify` is asked again while they last."""
        self._answering = answering
        self._verify = verify

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the caller hangs up, or the subscription or the server ends.

        Of a subscription that ends by itself the caller is told so, and does not come back.
        """
        try:
            question = msgspec.structs.replace(await question_of(scope, receive), transport="sse")
            after = _resumed(scope)
        except LifecycleError as refusal:
            await refusal_response(refusal, media_type=RESPONSE)(scope, receive, send)
            return
        asker = Asker(principal_of(scope), request_id_of(scope), renew=renewing(shown_in(scope), self._verify))
        over = partial(ended, scope, receive)
        async with unless(over), self._answering.subscribed(question, asker, after=after) as found:
            if not isinstance(found, Subscription):
                await reply(found, RESPONSE)(scope, receive, send)
                return
            await _stream(found, send)
        if scope["state"].get("begun"):
            await send({"type": "http.response.body", "body": b""})


async def _stream(subscription: Subscription, send: Send) -> None:
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": _HEADERS})
    async for event in _events(subscription):
        await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b"event: complete\ndata:\n\n", "more_body": True})


async def _events(subscription: Subscription) -> AsyncIterator[bytes]:
    yield b":\n\n"  # a client knows by it that it is connected
    try:
        async for delivery in subscription.deliveries():
            yield _event(delivery)
    except (TokenExpired, TokenInvalid) as refusal:
        yield b"event: next\ndata: %b\n\n" % orjson.dumps({"errors": [entry_of(refusal)]})


def _event(delivery: Delivery) -> bytes:
    # An event without data is none, but browsers remember its id.
    said = b"" if delivery.answer is None else b"event: next\ndata: %b\n" % _line(delivery.answer)
    return b"id: %d\n%b\n" % (delivery.position, said)


def _line(answer: Answer) -> bytes:
    # Between the values of its JSON, PostgreSQL may break lines; inside them it never does.
    return answer.body.replace(b"\n", b"")


def _resumed(scope: Scope) -> int | None:
    given = header(scope, RESUME)
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < len(str(2**63))):
        raise BadRequest("`Last-Event-ID` is the position of the last event.")
    return int(given)
