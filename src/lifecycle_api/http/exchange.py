"""A request and its answer: an answer that is all there leaves in one write, for two would wake its reader twice."""

from string import ascii_lowercase, digits
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

_IN_NAMES: Final = f"{ascii_lowercase}{digits}-".encode()
_IN_VALUES: Final = bytes([ord("\t"), *range(ord(" "), 0x7F), *range(0x80, 0x100)])
_SPOKEN_FOR: Final = frozenset([b"connection", b"transfer-encoding"])


class Exchange(RequestResponseCycle):
    """As uvicorn has it, but the head of an answer waits for the beginning of the body, as ASGI asks servers to.

    Answers that come in parts, that nobody reads, or that say anything of the connection are left to uvicorn.
    """

    _head: Any = None

    async def send(self, message: Any) -> None:
        """Take a part of the answer. Raises RuntimeError for what is no answer."""
        if message["type"] == "http.response.start" and not self.response_started:
            self._head = message  # also in place of one after which nothing came, when the application has failed
            return
        head, self._head = self._head, None
        if head is not None:
            whole = self._whole(head, message)
            if whole is not None:
                self._end(whole)
                return
            await super().send(head)
        await super().send(message)

    def _whole(self, head: Any, message: Any) -> bytes | None:
        """All of the answer as it is sent, or None if there is more to be thought of."""
        if message.get("more_body") or not self.keep_alive or self.flow.write_paused or self.disconnected:
            return None
        body, headers = message.get("body", b""), [*self.default_headers, *head.get("headers", ())]
        if (b"content-length", b"%d" % len(body)) not in headers or self.scope["method"] == "HEAD" or self.access_log:
            return None
        names, values = zip(*headers, strict=True)
        if b"".join(names).translate(None, _IN_NAMES) or b"".join(values).translate(None, _IN_VALUES):
            return None
        if not _SPOKEN_FOR.isdisjoint(names):
            return None
        return b"".join([STATUS_LINE[head["status"]], *[b"%b: %b\r\n" % each for each in headers], b"\r\n", body])

    def _end(self, whole: bytes) -> None:
        self.response_started = self.response_complete = True
        self.transport.write(whole)
        self.message_event.set()
        self.on_response()
