"""Answers as HTTP has them: a status, headers as the server sends them, and bytes that are at hand."""

from http import HTTPStatus
from typing import Final

import msgspec
from starlette.types import Receive, Scope, Send

from lifecycle_api.access.buckets import RateLimited
from lifecycle_api.errors import Unavailable
from lifecycle_api.graphql.question import Answer
from lifecycle_api.http.errors import headers_of, status_of
from lifecycle_api.http.media import LEGACY, RESPONSE

Header = tuple[bytes, bytes]

_LATER: Final = (RateLimited, Unavailable)
_TYPES: Final = {each: (b"content-type", f"{each}; charset=utf-8".encode()) for each in (LEGACY, RESPONSE)}
_NOT_KEPT: Final = (b"cache-control", b"no-store")
_KEPT: Final = [(b"cache-control", b"private, no-cache"), (b"vary", b"Authorization, Accept")]


class Reply(msgspec.Struct, frozen=True):
    """What is answered; the length of the body is said with it."""

    status: HTTPStatus
    headers: list[Header]
    body: bytes = b""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        headers = self.headers
        if self.status != HTTPStatus.NOT_MODIFIED:
            headers = [*headers, (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def reply(answer: Answer, media_type: str) -> Reply:
    """An answer in a media type, with the status that belongs to it."""
    headers = [_TYPES[media_type], *_keeping(answer)]
    if answer.unchanged:
        return Reply(HTTPStatus.NOT_MODIFIED, headers)
    if isinstance(answer.refusal, _LATER):
        headers += [(name.lower().encode(), value.encode()) for name, value in headers_of(answer.refusal).items()]
    return Reply(_status(answer, media_type), headers, answer.body)


def _keeping(answer: Answer) -> list[Header]:
    """Whether the answer may be kept, and by whom: only by who asked, and not without asking whether it still holds."""
    return [_NOT_KEPT] if answer.tag is None else [*_KEPT, (b"etag", answer.tag.encode())]


def _status(answer: Answer, media_type: str) -> HTTPStatus:
    if answer.refusal is None and answer.data is not None:
        return HTTPStatus.OK
    # Only the newer media type says by its status that nothing ran; that nothing can run now, both do.
    if isinstance(answer.refusal, Unavailable) or (isinstance(answer.refusal, _LATER) and media_type == RESPONSE):
        return status_of(answer.refusal)
    return HTTPStatus.BAD_REQUEST if answer.data is None and media_type == RESPONSE else HTTPStatus.OK
