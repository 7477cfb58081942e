"""Sends at the end of a turn of the event loop: readers are woken once, and not while others are being answered."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

MOST: Final = 65_536
"""Bytes above which nothing is gathered: the transport has to be able to say that it is full."""


class OneWrite:
    """A transport that sends what was written in one turn of the event loop when the turn ends.

    Each write wakes a reader, who may take the processor from the next answer; on a busy machine that costs more than
    the write.
    """

    def __init__(self, transport: Any) -> None:
        """Wrap a transport; what is not about writing is left to it."""
        self._transport = transport
        self._send = transport.write
        self._soon = asyncio.get_running_loop().call_soon
        self._written: list[bytes] = []
        self._size = 0
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send bytes, after those that were written before and with those that follow at once."""
        if not self._written:
            self._soon(self._flush)
        self._written.append(data)
        self._size += len(data)
        if self._size > MOST:
            self._flush()

    def writelines(self, parts: Iterable[bytes]) -> None:
        """Send several parts."""
        for part in parts:
            self.write(part)

    def close(self) -> None:
        """Close, once everything is sent."""
        self._flush()
        self._transport.close()

    def write_eof(self) -> None:
        """Send no more after this."""
        self._flush()
        self._transport.write_eof()

    def _flush(self) -> None:
        written, self._written, self._size = self._written, [], 0
        if written and not self.is_closing():  # or who was answered has gone meanwhile
            self._send(written[0] if len(written) == 1 else b"".join(written))
