"""Asks witnesses to cosign the newest checkpoints, as C2SP tlog-witness says, until there are enough of them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Final
from uuid import UUID

import asyncpg

from lifecycle_api.audit.outbound import post
from lifecycle_api.audit.signing import SQL
from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.keys import NoteKey
from lifecycle_api.audit.tlog.policy import Policy, Witness
from lifecycle_api.audit.tlog.text import decimal, encoded
from lifecycle_api.audit.trees import NoCheckpoint, Trees
from lifecycle_api.errors import LifecycleError

_ATTEMPTS: Final = 3
_RETRY_SECONDS: Final = 5.0
_PACE_SECONDS: Final = 0.5

_log = logging.getLogger(__name__)

Post = Callable[[str, str], Awaitable[tuple[int, str]]]


class QuorumMissed(LifecycleError):
    """Too few witnesses cosigned the checkpoint; it counts once enough of them answer."""

    code = "QUORUM_MISSED"


class WitnessRefused(LifecycleError):
    """A witness would not cosign; what it says may mean that it was shown another log."""

    code = "WITNESS_REFUSED"


class Cosigning:
    """The witnesses that a policy names. `post` sends a text to an address and answers status and text."""

    def __init__(self, pool: asyncpg.Pool, trees: Trees, policy: Policy, *, post: Post = post) -> None:
        self._pool = pool
        self._trees = trees
        self._policy = policy
        self._post = post
        self._known: dict[tuple[UUID, str], int] = {}
        self._said: dict[UUID, str] = {}
        self._news = asyncio.Event()

    @property
    def policy(self) -> Policy:
        """The witnesses and how many of them it takes."""
        return self._policy

    @property
    def needs_nobody(self) -> bool:
        """Whether a checkpoint counts as soon as the log has signed it."""
        return self._policy.accepts(())

    def wake(self) -> None:
        """Say that there are new checkpoints."""
        self._news.set()

    async def run_forever(self) -> None:
        """Have every newest checkpoint cosigned; a witness that does not answer is asked again in a while."""
        if not self._policy.witnesses:
            return
        while True:
            try:
                async with asyncio.timeout(_RETRY_SECONDS):
                    await self._news.wait()
            except TimeoutError:
                pass
            self._news.clear()
            await self._run_once()
            await asyncio.sleep(_PACE_SECONDS)

    async def collect(self, tenant: UUID) -> int:
        """Have the tenant's newest checkpoint cosigned by all witnesses; its size.

        Raises NoCheckpoint, and QuorumMissed with what each witness said when they are too few.
        """
        row = await self._pool.fetchrow(SQL["newest"], tenant)
        if row is None:
            raise NoCheckpoint
        note, size = str(row["note"]), int(row["size"])
        keys = [witness.key for witness in self._policy.witnesses.values()]
        signed = set(notes.signed_by(notes.parse(note), keys))
        waiting = {name: each for name, each in self._policy.witnesses.items() if each.key not in signed and each.url}
        answers = await asyncio.gather(*(self._asked(tenant, each, note, size) for each in waiting.values()))
        lines = [answer for answer in answers if isinstance(answer, str)]
        signed |= {each.key for each, answer in zip(waiting.values(), answers, strict=True) if isinstance(answer, str)}
        accepted = self._policy.accepts(signed)
        if lines:
            await self._pool.execute(SQL["countersign"], tenant, size, "".join(lines), accepted)
        if not accepted:
            said = {
                name: answer.message
                for name, answer in zip(waiting, answers, strict=True)
                if isinstance(answer, LifecycleError)
            }
            raise QuorumMissed(size=size, witnesses=said)
        return size

    async def _run_once(self) -> None:
        try:
            tenants = [row["tenant_id"] for row in await self._pool.fetch(SQL["unwitnessed"])]
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _log.warning("Checkpoints cannot be cosigned: %s", type(error).__name__)
            return
        for tenant in tenants:
            try:
                await self.collect(tenant)
                self._said.pop(tenant, None)
            except QuorumMissed as missed:
                self._complain(tenant, missed)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, LifecycleError) as error:
                _log.warning("Checkpoints of tenant %s are not cosigned: %s", tenant, type(error).__name__)

    def _complain(self, tenant: UUID, missed: QuorumMissed) -> None:
        """Say once what is wrong, not with every attempt."""
        said = str(missed.data["witnesses"])
        if self._said.get(tenant) != said:
            self._said[tenant] = said
            _log.warning("Checkpoint %s of tenant %s: %s: %s", missed.data["size"], tenant, missed.code, said)

    async def _asked(self, tenant: UUID, witness: Witness, note: str, size: int) -> str | LifecycleError:
        try:
            return await self._cosigned(tenant, witness, note, size)
        except LifecycleError as error:
            return error
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
            return WitnessRefused(f"The witness does not answer ({type(error).__name__}).")

    async def _cosigned(self, tenant: UUID, witness: Witness, note: str, size: int) -> str:
        name = witness.key.name
        for _ in range(_ATTEMPTS):
            old = self._known.get((tenant, name), 0)
            if old > size:
                raise WitnessRefused(f"{name} has seen {old} leaves, and this log has {size}.", witness=name)
            proof = await self._trees.consistency(tenant, old, size)
            status, answer = await self._post(f"{witness.url}/add-checkpoint", _request(old, proof, note))
            if status == HTTPStatus.CONFLICT:
                self._known[tenant, name] = decimal(answer.strip())
            elif status == HTTPStatus.OK:
                self._known[tenant, name] = size
                return _line(note, answer, witness.key)
            else:
                raise WitnessRefused(f"{name} answered {status}: {answer.strip()[:200]}", witness=name, status=status)
        raise WitnessRefused(f"{name} changes its mind about the size it knows.", witness=name)


def _request(old: int, proof: Sequence[bytes], note: str) -> str:
    return "\n".join([f"old {old}", *map(encoded, proof), "", note])


def _line(note: str, answer: str, key: NoteKey) -> str:
    """The line of the answer that this witness signed. Raises NoteMalformed, SignatureBroken, WitnessRefused."""
    for line in answer.splitlines(keepends=True):
        text = notes.parse(note).text
        if notes.signed_by(notes.parse(f"{text}\n{line}"), [key]):
            return line
    raise WitnessRefused(f"{key.name} answered without its own signature.", witness=key.name)
