"""Answers leave at the end of a turn, in one go, and nothing of them is lost."""

import asyncio

import pytest

from lifecycle_api.http.one_write import MOST, OneWrite


class Kept(asyncio.Transport):
    """A transport to nobody, which keeps what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[bytes | str] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep bytes."""
        self.told.append(bytes(data))

    def write_eof(self) -> None:
        """Keep that nothing more comes."""
        self.told.append("eof")

    def close(self) -> None:
        """Keep that it is over."""
        self.told.append("closed")

    def is_closing(self) -> bool:
        """Whether it is over."""
        return "closed" in self.told


@pytest.mark.anyio
async def test_what_is_written_in_one_turn_leaves_in_one_go() -> None:
    """Head and body wake their reader once; what comes later is not waited for."""
    beneath = Kept()
    transport = OneWrite(beneath)
    transport.write(b"head ")
    transport.writelines([b"body", b" end"])
    assert beneath.told == []
    await asyncio.sleep(0)
    transport.write(b"more")
    await asyncio.sleep(0)
    assert beneath.told == [b"head body end", b"more"]


@pytest.mark.anyio
async def test_much_is_not_gathered() -> None:
    """Whoever writes without end has to hear when the transport is full."""
    beneath = Kept()
    transport = OneWrite(beneath)
    for _ in range(3):
        transport.write(bytes(MOST // 2))
    assert beneath.told == [bytes(MOST // 2 * 3)]
    transport.write(b"more")
    await asyncio.sleep(0)
    assert beneath.told[1:] == [b"more"]


@pytest.mark.anyio
async def test_nothing_that_was_written_is_lost_by_closing() -> None:
    """What is still to be sent goes first."""
    for end, ends in ((OneWrite.close, "closed"), (OneWrite.write_eof, "eof")):
        beneath = Kept()
        transport = OneWrite(beneath)
        transport.write(b"last words")
        end(transport)
        await asyncio.sleep(0)
        assert beneath.told == [b"last words", ends]
    assert not transport.is_closing()


@pytest.mark.anyio
async def test_who_has_gone_is_sent_nothing() -> None:
    """Not what was written before, nor what an application that goes on writes: the transport would refuse it."""
    beneath = Kept()
    transport = OneWrite(beneath)
    transport.write(b"answer")
    beneath.close()
    await asyncio.sleep(0)
    transport.write(bytes(MOST + 1))
    assert beneath.told == ["closed"]
